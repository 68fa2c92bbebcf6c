// The playgrounds, as readers use them: their goals are reached by clicking, by keyboard and after a
// reload. Name, page and test; each begins on a fresh page.

const same = (got, expected) => {
  const [a, b] = [got, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
};

const play = (page) => page.locator(".play").first();
/** By force: a button that refuses is no less there to be pressed. */
const press = async (page, names) => {
  for (const name of names) await play(page).getByRole("button", { name, exact: true }).click({ force: true });
};
const said = (page) => play(page).locator("[role=status]").innerText();
const reached = (page) => play(page).locator(".goals .reached").evaluateAll((items) =>
  items.map((item) => item.dataset.goal));
const rows = (page) => play(page).locator("tbody tr").evaluateAll((all) =>
  all.map((row) => [...row.cells].map((cell) => cell.textContent).join(" ").trim()));

/** Steps of the semaphore's processes: a letter is a step, with ! behind it a kill. */
async function steps(page, text) {
  for (const [, who, kill] of text.matchAll(/([ABC])(!?)/g)) {
    const controls = play(page).locator(`.space.${who.toLowerCase()} button`);
    await controls.nth(kill ? 1 : 0).click({ force: true });
  }
}
const undo = async (page, down, up) => {
  await play(page).getByLabel("SEM_UNDO on −1").setChecked(down);
  await play(page).getByLabel("SEM_UNDO on +1").setChecked(up);
};
const exported = (page) => play(page).locator(".schedule").innerText();

const CREATE = "1-create.html";
const SEMAPHORE = "7-semaphore.html";
const PUBLISH = "3-read-write.html";

export const tests = [
  ["two segments with one key", CREATE, async (page) => {
    await press(page, ["A: shmget", "A: shmat", "A: IPC_RMID", "A: shmget"]);
    same(await reached(page), ["keys"]);
    same(await rows(page), ["0x00000000 0 1024 0600 1 4711 4711 dest", "0x000004d2 1 1024 0600 0 4711 0"]);
  }],
  ["nattch 3 with one process", "2-attach.html", async (page) => {
    await press(page, ["A: shmget", "A: shmat", "A: fork", "B: shmat"]);
    same(await reached(page), []);
    await press(page, ["B: shmat", "A: kill -9"]);
    same(await reached(page), ["three"]);
  }],
  ["leak one, then make leaking impossible", "5-delete.html", async (page) => {
    await press(page, ["A: shmget", "A: shmat", "A: kill -9"]);
    same(await reached(page), ["leak"]);
    await press(page, ["Reset", "A: shmget", "A: shmat", "A: IPC_RMID", "A: fork", "A: kill -9", "B: kill -9"]);
    same(await reached(page), ["leak", "safe"]);
    same(await rows(page), []);
    await press(page, ["Reset"]);
    await page.reload();
    same(await reached(page), ["leak", "safe"]);
  }],
  ["leak one in chapter 4", "4-detach.html", async (page) => {
    await press(page, ["A: shmget", "A: shmat", "A: exec", "A: kill -9"]);
    same(await reached(page), ["leak"]);
  }],
  ["a byte typed in one process shows in the other, at another address", "2-attach.html", async (page) => {
    await press(page, ["A: shmget", "A: shmat", "B: start", "B: shmget", "B: shmat"]);
    await page.keyboard.press("Tab");
    await play(page).locator(".space.a input").fill("H");
    same(await play(page).locator(".space.b input").inputValue(), "H");
    const addresses = await play(page).locator(".places code").allInnerTexts();
    if (addresses[0] === addresses[1]) throw new Error(`one address: ${addresses}`);
    same(await page.evaluate(() => document.activeElement.dataset.key), "A0");
  }],
  ["what cannot be done says why, and changes nothing", CREATE, async (page) => {
    await press(page, ["A: shmat"]);
    same(await said(page), "A knows no id: shmget comes first.");
    await play(page).getByLabel("with IPC_EXCL").check();
    await press(page, ["A: shmget", "A: shmget"]);
    same(await play(page).locator(".calls li").first().innerText(),
      "A: shmget(1234, 1024, IPC_CREAT | IPC_EXCL | 0600) = -1 EEXIST");
  }],
  ["steps survive a reload, and back and reset go back", CREATE, async (page) => {
    await press(page, ["A: shmget", "A: shmat"]);
    await page.reload();
    same(await rows(page), ["0x000004d2 0 1024 0600 1 4711 4711"]);
    await press(page, ["Back"]);
    same(await rows(page), ["0x000004d2 0 1024 0600 0 4711 0"]);
    await press(page, ["Reset"]);
    same(await rows(page), []);
  }],
  ["waiting for ever", SEMAPHORE, async (page) => {
    await undo(page, false, false);
    await steps(page, "AAA!B");
    same(await reached(page), ["forever"]);
  }],
  ["with undo nobody waits for ever, but the token is lost", SEMAPHORE, async (page) => {
    await steps(page, "AABA!");
    same(await reached(page), ["token"]);
    same(await said(page), "A was ended by SIGKILL. The kernel added +1, as A’s undo note says. "
      + "The token that A held is lost. B was woken and has the permit.");
  }],
  ["value 4, and the export of the run", SEMAPHORE, async (page) => {
    await undo(page, true, false);
    await steps(page, "AAAAAAAAAAAAA!");
    same(await reached(page), ["four"]);
    const round = "A.acquire+undo A.load A.store A.release";
    same(await exported(page),
      `cargo run --bin chapter7 -- --schedule "${round} ${round} ${round} A.kill"`);
  }],
  ["the queue is first come, first served, and a run survives a reload", SEMAPHORE, async (page) => {
    await steps(page, "ACB");
    await page.reload();
    const facts = await play(page).locator(".now").innerText();
    if (!facts.includes("waiting: C, B")) throw new Error(facts);
    if (!facts.includes("undo notes: A +1")) throw new Error(facts);
  }],
  ["a torn text, a lying length, and neither", PUBLISH, async (page) => {
    const counts = () => play(page).locator(".counts").innerText();
    // The page asks for the number first.
    if (/[0-9]/.test(await counts())) throw new Error(await counts());
    const earlier = (what) => play(page).getByRole("button", { name: `${what}: earlier` }).last().click({ force: true });
    const later = (what, at) => play(page).getByRole("button", { name: `${what}: later` }).nth(at).click({ force: true });
    for (let i = 0; i < 4; i++) await earlier("load second half");
    same(await counts(), "40320 orders are allowed: whole 2520, empty 20160, torn 7560, lying 10080.");
    same(await said(page), "Torn: the reader believes it, and part of the text is not there.");
    for (let i = 0; i < 5; i++) await later("store length 7", 1);
    for (let i = 0; i < 2; i++) await later("store length 7", 1);
    same(await said(page), "A lying length: ready says there is a text, the length says 0.");
    same(await reached(page), ["torn", "lying"]);
    await play(page).getByLabel("release and acquire").check();
    for (let i = 0; i < 2; i++) await later("store ready 1", 0);
    same(await reached(page), ["torn", "lying", "never"]);
    same(await counts(), "2520 orders are allowed: whole 36, empty 2484, torn 0, lying 0.");
    await later("load ready", 0);
    same(await said(page), "An acquire: what the program loads after it stays after it.");
  }],
  ["all by keyboard, and no key turns the page", CREATE, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    await play(page).locator("button").first().focus();
    for (const name of ["A: shmget", "A: shmat"]) {
      for (let i = 0; i < 40 && (await focused()) !== name; i++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      same(await focused(), name);
    }
    same((await rows(page)).length, 1);
    for (const key of ["ArrowRight", "ArrowLeft", "s", "/", "?"]) await page.keyboard.press(key);
    await page.waitForTimeout(200);
    same(new URL(page.url()).pathname, `/${CREATE}`);
    same(await focused(), "A: shmat");
  }],
];

/** What stands in the page instead: without JavaScript, and on paper. */
export async function account(page) {
  const box = play(page);
  const shown = await box.locator("p").first().innerText();
  if (!shown.startsWith("What can be found out")) throw new Error(shown);
  if (await box.locator("button:visible").count()) throw new Error("buttons");
}

/** In whatever state: what is pressed is large enough, what is read too, and nothing is cut. */
export const touch = (page) => page.evaluate(() => {
  const faults = [];
  for (const control of document.querySelectorAll(".play-live button, .play-live input")) {
    const { width, height } = control.getBoundingClientRect();
    if (width < 24 || height < 24) faults.push(`${control.outerHTML.slice(0, 80)}: ${width} x ${height}`);
  }
  for (const part of document.querySelectorAll(".play-live *")) {
    const size = Number.parseFloat(getComputedStyle(part).fontSize);
    if (size < 9) faults.push(`${size} px: ${part.textContent.slice(0, 40)}`);
    const { right } = part.getBoundingClientRect();
    if (right > document.documentElement.clientWidth + 1) faults.push(`cut at ${right}: ${part.outerHTML.slice(0, 80)}`);
  }
  return faults;
});

/** States that are worth looking at in each theme and width: name, page and steps. */
export const scenes = [
  ["segments", CREATE, (page) => press(page, ["A: shmget", "A: shmat", "A: fork", "A: IPC_RMID", "A: shmget"])],
  ["semaphore", SEMAPHORE, (page) => steps(page, "AABCA!")],
  ["publish", PUBLISH, (page) => play(page).getByLabel("release and acquire").check()],
  ["stepper", "6-race.html", async (page) => {
    await page.locator("#stepper input[value='3']").check();
    await page.locator("#stepper").getByRole("button", { name: "Worst schedule" }).click();
  }],
];
