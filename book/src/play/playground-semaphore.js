// A semaphore, and a kill: the buttons, and what is shown of the run in semaphore-run.js.
(() => {
  "use strict";
  const { Run, command, NAMES, LEFT, RIGHT } = globalThis.SemaphoreRun;
  const { element, button, enable, table, scroller, frame, memory, goals, status, checkbox, each } =
    globalThis.Playground;
  const { common, semaphore: text } = globalThis.words;

  function begin(root) {
    const store = memory("semaphore");
    let { actions, undo } = store.load({ actions: [], undo: { down: true, up: true } });

    const live = frame(root, text.label);
    const goal = goals("semaphore", text.goals);
    const said = status();
    const now = element("ul", { className: "now" });
    const rows = table("", [text.turn, text.steps, text.value, text.left, text.right]);
    const trace = scroller(text.trace, rows.box);
    const output = element("code", { className: "schedule" });

    const workers = Object.fromEntries(NAMES.map((name) => {
      const state = element("p", { className: "state" });
      const step = button("", name.toLowerCase(), () => press(name, replay().next(name)));
      const kill = button(text.step.kill, "", () => press(name, "kill"));
      kill.setAttribute("aria-label", `${name}: ${text.step.kill}`);
      const controls = element("div", { className: "controls" }, step, kill);
      const box = element("section", { className: `space ${name.toLowerCase()}`, "aria-label": name },
        element("h3", { textContent: name }), state, controls);
      return [name, { box, state, step, kill }];
    }));
    const boxes = ["down", "up"].map((half) =>
      checkbox(text.undo[half], undo[half], (on) => { undo = { ...undo, [half]: on }; show(); }));
    const back = button(common.back, "", () => { actions = actions.slice(0, -1); show(); });
    const reset = button(common.reset, "", () => { actions = []; show(); });
    live.append(
      goal.box, element("div", { className: "controls" }, ...boxes),
      element("div", { className: "spaces" }, ...NAMES.map((name) => workers[name].box)),
      element("div", { className: "controls" }, back, reset), said, now, trace,
      element("p", { className: "title", textContent: common.command }), element("pre", {}, output),
    );

    function replay() {
      const run = new Run();
      for (const action of actions) run.take(action);
      return run;
    }

    function press(name, step) {
      const run = replay();
      if (run.process(name).ended || !step) return;
      actions = [...actions, [name, step, ...(undo[step] ? ["undo"] : [])].join(" ")];
      show();
    }

    const fact = (name, value) => element("li", {}, `${name}: `, element("b", { textContent: value }));

    function show() {
      const run = replay();
      store.save({ actions, undo });
      for (const name of NAMES) {
        const { box, state, step, kill } = workers[name];
        const next = run.next(name);
        const ended = Boolean(run.process(name).ended);
        state.textContent = run.state(name);
        step.textContent = text.state(name, next ? text.step[next] : run.state(name));
        enable(step, next);
        enable(kill, !ended);
        box.classList.toggle("ended", ended);
      }
      const notes = NAMES.filter((name) => run.note(name) !== 0)
        .map((name) => `${name} ${run.note(name) > 0 ? "+" : "−"}${Math.abs(run.note(name))}`);
      const hands = NAMES.filter((name) => run.workers[name].hand > 0);
      now.replaceChildren(
        fact(text.value, run.value), fact(text.queue, run.queue().join(", ") || text.nobody),
        fact(text.notes, notes.join(", ") || common.none), fact(text.left, run.count(LEFT)),
        fact(text.hands, hands.join(", ") || text.nobody), fact(text.right, run.count(RIGHT)),
      );
      said.textContent = run.said;
      rows.fill(run.rows);
      trace.scrollTop = trace.scrollHeight;
      output.textContent = actions.length > 0 ? command(actions) : common.stepFirst;
      goal.show(run.reached);
      enable(back, actions.length > 0);
    }
    show();
  }

  each("semaphore", begin);
})();
