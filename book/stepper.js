// The stepper of chapter 6: two processes, one counter, and you are the scheduler.
// Its state is the list of turns taken so far; everything shown is computed from that list,
// so that going back is forgetting the last turn.
(() => {
  "use strict";
  const root = document.getElementById("stepper");
  if (!root) return;

  const STEPS = ["load", "add", "store"];
  let increments = 1;
  let turns = [];

  /** Replays turns; returns the trace, one row a turn, and where everything stands. */
  function replay(list) {
    const state = { counter: 0, A: { register: null, taken: 0 }, B: { register: null, taken: 0 } };
    const rows = list.map((who) => {
      const process = state[who];
      const step = STEPS[process.taken % 3];
      process.taken += 1;
      if (step === "load") process.register = state.counter;
      if (step === "add") process.register += 1;
      if (step === "store") state.counter = process.register;
      return { who, step, value: process.register, counter: state.counter };
    });
    return { ...state, rows };
  }

  const limit = () => 3 * increments;
  const next = (process) => (process.taken < limit() ? STEPS[process.taken % 3] : null);

  /** As `chapter6 --schedule` takes it: the add is private to a process and not part of it. */
  const schedule = (rows) =>
    rows.filter((row) => row.step !== "add").map((row) => `${row.who}.${row.step}`).join(" ");

  /** The model's schedule for the smallest final value, as turns: an add goes before its store. */
  function worst() {
    const data = JSON.parse(document.getElementById("stepper-data").textContent);
    const program = data.programs.find((p) => p.processes === 2 && p.increments === increments);
    const smallest = program.values.reduce((a, b) => (b.value < a.value ? b : a));
    return smallest.schedule.split(" ").flatMap((word) => {
      const [who, step] = word.split(".");
      return step === "store" ? [who, who] : [who];
    });
  }

  const said = { load: "loads", add: "adds one and has", store: "stores" };
  function sentence(state) {
    if (turns.length === 0) return "Nobody has taken a step. The counter is 0.";
    const last = state.rows.at(-1);
    const text = `${last.who} ${said[last.step]} ${last.value}. The counter is ${state.counter}.`;
    if (next(state.A) || next(state.B)) return text;
    const lost = 2 * increments - state.counter;
    return `${text} Both are done: expected ${2 * increments}, counted ${state.counter}, lost ${lost}.`;
  }

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }
  const button = (text, className, act) => {
    const made = element("button", { type: "button", className, textContent: text });
    made.addEventListener("click", act);
    return made;
  };

  const choices = [1, 2, 3].map((n) => {
    const input = element("input", { type: "radio", name: "increments", value: n, checked: n === 1 });
    input.addEventListener("change", () => { increments = n; turns = []; show(); });
    return element("label", {}, input, ` ${n}`);
  });
  const buttons = {
    A: button("A", "a", () => step("A")),
    B: button("B", "b", () => step("B")),
    back: button("Back", "", () => { turns.pop(); show(); }),
    reset: button("Reset", "", () => { turns = []; show(); }),
    worst: button("Worst schedule", "", () => { turns = worst(); show(); }),
  };
  const status = element("p");
  status.setAttribute("role", "status");
  const now = element("ul", { className: "now" });
  const body = element("tbody");
  const output = element("code", { className: "schedule" });

  function step(who) {
    if (next(replay(turns)[who])) turns.push(who);
    show();
  }

  function show() {
    const state = replay(turns);
    for (const who of ["A", "B"]) {
      const due = next(state[who]);
      buttons[who].textContent = due ? `${who}: ${due}` : `${who}: done`;
      // Not `disabled`: that would take the focus away from who steps by keyboard.
      buttons[who].setAttribute("aria-disabled", String(!due));
    }
    buttons.back.setAttribute("aria-disabled", String(turns.length === 0));
    const register = (who) => state[who].register ?? "empty";
    now.replaceChildren(
      element("li", {}, "A’s register: ", element("b", { className: "a", textContent: register("A") })),
      element("li", {}, "B’s register: ", element("b", { className: "b", textContent: register("B") })),
      element("li", {}, "counter: ", element("b", { id: "stepper-counter", textContent: state.counter })),
    );
    body.replaceChildren(...state.rows.map((row, at) => {
      const cell = (who) => element("td", {
        className: who.toLowerCase(),
        textContent: row.who === who ? `${row.step} ${row.value}` : "",
      });
      return element("tr", {}, element("td", { textContent: at + 1 }), cell("A"), cell("B"),
        element("td", { textContent: row.counter }));
    }));
    status.textContent = sentence(state);
    const text = schedule(state.rows);
    output.textContent = text
      ? `cargo run --bin chapter6 -- --schedule "${text}"`
      : "Take a step first.";
  }

  // Short cuts, only while the focus is inside, and kept from mdBook's own.
  const keys = { a: "A", b: "B", Backspace: "back", r: "reset", w: "worst" };
  root.addEventListener("keydown", (event) => {
    const name = keys[event.key];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[name].click();
  });

  const heading = (text, className = "") => {
    const made = element("th", { textContent: text, className });
    made.scope = "col";
    return made;
  };
  const table = element("table", {},
    element("thead", {}, element("tr", {},
      heading("turn"), heading("A", "a"), heading("B", "b"), heading("counter"))),
    body);
  const scroller = element("div", { className: "table-wrapper" }, table);
  root.replaceChildren(
    element("fieldset", {}, element("legend", { textContent: "Increments of each process" }), ...choices),
    element("div", { className: "controls" }, buttons.A, buttons.B, buttons.back, buttons.reset, buttons.worst),
    status, now, scroller,
    element("p", {}, "The same on real processes:"), element("pre", {}, output),
    element("p", {}, "Keys while the focus is in this box: a, b, Backspace, r for reset, w for worst."),
  );
  show();
})();
