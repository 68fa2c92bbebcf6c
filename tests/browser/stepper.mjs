// Chapter 6's stepper, by keyboard only, as somebody without a mouse would use it.

import { readFile } from "node:fs/promises";

const text = (page, selector) => page.locator(`#stepper ${selector}`).innerText();
const counter = async (page) => Number(await text(page, "#stepper-counter"));

/** Tabs until the element has the focus. */
async function tabTo(page, name) {
  for (let i = 0; i < 200; i++) {
    const here = await page.evaluate(() => document.activeElement.textContent);
    const inside = await page.evaluate(() => Boolean(document.activeElement.closest("#stepper")));
    if (inside && here.startsWith(name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${name}`);
}

async function choose(page, increments) {
  await page.locator(`#stepper input[value="${increments}"]`).focus();
  await page.keyboard.press("Space");
}

/** Takes turns with Enter on the buttons A and B. */
async function play(page, turns) {
  for (const who of turns) {
    await tabTo(page, `${who}:`);
    await page.keyboard.press("Enter");
    if (who === "B") await page.keyboard.press("Shift+Tab");
  }
}

const same = (got, expected) => {
  if (got !== expected) throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
};

const worst = async (data, increments) => {
  const { programs } = JSON.parse(await readFile(data, "utf8"));
  const program = programs.find((p) => p.processes === 2 && p.increments === increments);
  return program.values.reduce((a, b) => (b.value < a.value ? b : a));
};

/** Name and test; each begins on a fresh page. */
export const tests = (data) => [
  ["one increment each ends at 1 when both load first", async (page) => {
    await play(page, "ABAABB");
    same(await counter(page), 1);
    same(await text(page, "[role=status]"), "B stores 1. The counter is 1. Both are done: expected 2, counted 1, lost 1.");
    same(await text(page, ".schedule"), 'cargo run --bin chapter6 -- --schedule "A.load B.load A.store B.store"');
  }],
  ["one increment each ends at 2 one after the other", async (page) => {
    await play(page, "AAABBB");
    same(await counter(page), 2);
  }],
  ["three increments each end at 2 by the keys of the worst schedule", async (page) => {
    await choose(page, 3);
    const { value, schedule } = await worst(data, 3);
    for (const word of schedule.split(" ")) {
      const [who, step] = word.split(".");
      for (let i = step === "store" ? 2 : 1; i > 0; i--) await page.keyboard.press(who.toLowerCase());
    }
    same(value, 2);
    same(await counter(page), 2);
  }],
  ["the worst schedule is the model's, for each number of increments", async (page) => {
    for (const increments of [1, 2, 3]) {
      await choose(page, increments);
      await tabTo(page, "Worst");
      await page.keyboard.press("Enter");
      const { value, schedule } = await worst(data, increments);
      same(await counter(page), value);
      same(await text(page, ".schedule"), `cargo run --bin chapter6 -- --schedule "${schedule}"`);
    }
  }],
  ["back takes one turn back, and reset all", async (page) => {
    await play(page, "AAA");
    await page.keyboard.press("Backspace");
    same(await counter(page), 0);
    same(await page.locator("#stepper tbody tr").count(), 2);
    await tabTo(page, "Reset");
    await page.keyboard.press("Enter");
    same(await page.locator("#stepper tbody tr").count(), 0);
    same(await text(page, "[role=status]"), "Nobody has taken a step. The counter is 0.");
  }],
  ["who is done says so and takes no more steps", async (page) => {
    await play(page, "AAA");
    same(await text(page, "[role=status]"), "A stores 1. The counter is 1. A is done.");
    await play(page, "A");
    same(await counter(page), 1);
    same(await page.locator("#stepper tbody tr").count(), 3);
  }],
  ["steps survive a reload, and the worst schedule does not destroy them", async (page) => {
    await choose(page, 2);
    await play(page, "AAB");
    await page.reload();
    same(await page.locator("#stepper tbody tr").count(), 3);
    for (let i = 0; i < 2; i++) {
      await tabTo(page, "Worst");
      await page.keyboard.press("Enter");
    }
    same(await page.locator("#stepper tbody tr").count(), 12);
    await tabTo(page, "My steps");
    await page.keyboard.press("Enter");
    same(await page.locator("#stepper tbody tr").count(), 3);
  }],
  ["on a phone the newest row is in sight", async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload(); // mdBook decides about its sidebar as it loads
    await choose(page, 3);
    // Below mdBook's bar, as somebody's thumb would leave it.
    await page.locator("#stepper .controls").evaluate((box) => window.scrollBy(0, box.getBoundingClientRect().top - 80));
    for (const who of "ABABABABABAB") await page.locator(`#stepper button.${who.toLowerCase()}`).click();
    const seen = await page.locator("#stepper tbody tr").last().evaluate((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      const box = row.closest(".trace").getBoundingClientRect();
      return top >= box.top && bottom <= box.bottom + 1 && bottom <= innerHeight;
    });
    same(seen, true);
  }],
  ["arrow keys inside do not turn the page", async (page) => {
    await tabTo(page, "A:");
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(200);
    same(new URL(page.url()).pathname, "/6-race.html");
  }],
  ["its trace for the worst schedule is the static table below it", async (page) => {
    await tabTo(page, "Worst");
    await page.keyboard.press("Enter");
    const cells = (selector) => page.locator(selector).first().evaluate((table) =>
      [...table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((c) => c.textContent.trim()).join("|")).join("\n"));
    same(await cells("#stepper table"), await cells("#stepper ~ details .table-wrapper table"));
  }],
];

/** Without JavaScript the page says the same. */
export async function without(page) {
  const shown = await page.locator("#stepper").innerText();
  if (!shown.includes("needs JavaScript")) throw new Error(shown);
  await page.locator("#stepper ~ details summary").first().click();
  const last = await page.locator("#stepper ~ details .table-wrapper tbody tr").nth(5).innerText();
  if (!/store 1\s+1\s*$/.test(last)) throw new Error(last);
}
