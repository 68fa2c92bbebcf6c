// A semaphore, and a kill: three processes move tokens under a permit, and any of them may be ended
// between any two steps. The kernel is the model in kernel.js.
(() => {
  "use strict";
  const { Kernel, FLAGS, BLOCKS } = globalThis.SystemV;
  const { element, button, enable, table, scroller, frame, memory, goals, status, checkbox, each } =
    globalThis.Playground;
  const { common, semaphore: text } = globalThis.words;

  const NAMES = ["A", "B", "C"];
  const ROUND = ["down", "load", "store", "up"];
  const TOKENS = 10;
  /** Where the tokens are counted, in the segment. */
  const LEFT = 0;
  const RIGHT = 8;
  /** As `chapter7 --schedule` takes them. */
  const COMMAND = { down: "acquire", load: "load", store: "store", up: "release", kill: "kill" };

  /** One run: the model, and how far each of the three programs has come. */
  class Run {
    constructor() {
      this.kernel = new Kernel();
      const parent = this.kernel.spawn();
      this.segment = this.kernel.shmget(parent, FLAGS.IPC_PRIVATE, 16, FLAGS.IPC_CREAT | 0o600);
      this.id = this.kernel.semget(parent, FLAGS.IPC_PRIVATE, 1, FLAGS.IPC_CREAT | 0o600);
      this.kernel.semop(parent, this.id, [{ number: 0, change: 1, flags: 0 }]);
      this.set = this.kernel.namespace.sets.find(this.id);
      this.workers = Object.fromEntries(NAMES.map((name) => {
        const pid = this.kernel.spawn();
        return [name, { pid, at: 0, hand: 0, table: this.kernel.shmat(pid, this.segment) }];
      }));
      const { pid, table: address } = this.workers.A;
      this.kernel.store(pid, address, LEFT, TOKENS);
      this.rows = [];
      this.said = text.begin;
      this.reached = new Set();
      this.lost = 0;
      this.everyHalfUndone = true;
    }

    process(name) {
      return this.kernel.process(this.workers[name].pid);
    }

    get value() {
      return this.set.semaphores[0].value;
    }

    note(name) {
      return this.process(name).notes.get(this.set)?.[0] ?? 0;
    }

    count(offset) {
      return this.kernel.namespace.segments.find(this.segment).bytes.get(offset) ?? 0;
    }

    /** What this process would do next; null if it cannot do anything. */
    next(name) {
      const { ended, sleeping } = this.process(name);
      return ended || sleeping ? null : ROUND[this.workers[name].at];
    }

    state(name) {
      const { ended, sleeping } = this.process(name);
      if (ended) return text.ended;
      if (sleeping) return text.waits;
      return this.workers[name].at === 0 ? text.outside : text.inside;
    }

    take(action) {
      const [name, step, undo] = action.split(" ");
      if (this.process(name).ended || (step !== "kill" && step !== this.next(name))) return;
      const said = this[step](name, this.workers[name], undo ? FLAGS.SEM_UNDO : 0);
      const woken = this.kernel.takeWoken().map(({ pid }) => this.wake(pid));
      this.said = [said, ...woken].join(" ");
      this.rows.push([this.rows.length + 1, `${name}: ${text.step[step]}`, this.value,
        this.count(LEFT), this.count(RIGHT)]);
      this.look();
    }

    down(name, worker, flags) {
      return this.operate(name, worker, -1, flags) === BLOCKS ? text.said.waits(name) : text.said.down(name);
    }

    up(name, worker, flags) {
      this.operate(name, worker, 1, flags);
      return text.said.up(name);
    }

    operate(name, worker, change, flags) {
      if (flags === 0) this.everyHalfUndone = false;
      const result = this.kernel.semop(worker.pid, this.id, [{ number: 0, change, flags }]);
      if (result === 0) worker.at = (worker.at + 1) % ROUND.length;
      return result;
    }

    wake(pid) {
      const name = NAMES.find((one) => this.workers[one].pid === pid);
      this.workers[name].at = 1;
      return text.said.woken(name);
    }

    load(name, worker) {
      this.move(worker, LEFT, -1);
      return text.said.load(name);
    }

    store(name, worker) {
      this.move(worker, RIGHT, 1);
      return text.said.store(name);
    }

    /** A load, an addition and a store; nobody comes in between here, for that is chapter 6's matter. */
    move(worker, offset, change) {
      const { pid, table: address } = worker;
      this.kernel.store(pid, address, offset, this.kernel.load(pid, address, offset) + change);
      worker.hand -= change;
      worker.hand = Math.max(worker.hand, 0);
      worker.at += 1;
    }

    kill(name, worker) {
      const note = this.note(name);
      this.kernel.end(worker.pid, "SIGKILL");
      const signed = note > 0 ? `+${note}` : String(note).replace("-", "−");
      const said = [text.said.kill(name), note === 0 ? text.said.noNote(name) : text.said.undone(name, signed)];
      if (worker.hand > 0) {
        this.lost += worker.hand;
        worker.hand = 0;
        said.push(text.said.lost(name));
      }
      return said.join(" ");
    }

    /** Which goals does this state reach? */
    look() {
      const waiting = NAMES.some((name) => this.process(name).sleeping);
      const helper = NAMES.some((name) => this.next(name) && this.workers[name].at > 0);
      if (waiting && !helper && this.value === 0) this.reached.add("forever");
      if (this.value === 4) this.reached.add("four");
      if (this.lost > 0 && this.everyHalfUndone) this.reached.add("token");
    }
  }

  const command = (actions) => {
    const step = (action) => {
      const [name, what, undo] = action.split(" ");
      return `${name}.${COMMAND[what]}${undo ? "+undo" : ""}`;
    };
    return `cargo run --bin chapter7 -- --schedule "${actions.map(step).join(" ")}"`;
  };

  function begin(root) {
    const store = memory("semaphore");
    let { actions, undo } = store.load({ actions: [], undo: { down: true, up: true } });

    const live = frame(root, text.label);
    const goal = goals(text.goals);
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
        element("h4", { textContent: name }), state, controls);
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
      const queue = run.set.waiting.map(({ pid }) => NAMES.find((name) => run.workers[name].pid === pid));
      const notes = NAMES.filter((name) => run.note(name) !== 0)
        .map((name) => `${name} ${run.note(name) > 0 ? "+" : "−"}${Math.abs(run.note(name))}`);
      const hands = NAMES.filter((name) => run.workers[name].hand > 0);
      now.replaceChildren(
        fact(text.value, run.value), fact(text.queue, queue.join(", ") || text.nobody),
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
