// The stepper of chapter 6: two processes, one counter, and you are the scheduler.
// Its state is the list of turns taken so far; everything shown is computed from that list,
// so that going back is forgetting the last turn.
(() => {
  "use strict";
  const root = document.getElementById("stepper");
  if (!root) return;
  const { element, button, enable, heading, scroller, frame, memory, status } = globalThis.Playground;
  const { common, stepper: text } = globalThis.words;

  const STEPS = ["load", "add", "store"];
  const store = memory("stepper");
  /** `mine` are the reader's own turns, while those of the worst schedule are shown. */
  let { increments, turns, mine } = store.load({ increments: 1, turns: [], mine: null });

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

  function sentence(state) {
    if (turns.length === 0) return text.begin;
    const last = state.rows.at(-1);
    const said = [text.took(last.who, text.said[last.step], last.value, state.counter)];
    if (!next(state.A) && !next(state.B)) said.push(text.total(2 * increments, state.counter));
    else if (!next(state[last.who])) said.push(text.isDone(last.who));
    return said.join(" ");
  }

  const choices = [1, 2, 3].map((n) => {
    const input = element("input", { type: "radio", name: "increments", value: n, checked: n === increments });
    input.addEventListener("change", () => { [increments, turns, mine] = [n, [], null]; show(); });
    return element("label", {}, input, ` ${n}`);
  });
  const buttons = {
    A: button("A", "a", () => step("A")),
    B: button("B", "b", () => step("B")),
    back: button(common.back, "", () => { turns = turns.slice(0, -1); show(); }),
    reset: button(common.reset, "", () => { turns = []; show(); }),
    worst: button(text.worst, "", () => { mine ??= turns; turns = worst(); show(); }),
    mine: button(text.mine, "", () => { if (mine) [turns, mine] = [mine, null]; show(); }),
  };
  const said = status();
  const now = element("ul", { className: "now" });
  const body = element("tbody");
  const output = element("code", { className: "schedule" });

  function step(who) {
    if (next(replay(turns)[who])) turns = [...turns, who];
    show();
  }

  function show() {
    const state = replay(turns);
    store.save({ increments, turns, mine });
    for (const who of ["A", "B"]) {
      const due = next(state[who]);
      buttons[who].textContent = due ? text.due(who, text.step[due]) : text.done(who);
      enable(buttons[who], due);
    }
    enable(buttons.back, turns.length > 0);
    enable(buttons.mine, mine);
    const register = (who) => state[who].register ?? text.emptyRegister;
    now.replaceChildren(
      element("li", {}, text.register("A"), element("b", { className: "a", textContent: register("A") })),
      element("li", {}, text.register("B"), element("b", { className: "b", textContent: register("B") })),
      element("li", {}, text.counterIs, element("b", { id: "stepper-counter", textContent: state.counter })),
    );
    body.replaceChildren(...state.rows.map((row, at) => {
      const cell = (who) => element("td", {
        className: who.toLowerCase(),
        textContent: row.who === who ? `${text.step[row.step]} ${row.value}` : "",
      });
      return element("tr", {}, element("td", { textContent: at + 1 }), cell("A"), cell("B"),
        element("td", { textContent: row.counter }));
    }));
    trace.scrollTop = trace.scrollHeight;
    said.textContent = sentence(state);
    const words = schedule(state.rows);
    output.textContent = words
      ? `cargo run --bin chapter6 -- --schedule "${words}"`
      : common.stepFirst;
  }

  // Short cuts, only while the focus is inside; the frame keeps all keys from mdBook.
  const keys = { a: "A", b: "B", Backspace: "back", r: "reset", w: "worst", m: "mine" };
  root.addEventListener("keydown", (event) => {
    const name = keys[event.key];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    buttons[name].click();
  });

  const table = element("table", {},
    element("thead", {}, element("tr", {},
      heading(text.turn), heading("A", "a"), heading("B", "b"), heading(text.counter))),
    body);
  const trace = scroller(text.trace, table);
  frame(root, text.label).append(
    element("fieldset", {}, element("legend", { textContent: text.increments }), ...choices),
    element("div", { className: "controls" }, ...Object.values(buttons)),
    said, now, trace,
    element("p", {}, common.command), element("pre", {}, output),
    element("p", {}, text.keys),
  );
  show();
})();
