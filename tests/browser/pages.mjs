// What has to hold for every page, in every theme, at every width.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Faults that axe-core calls serious or critical, in the page's text: mdBook's own frame is not ours. */
export async function accessibility(page, part = "main") {
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate(async (part) => {
    const options = { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] };
    const { violations } = await globalThis.axe.run(part, options);
    const serious = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
    return serious.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)}`));
  }, part);
  return found;
}

/** What a first visit transfers, in bytes: without fonts and the search index. */
export const weight = (page) => page.evaluate(() => {
  const all = ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind));
  const counted = all.filter(({ name }) => !/\/fonts\/.*woff|searchindex/.test(name));
  const bytes = counted.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return bytes > 0 && bytes < 300_000 ? [] : [`${bytes} bytes`];
});

/** The text must not scroll sideways; a listing or a table may, inside itself. */
export const width = (page) => page.evaluate(() => {
  const root = document.documentElement;
  const faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`page: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const part of document.querySelectorAll("main p, main li, main summary, main h1, main h2, main h3, main figure, main .stepper")) {
    const right = part.getBoundingClientRect().right;
    const scrolls = part.closest(".table-wrapper, pre, table");
    if (!scrolls && right > root.clientWidth + 1) faults.push(`${part.tagName} ends at ${right}: ${part.textContent.slice(0, 60)}`);
    if (!scrolls && part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
      faults.push(`${part.tagName} holds ${part.scrollWidth} in ${part.clientWidth}: ${part.textContent.slice(0, 60)}`);
  }
  return faults;
});

/** On a phone, no end of a line that a program printed is out of sight: there the result of a call stands.
 *  Nor is a column of a table that was made of such lines. */
export const outputs = (page) => page.evaluate(() => {
  const hidden = [...document.querySelectorAll("main pre > code.language-text, main .steps .table-wrapper")]
    .filter((code) => code.scrollWidth > code.clientWidth + 1);
  return hidden.map((code) => `${code.scrollWidth} in ${code.clientWidth}: ${code.textContent.trim().slice(0, 60)}`);
});

/** C stands beside Rust where there is room, above it where there is none; beside it nothing scrolls. */
export const pairs = (page, beside) => page.evaluate((beside) => {
  const faults = [];
  for (const pair of document.querySelectorAll("main .pair")) {
    const [left, right] = [...pair.children].map((column) => column.getBoundingClientRect());
    const name = pair.textContent.trim().slice(0, 60);
    if ((left.right <= right.left) !== beside) faults.push(`beside each other: ${!beside}: ${name}`);
    const scrolls = [...pair.querySelectorAll("pre > code")].some((code) => code.scrollWidth > code.clientWidth);
    if (beside && scrolls) faults.push(`scrolls: ${name}`);
  }
  return faults;
}, beside);

/**
 * The contrast of each word in a picture with what lies under it, which axe-core does not look at:
 * 4.5:1 (WCAG 2.1, 1.4.3). A line or a border of a box needs 3:1 (1.4.11).
 */
export const pictures = (page) => page.evaluate(() => {
  const channel = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const luminance = ({ rgb }) => {
    const [r, g, b] = rgb.map((c) => channel(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (x, y) => {
    const [high, low] = [luminance(x), luminance(y)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const visible = (text) => text !== "none" && parse(text).a > 0;
  const paper = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (visible(color)) return parse(color);
    }
    return { rgb: [255, 255, 255] };
  };
  const under = (svg, text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const covers = (shape) => {
      const b = shape.getBoundingClientRect();
      return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom && visible(getComputedStyle(shape).fill);
    };
    const shapes = [...svg.querySelectorAll("rect, circle")].filter(covers);
    const last = shapes.at(-1);
    return last ? parse(getComputedStyle(last).fill) : paper(svg);
  };
  const faults = [];
  for (const svg of document.querySelectorAll("main svg[role=img]")) {
    for (const text of svg.querySelectorAll("text")) {
      const got = ratio(parse(getComputedStyle(text).fill), under(svg, text));
      if (got < 4.5) faults.push(`${got.toFixed(2)}:1 for "${text.textContent}"`);
      const [words, picture] = [text.getBoundingClientRect(), svg.getBoundingClientRect()];
      const inside = words.left >= picture.left - 1 && words.right <= picture.right + 1
        && words.top >= picture.top - 1 && words.bottom <= picture.bottom + 1;
      if (!inside) faults.push(`goes out of its picture: "${text.textContent}"`);
    }
    for (const shape of svg.querySelectorAll("rect, circle, path, line")) {
      const stroke = getComputedStyle(shape).stroke;
      if (!visible(stroke)) continue;
      const got = ratio(parse(stroke), paper(svg));
      if (got < 3) faults.push(`${got.toFixed(2)}:1 for the line of a ${shape.tagName} (${stroke})`);
    }
  }
  return faults;
});
