// Looks at the built book in Chromium: node run.mjs [FOLDER], by default book/book.
// With `--looks`, only how each page looks, wide and narrow: what the other tests press and read is
// English, and the other themes have no colours of their own for another language.
// Prints what failed, and at last a line `N passed, N failed`; exit code 1 if anything failed.

import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { accessibility, outputs, pairs, pictures, weight, width } from "./pages.mjs";
import { account, scenes, tests as playgrounds, touch } from "./playgrounds.mjs";
import { headings, languages, printed, sizes, tests as reading } from "./reading.mjs";
import { serve } from "./server.mjs";
import { tests, without } from "./stepper.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const looksOnly = process.argv.includes("--looks");
const folder = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const book = resolve(folder ?? join(here, "../../book/book"));
const data = join(here, "../../book/src/data/worst-schedules.json");
const executablePath = process.env.CHROMIUM
  ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** Milliseconds, enough for a busy machine: no test is about time. */
const PATIENCE = 120_000;

let passed = 0;
let failed = 0;
function result(name, faults) {
  if (faults.length === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`FAILED ${name}`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
}
const attempt = async (name, test) => {
  try {
    await test();
    result(name, []);
  } catch (error) {
    result(name, [String(error.message ?? error)]);
  }
};

/** A page in a theme and at a width, and what the browser complained of while it loaded. */
async function open(browser, address, theme, viewport, javaScriptEnabled = true) {
  const context = await browser.newContext({ viewport, javaScriptEnabled, reducedMotion: "reduce" });
  await context.addInitScript((name) => localStorage.setItem("mdbook-theme", name), theme);
  context.setDefaultTimeout(PATIENCE);
  context.setDefaultNavigationTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  // A reload breaks off what is still under way.
  const broken = (request) => request.failure()?.errorText !== "net::ERR_ABORTED";
  page.on("requestfailed", (request) => broken(request) && complaints.push(`request failed: ${request.url()}`));
  page.on("request", (request) => request.url().startsWith("http") && !request.url().startsWith(new URL(address).origin)
    && complaints.push(`asks the network for ${request.url()}`));
  await page.goto(address);
  return { page, context, complaints };
}

const LOOKS = looksOnly ? [
  { theme: "light", viewport: { width: 1280, height: 900 } },
  { theme: "navy", viewport: { width: 390, height: 844 } },
] : [
  { theme: "light", viewport: { width: 1280, height: 900 } },
  { theme: "rust", viewport: { width: 1280, height: 900 } },
  { theme: "navy", viewport: { width: 1280, height: 900 } },
  { theme: "ayu", viewport: { width: 1280, height: 900 } },
  { theme: "coal", viewport: { width: 1600, height: 900 } },
  { theme: "light", viewport: { width: 1200, height: 900 } },
  { theme: "light", viewport: { width: 390, height: 844 } },
  { theme: "navy", viewport: { width: 390, height: 844 } },
];

/** All that has to hold for a page in one theme at one width. */
async function look(browser, address, { name, theme, viewport }) {
  const { page, context, complaints } = await open(browser, `${address}/${name}`, theme, viewport);
  // What is folded shall be looked at, too.
  await page.evaluate(() => document.querySelectorAll("main details").forEach((d) => { d.open = true; }));
  await page.waitForTimeout(50);
  const applied = await page.evaluate((t) => document.documentElement.classList.contains(t), theme);
  const title = `${name}, ${theme}, ${viewport.width}px`;
  result(`${title}: theme`, applied ? [] : ["not applied"]);
  result(`${title}: weight`, await weight(page));
  result(`${title}: width`, await width(page));
  result(`${title}: C beside Rust`, await pairs(page, viewport.width >= 1200));
  result(`${title}: accessibility`, await accessibility(page));
  result(`${title}: contrast of pictures`, await pictures(page));
  if (viewport.width < 600) {
    result(`${title}: sizes`, await sizes(page));
    result(`${title}: outputs`, await outputs(page));
  }
  result(`${title}: languages`, await languages(page));
  result(`${title}: headings`, await headings(page));
  result(`${title}: console`, complaints);
  await context.close();
}

/** On paper, from a light screen and from a dark one. */
async function print(browser, address, { name, theme }) {
  const { page, context } = await open(browser, `${address}/${name}`, theme, { width: 794, height: 1123 });
  result(`${name}, ${theme}: on paper`, await printed(page));
  await context.close();
}

/** A few at a time. */
async function inParallel(jobs, run) {
  const worker = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await run(job);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

/** The playgrounds: what they do, how they look, and what is there instead of them. */
async function playAll(browser, address) {
  const usual = { width: 1280, height: 900 };
  await inParallel([...playgrounds], async ([name, at, test]) => {
    const { page, context, complaints } = await open(browser, `${address}/${at}`, "light", usual);
    await attempt(`playground: ${name}`, () => test(page));
    result(`playground: ${name}: console`, complaints);
    await context.close();
  });
  const looks = LOOKS.flatMap((look) => scenes.map((scene) => ({ ...look, scene })));
  await inParallel(looks, async ({ theme, viewport, scene: [name, at, steps] }) => {
    const { page, context } = await open(browser, `${address}/${at}`, theme, viewport);
    const title = `playground: ${name}, ${theme}, ${viewport.width}px`;
    await attempt(title, () => steps(page));
    result(`${title}: accessibility`, await accessibility(page, ".play-live"));
    result(`${title}: touch`, await touch(page));
    result(`${title}: headings`, await headings(page));
    result(`${title}: width`, await width(page));
    await context.close();
  });
  for (const at of new Set(playgrounds.map(([, page]) => page))) {
    const { page, context } = await open(browser, `${address}/${at}`, "light", usual, false);
    await attempt(`${at}: without JavaScript`, () => account(page));
    await context.close();
    const paper = await open(browser, `${address}/${at}`, "light", usual);
    await paper.page.emulateMedia({ media: "print" });
    await attempt(`${at}: on paper`, () => account(paper.page));
    await paper.context.close();
  }
}

/** What the reader can press: the pages' own scripts, the stepper, the playgrounds. */
async function useAll(browser, address) {
  for (const [name, at, test] of reading) {
    const { page, context, complaints } = await open(browser, `${address}/${at}`, "light", { width: 1280, height: 900 });
    await attempt(`reading: ${name}`, () => test(page));
    result(`reading: ${name}: console`, complaints);
    await context.close();
  }
  const race = `${address}/6-race.html`;
  for (const [name, test] of tests(data)) {
    const { page, context, complaints } = await open(browser, race, "light", { width: 1280, height: 900 });
    await attempt(`stepper: ${name}`, () => test(page));
    result(`stepper: ${name}: console`, complaints);
    await context.close();
  }
  const { page, context } = await open(browser, race, "light", { width: 1280, height: 900 }, false);
  await attempt("stepper: without JavaScript", () => without(page));
  await context.close();
  await playAll(browser, address);
}

const { address, close } = await serve(book);
const browser = await chromium.launch({
  executablePath,
  timeout: PATIENCE,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const own = ["print.html", "404.html", "toc.html", "index.html"];
  const names = (await readdir(book)).filter((name) => name.endsWith(".html") && !own.includes(name));
  const jobs = names.sort().flatMap((name) => LOOKS.map((look) => ({ name, ...look })));
  await inParallel(jobs, (job) => look(browser, address, job));
  const papers = looksOnly ? [] : names.flatMap((name) => ["light", "navy"].map((theme) => ({ name, theme })));
  await inParallel(papers, (job) => print(browser, address, job));
  if (!looksOnly) await useAll(browser, address);
  result("there are pages", names.length >= 15 ? [] : [`only ${names.length}`]);
} finally {
  await browser.close();
  close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
