// Looks at what the two editions have in common: node editions.mjs [FOLDER], by default book/book.
// The switch leads to the same place; Chinese is found in both; the playgrounds speak the page's language.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { serve } from "./server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const book = resolve(process.argv[2] ?? join(here, "../../book/book"));
const executablePath = process.env.CHROMIUM
  ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

/** The titles of what a search finds. */
async function find(page, words) {
  await page.locator("#mdbook-search-toggle").click();
  await page.locator("#mdbook-searchbar").fill(words);
  await page.locator("#mdbook-searchbar").press("End"); // mdBook searches when a key goes up
  await page.locator("#mdbook-searchresults li").first().waitFor();
  const results = page.locator("#mdbook-searchresults li");
  return { titles: await results.locator("a").allTextContents(), texts: await results.allTextContents() };
}

const tests = {
  async "the switch leads to the same heading, and back"(page, address) {
    await page.goto(`${address}/2-attach.html#read-only`);
    await page.locator("a.edition").click();
    await page.waitForURL(`${address}/zh/2-attach.html#read-only`);
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
    await page.locator("a.edition").click();
    await page.waitForURL(`${address}/2-attach.html#read-only`);
  },
  async "at the top, the switch leads to the top"(page, address) {
    await page.goto(`${address}/zh/1-create.html`);
    await page.locator("a.edition").click();
    await page.waitForURL(/\/1-create\.html#?$/);
  },
  async "Chinese words are found in both editions"(page, address) {
    for (const edition of ["", "/zh"]) {
      for (const word of ["共享内存", "信号量", "竞争"]) {
        await page.goto(`${address}${edition}/introduction.html`);
        const { titles, texts } = await find(page, word);
        assert.ok(titles.length > 0, `${word} in ${edition}`);
        const without = texts.filter((text) => !text.replaceAll(" ", "").includes(word));
        assert.deepEqual(without, [], `${word} in ${edition}: each result says it`);
      }
    }
  },
  async "what no page says is not found"(page, address) {
    await page.goto(`${address}/zh/introduction.html`);
    await page.locator("#mdbook-search-toggle").click();
    await page.locator("#mdbook-searchbar").fill("存内享共");
    await page.locator("#mdbook-searchbar").press("End"); // mdBook searches when a key goes up
    await page.getByText("没有找到“存内享共”。").waitFor();
  },
  async "Latin words are found as before"(page, address) {
    for (const edition of ["", "/zh"]) {
      await page.goto(`${address}${edition}/introduction.html`);
      const { texts } = await find(page, "shmat");
      assert.ok(texts.some((text) => text.includes("shmat")), edition);
    }
  },
  async "the playground and the guess speak Chinese"(page, address) {
    await page.goto(`${address}/zh/1-create.html`);
    await page.locator(".play button").first().waitFor();
    assert.match(await page.locator(".play").innerText(), /目标/);
    await page.locator("details.choice summary").nth(1).click();
    await page.getByText("已经猜了 1 页，其中 1 页一次猜对。").waitFor();
  },
};

const server = await serve(book);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await test(page, server.address);
    assert.deepEqual(complaints, []);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n  ${error.message}`);
  }
  await context.close();
}
await browser.close();
server.close?.();
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
