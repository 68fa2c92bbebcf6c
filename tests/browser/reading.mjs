// What a reader does with any page: guess, turn pages, scroll, print, listen, read on a phone.

const same = (got, expected) => {
  const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
};

const count = (page) => page.locator("main .guesses").innerText();
const choice = (page, answer) => page.locator("main details.choice", { hasText: answer });
const opened = (page) => page.locator("main details.choice[open]").count();
const path = (page) => new URL(page.url()).pathname;

/** As the browser does it for a printer: the event, then the paper's style. */
async function paper(page) {
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
}

export const tests = [
  ["a guess is told why at once, counted, and kept", "1-create.html", async (page) => {
    same(await count(page), "The answer that you open first is your guess.");
    await choice(page, "Yes.").locator("summary").click();
    await page.locator("main details.choice.guessed").waitFor();
    if (!(await choice(page, "Yes.").locator("p").first().isVisible())) throw new Error("no reason in sight");
    same(await count(page), "Guessed so far: 1 page, 1 right at the first try.");
    // Reading the other answers afterwards is no second guess.
    await choice(page, "No.").first().locator("summary").click();
    await page.waitForTimeout(100);
    same(await count(page), "Guessed so far: 1 page, 1 right at the first try.");
    await page.reload();
    await page.locator("main details.choice.guessed").waitFor();
    same(await opened(page), 1);
    await page.goto(page.url().replace("1-create", "2-attach"));
    same(await count(page), "Guessed so far: 1 page, 1 right at the first try.");
    await choice(page, "No.").first().locator("summary").focus();
    await page.keyboard.press("Enter");
    await page.locator("main details.choice.guessed").waitFor();
    same(await count(page), "Guessed so far: 2 pages, 1 right at the first try.");
  }],
  ["opening all at once, as paper does, is no guess", "1-create.html", async (page) => {
    await paper(page);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.waitForTimeout(100);
    same(await opened(page), 0);
    same(await count(page), "The answer that you open first is your guess.");
  }],
  ["an arrow key turns the page", "2-attach.html", async (page) => {
    await page.locator("main").click({ position: { x: 5, y: 5 } });
    await page.keyboard.press("ArrowRight");
    await page.waitForURL("**/3-read-write.html");
  }],
  ["an arrow key where something scrolls only scrolls", "2-attach.html", async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [at, box] of [["/2-attach.html", "pre > code"], ["/reference.html", ".table-wrapper"]]) {
      await page.goto(new URL(at, page.url()).href);
      const first = page.locator(`main ${box}.more`).first();
      await first.focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction((e) => e.scrollLeft > 0, await first.elementHandle());
      same(path(page), at);
    }
  }],
  ["an arrow key on what is pressed or opened does not leave the page", "5-delete.html", async (page) => {
    for (const part of ["details.choice summary", "details.whole summary", "pre .buttons button"]) {
      await page.locator(`main ${part}`).first().focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(200);
      same(path(page), "/5-delete.html");
    }
  }],
  ["what goes on to the right says so, until it is read", "2-attach.html", async (page) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const box = await page.locator("main pre > code.more").first().elementHandle();
    await box.evaluate((e) => { e.scrollLeft = e.scrollWidth; });
    await page.waitForFunction((e) => !e.classList.contains("more"), box);
    await page.setViewportSize({ width: 1280, height: 900 });
    const wide = () => page.locator("main pre > code").evaluateAll((all) =>
      all.filter((e) => e.classList.contains("more") !== e.scrollLeft + e.clientWidth < e.scrollWidth - 1).length);
    await page.waitForTimeout(100);
    same(await wide(), 0);
  }],
  ["the keyboard goes everywhere a finger goes", "7-semaphore.html", async (page) => {
    const missed = await page.evaluate(() => {
      const parts = [...document.querySelectorAll("main summary, main a[href], main button, main input")];
      return parts.filter((e) => e.checkVisibility() && e.tabIndex < 0).map((e) => e.outerHTML.slice(0, 80));
    });
    same(missed, []);
  }],
];

/** On paper: answers are open, and nothing is there that only a screen can do. */
export async function printed(page) {
  await paper(page);
  return page.evaluate(() => {
    const shown = (e) => e.checkVisibility({ contentVisibilityAuto: true });
    const closed = [...document.querySelectorAll("main details")].filter((d) => !d.open);
    const controls = [...document.querySelectorAll("main button, main input, .nav-chapters, #mdbook-menu-bar, #menu-bar")];
    // As wide as A4 between the margins of a printer; what is wider is cut off there.
    const wide = [...document.querySelectorAll("main table")].filter((e) => shown(e) && e.scrollWidth > e.parentElement.clientWidth + 1);
    const cut = [...document.querySelectorAll("main pre > code")].filter((e) => shown(e) && e.scrollWidth > e.clientWidth + 1);
    // What may not be broken and is longer than half a page leaves the rest of one empty. A picture may: it is one.
    const whole = [...document.querySelectorAll("main *")].filter((e) => shown(e) && !e.closest(".picture, svg")
      && getComputedStyle(e).breakInside === "avoid" && e.getBoundingClientRect().height > 500);
    return [
      ...whole.map((e) => `unbroken: ${e.tagName} ${e.textContent.trim().slice(0, 60)}`),
      ...closed.map((d) => `folded: ${d.textContent.trim().slice(0, 60)}`),
      ...controls.filter(shown).map((b) => `on paper: ${b.outerHTML.slice(0, 80)}`),
      ...wide.map((e) => `wider than the paper: ${e.textContent.trim().slice(0, 60)}`),
      ...cut.map((e) => `cut: ${e.textContent.slice(0, 60)}`),
    ];
  });
}

/** Chinese words in an English text are marked as Chinese; code and pictures are not read as words. */
export const languages = (page) => page.evaluate(() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const faults = [];
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (/\p{Script=Han}/u.test(data) && !parentElement.closest("pre, svg, [lang|=zh]")) faults.push(data.trim());
  }
  return faults;
});

/** Who goes from heading to heading misses none: no level is left out on the way down. */
export const headings = (page) => page.evaluate(() => {
  const all = [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")].filter((e) => e.checkVisibility());
  const level = (heading) => Number(heading.tagName[1]);
  return all.filter((heading, at) => level(heading) > (at > 0 ? level(all[at - 1]) : 0) + 1)
    .map((heading) => `${heading.tagName} ${heading.textContent.trim().slice(0, 60)}`);
});

/** On a phone: what is pressed is 24 px or more, what is read 9 px or more, in pictures as well. */
export const sizes = (page) => page.evaluate(() => {
  const faults = [];
  for (const part of document.querySelectorAll("main summary, main button, main input, .nav-chapters, .icon-button")) {
    if (!part.checkVisibility()) continue;
    const { width, height } = part.getBoundingClientRect();
    if (width < 24 || height < 24) faults.push(`${part.outerHTML.slice(0, 80)}: ${width} x ${height}`);
  }
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    if (!data.trim() || !parentElement.checkVisibility()) continue;
    const svg = parentElement.closest("svg");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const size = Number.parseFloat(getComputedStyle(parentElement).fontSize) * scale;
    if (size < 9) faults.push(`${size.toFixed(1)} px: ${data.trim().slice(0, 40)}`);
  }
  // An image's own text: its file says how large it is drawn, its box how large it is shown.
  return Promise.all([...document.querySelectorAll("main img[src$='.svg']")].map(async (image) => {
    const drawn = new DOMParser().parseFromString(await (await fetch(image.currentSrc)).text(), "image/svg+xml");
    const scale = image.getBoundingClientRect().width / drawn.documentElement.viewBox.baseVal.width;
    for (const text of drawn.querySelectorAll("text")) {
      const holder = text.closest("[font-size]");
      const size = scale * Number.parseFloat(holder?.getAttribute("font-size") ?? "16");
      if (size < 9) faults.push(`${size.toFixed(1)} px in ${image.src.split("/").pop()}: ${text.textContent}`);
    }
  })).then(() => faults);
});
