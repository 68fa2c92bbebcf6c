// Publish: a writer's four stores and a reader's four loads, in any order that is allowed. What the
// reader believes depends on the order alone. The memory is the model in kernel.js.
(() => {
  "use strict";
  const { Kernel, FLAGS } = globalThis.SystemV;
  const { element, button, enable, frame, memory, goals, status, each } = globalThis.Playground;
  const { common, publish: text } = globalThis.words;

  /** In the order of a writer who has not thought about it. */
  const FIELDS = ["length", "ready", "first", "second"];
  const STORES = FIELDS.map((field) => `store ${field}`);
  /** The reader's program; it begins with ready. */
  const LOADS = ["load ready", "load length", "load first", "load second"];
  const PLACES = { first: [8, "key"], second: [11, "hole"], length: [4, 7], ready: [0, 1] };

  /** May `later` not be put before `earlier`, which stands before it in the program? */
  const bound = (earlier, later) => later === "store ready" || earlier === "load ready";

  /** The pairs that have to stay in order, if ready is a release and an acquire. */
  function rules(program) {
    const pairs = [];
    for (const steps of [program, LOADS]) {
      steps.forEach((later, at) => {
        for (const earlier of steps.slice(0, at)) if (bound(earlier, later)) pairs.push([earlier, later]);
      });
    }
    return pairs;
  }

  const obeys = (order, pairs) =>
    pairs.every(([earlier, later]) => order.indexOf(earlier) < order.indexOf(later));

  /** What the reader makes of it: which of its loads came after the store of the same field. */
  function verdict(order) {
    const has = (field) => order.indexOf(`store ${field}`) < order.indexOf(`load ${field}`);
    if (!has("ready")) return "empty";
    if (!has("length")) return "lying";
    return has("first") && has("second") ? "whole" : "torn";
  }

  /** Counts the verdicts of all the orders of the eight steps that keep to the rules. */
  function count(pairs) {
    const counts = { whole: 0, empty: 0, torn: 0, lying: 0 };
    const order = [];
    const left = new Set([...STORES, ...LOADS]);
    const go = () => {
      if (left.size === 0) counts[verdict(order)] += 1;
      for (const step of [...left]) {
        if (pairs.some(([earlier, later]) => later === step && left.has(earlier))) continue;
        left.delete(step);
        order.push(step);
        go();
        order.pop();
        left.add(step);
      }
    };
    go();
    return counts;
  }

  const counted = new Map();
  function countOnce(pairs) {
    const key = JSON.stringify(pairs);
    if (!counted.has(key)) counted.set(key, count(pairs));
    return counted.get(key);
  }

  /** Plays the order on the model's memory: two processes, one segment, two addresses. */
  function play(order) {
    const kernel = new Kernel();
    const [writer, reader] = [kernel.spawn(), kernel.spawn()];
    const id = kernel.shmget(writer, FLAGS.IPC_PRIVATE, 1024, FLAGS.IPC_CREAT | 0o600);
    const [there, here] = [kernel.shmat(writer, id), kernel.shmat(reader, id)];
    const got = {};
    for (const step of order) {
      const [what, field] = step.split(" ");
      const [offset, value] = PLACES[field];
      const bytes = typeof value === "string" ? [...value].map((c) => c.charCodeAt(0)) : [value];
      if (what === "store") bytes.forEach((byte, at) => kernel.store(writer, there, offset + at, byte));
      else got[field] = bytes.map((_, at) => kernel.load(reader, here, offset + at));
    }
    const letters = [...got.first, ...got.second].map((code) => (code ? String.fromCharCode(code) : "·"));
    return `ready ${got.ready[0]}, length ${got.length[0]}, text “${letters.join("")}”`;
  }

  const label = (step) => {
    const [what, field] = step.split(" ");
    return what === "store" ? text.store(text.fields[field]) : text.load(text.loads[field]);
  };

  function begin(root) {
    const store = memory("publish");
    const fresh = () => ({ ordered: false, program: [...STORES], order: [...STORES, ...LOADS], moved: false });
    let state = store.load(fresh());

    const live = frame(root, text.label);
    const goal = goals("publish", text.goals);
    const said = status();
    const got = element("p", { className: "title" });
    const counts = element("p", { className: "counts" });
    const program = list("program");
    const order = list("order");
    const modes = ["plain", "ordered"].map((name) => {
      const input = element("input", { type: "radio", name: "publish-mode" });
      input.addEventListener("change", () => change({ ordered: name === "ordered" }));
      return { input, box: element("label", {}, input, ` ${text[name]}`) };
    });
    const reset = button(common.reset, "", () => { state = fresh(); show(); });
    live.append(
      goal.box,
      element("fieldset", {}, element("legend", { textContent: text.orderings }), ...modes.map(({ box }) => box)),
      element("div", { className: "spaces" }, column(text.program, program), column(text.memory, order)),
      element("div", { className: "controls" }, reset), got, said, counts,
    );

    function column(title, items) {
      return element("section", { className: "space", "aria-label": title },
        element("p", { className: "title", textContent: title }), items.box);
    }

    /** A list whose items are moved; the controls stay, so that the focus does, too: they are by place. */
    function list(which) {
      const size = which === "program" ? STORES.length : STORES.length + LOADS.length;
      const rows = Array.from({ length: size }, (_, at) => {
        const name = element("span");
        const up = button("▲", "move", () => move(which, at, at - 1));
        const down = button("▼", "move", () => move(which, at, at + 1));
        return { name, up, down, item: element("li", {}, up, down, name) };
      });
      return { rows, box: element("ol", { className: "steps" }, ...rows.map(({ item }) => item)) };
    }

    /** The list with two neighbours changed, or why that may not be. */
    function moved(which, from, to) {
      const steps = [...state[which]];
      if (to < 0 || to >= steps.length) return " ";
      [steps[from], steps[to]] = [steps[to], steps[from]];
      if (which === "program" || !state.ordered || obeys(steps, rules(state.program))) return steps;
      const release = [steps[from], steps[to]].includes("store ready");
      return release ? text.refusedRelease : text.refusedAcquire;
    }

    function move(which, from, to) {
      const steps = moved(which, from, to);
      if (typeof steps !== "string") change({ [which]: steps });
      else if (steps.trim()) said.textContent = steps;
    }

    /** What is no longer allowed gives way to the program's own order. */
    function change(part) {
      state = { ...state, ...part, moved: true };
      const keeps = !state.ordered || obeys(state.order, rules(state.program));
      if (!keeps) state.order = [...state.program, ...LOADS];
      show();
    }

    function draw(which, { rows }) {
      rows.forEach(({ name, up, down, item }, at) => {
        const step = state[which][at];
        name.textContent = which === "program" ? label(step)
          : `${step.startsWith("store") ? text.writer : text.reader}: ${label(step)}`;
        item.className = step.startsWith("store") ? "a" : "b";
        up.setAttribute("aria-label", text.up(label(step)));
        down.setAttribute("aria-label", text.down(label(step)));
        enable(up, typeof moved(which, at, at - 1) !== "string");
        enable(down, typeof moved(which, at, at + 1) !== "string");
      });
    }

    function show() {
      const found = verdict(state.order);
      const sums = countOnce(state.ordered ? rules(state.program) : []);
      store.save(state);
      modes.forEach(({ input }, at) => { input.checked = state.ordered === (at === 1); });
      draw("program", program);
      draw("order", order);
      got.textContent = text.got(play(state.order));
      said.textContent = text.verdict[found];
      const all = Object.values(sums).reduce((a, b) => a + b);
      // The page asks for it: whoever has moved nothing yet may still guess.
      counts.textContent = state.moved ? text.counts(all, sums) : text.countsLater;
      goal.show([
        ...(["torn", "lying"].includes(found) ? [found] : []),
        ...(sums.torn + sums.lying === 0 ? ["never"] : []),
      ]);
    }
    show();
  }

  each("publish", begin);
})();
