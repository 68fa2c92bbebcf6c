// A segment's life: three processes, the calls of chapters 1 to 5, and what the kernel says. The
// kernel is the model in kernel.js.
(() => {
  "use strict";
  const { Kernel, FLAGS, failed } = globalThis.SystemV;
  const { element, button, enable, table, keepFocus, frame, memory, goals, status, checkbox, each } =
    globalThis.Playground;
  const { common, segment: text } = globalThis.words;

  const NAMES = ["A", "B", "C"];
  const KEY = 1234;
  const SIZE = 1024;
  const hex = (number, digits = 0) => `0x${number.toString(16).padStart(digits, "0")}`;

  /** One run: the model, and what each of the three programs remembers. */
  class Run {
    constructor() {
      this.kernel = new Kernel();
      this.programs = Object.fromEntries(NAMES.map((name) => [name, { pid: null, id: null }]));
      this.programs.A.pid = this.kernel.spawn();
      this.calls = [];
      this.said = text.begin;
      this.reached = new Set();
      this.made = new Set();
    }

    runs(name) {
      const { pid } = this.programs[name];
      return pid !== null && !this.kernel.process(pid).ended;
    }

    places(name) {
      return this.runs(name) ? [...this.kernel.process(this.programs[name].pid).attachments] : [];
    }

    segments() {
      return this.kernel.namespace.segments.list();
    }

    /** Why a call cannot be made now, or nothing. */
    refusal(name, call) {
      const said = text.said;
      if (call === "start") return this.runs(name) ? " " : "";
      if (!this.runs(name)) return common.needsStart(name);
      if (["shmat", "rm"].includes(call) && this.programs[name].id === null) return said.noId(name);
      if (call === "shmdt" && this.places(name).length === 0) return said.noPlace(name);
      if (call === "fork" && NAMES.every((other) => this.runs(other))) return said.noRoom;
      return "";
    }

    take(action) {
      const [name, call, ...rest] = action.split(" ");
      if (this.refusal(name, call)) return;
      const program = this.programs[name];
      const [shown, result, said] = this[call](name, program, rest);
      const value = failed(result) ? `-1 ${result}` : result;
      this.calls.unshift(`${name}: ${shown}${result === undefined ? "" : ` = ${value}`}`);
      this.said = failed(result) ? (text.said[result] ?? result) : said;
      this.look(name, call);
    }

    start(name, program) {
      Object.assign(program, { pid: this.kernel.spawn(), id: null });
      return [`./program (${program.pid})`, undefined, text.said.started(name)];
    }

    shmget(name, program, [exclusive]) {
      const before = this.segments().length;
      const flags = FLAGS.IPC_CREAT | 0o600 | (exclusive ? FLAGS.IPC_EXCL : 0);
      const id = this.kernel.shmget(program.pid, KEY, SIZE, flags);
      if (!failed(id)) program.id = id;
      const isNew = this.segments().length > before;
      if (isNew) this.made.add(id);
      const shown = `shmget(${KEY}, ${SIZE}, IPC_CREAT | ${exclusive ? "IPC_EXCL | " : ""}0600)`;
      return [shown, id, isNew ? text.said.made : text.said.found];
    }

    shmat(name, { pid, id }) {
      const address = this.kernel.shmat(pid, id);
      const result = failed(address) ? address : hex(address);
      // An address is no errno, though it is text here: `failed` asks the model's own result.
      const shown = `shmat(${id}, NULL, 0)`;
      if (failed(address)) return [shown, address, ""];
      return [`${shown} = ${result}`, undefined, text.said.attached(name, result)];
    }

    /** The one that was attached last. */
    shmdt(name, { pid }) {
      const [address] = this.places(name).at(-1);
      const before = this.segments().length;
      const result = this.kernel.shmdt(pid, address);
      const gone = this.segments().length < before;
      return [`shmdt(${hex(address)})`, result, gone ? text.said.killedLast : text.said.detached];
    }

    fork(name, program) {
      const child = NAMES.find((other) => !this.runs(other));
      const pid = this.kernel.fork(program.pid);
      this.programs[child] = { pid, id: program.id };
      return ["fork()", pid, text.said.forked(name, child)];
    }

    exec(name, program) {
      this.kernel.exec(program.pid);
      program.id = null;
      return ["execve(…)", undefined, text.said.executed(name)];
    }

    kill(name, { pid }) {
      this.wasMarked = this.segments().some(({ mode }) => mode & FLAGS.SHM_DEST);
      const before = this.segments().length;
      this.kernel.end(pid, "SIGKILL");
      const gone = this.segments().length < before;
      return [`kill -9 ${pid}`, undefined, gone ? text.said.killedLast : text.said.killed(name)];
    }

    rm(name, { pid, id }) {
      const result = this.kernel.shmRemove(pid, id);
      const still = this.segments().some((segment) => segment.id === id);
      return [`shmctl(${id}, IPC_RMID, NULL)`, result, still ? text.said.marked : text.said.gone];
    }

    put(name, { pid }, [place, byte]) {
      const [address] = this.places(name)[Number(place)] ?? [];
      this.kernel.store(pid, address, 0, Number(byte));
      return [`*(char *)${hex(address)} = ${byte}`, undefined, text.said.stored];
    }

    /** Which goals does this state reach? */
    look(name, call) {
      const alive = NAMES.filter((other) => this.runs(other));
      const segments = this.segments();
      if (segments.filter(({ id }) => this.made.has(id)).length > 1) this.reached.add("keys");
      const holders = (wanted) => NAMES.filter((other) =>
        this.places(other).some(([, { segment }]) => segment === wanted));
      const three = segments.some((one) => one.nattch === 3 && holders(one).length === 1);
      if (three) this.reached.add("three");
      if (alive.length === 0 && segments.length > 0) this.reached.add("leak");
      const clean = alive.length === 0 && segments.length === 0;
      if (clean && call === "kill" && this.wasMarked) this.reached.add("safe");
    }
  }

  function begin(root) {
    const store = memory("segment");
    const wanted = (root.dataset.goals ?? "keys three leak safe").split(" ");
    const goal = goals("segment", Object.fromEntries(wanted.map((name) => [name, text.goals[name]])));
    let actions = store.load([]);
    let exclusive = false;

    const live = frame(root, text.label);
    const said = status();
    const rows = table(text.table, ["key", "id", "size", "mode", "nattch", "cpid", "lpid", "status"]);
    rows.box.classList.add("cards");
    const calls = element("ol", { className: "calls", reversed: true });
    const spaces = Object.fromEntries(NAMES.map((name) => [name, space(name)]));

    const back = button(common.back, "", () => { actions.pop(); show(); });
    const reset = button(common.reset, "", () => { actions = []; show(); });
    live.append(
      goal.box,
      element("div", { className: "spaces" }, ...NAMES.map((name) => spaces[name].box)),
      element("div", { className: "controls" }, back, reset,
        checkbox(text.exclusive, false, (on) => { exclusive = on; })),
      said, rows.box,
      element("p", { className: "title", textContent: common.calls }), calls,
    );

    function space(name) {
      const title = element("h3", { textContent: name });
      const state = element("p", { className: "state" });
      const places = element("ul", { className: "places" });
      const labels = { start: text.start, kill: "kill -9", rm: "IPC_RMID" };
      const buttons = Object.fromEntries(
        ["start", "shmget", "shmat", "shmdt", "rm", "fork", "exec", "kill"].map((call) => {
          const made = button(labels[call] ?? call, "", () => press(name, call));
          made.setAttribute("aria-label", `${name}: ${labels[call] ?? call}`);
          return [call, made];
        }));
      const controls = element("div", { className: "controls" }, ...Object.values(buttons));
      const box = element("section", { className: `space ${name.toLowerCase()}`, "aria-label": name },
        title, state, controls, places);
      return { box, state, places, buttons };
    }

    function replay() {
      const run = new Run();
      for (const action of actions) run.take(action);
      return run;
    }

    function press(name, call) {
      const refused = replay().refusal(name, call);
      if (refused.trim()) said.textContent = refused;
      if (refused) return;
      actions.push([name, call, ...(call === "shmget" && exclusive ? ["excl"] : [])].join(" "));
      show();
    }

    function place(run, name, index, address, { segment }) {
      const byte = segment.bytes.get(0) ?? 0;
      const input = element("input", {
        type: "text", maxLength: 1, value: byte ? String.fromCharCode(byte) : "", autocomplete: "off",
        "data-key": `${name}${index}`, "aria-label": text.byte(name, hex(address)),
      });
      input.addEventListener("input", () => {
        const code = input.value.charCodeAt(0) || 0;
        if (code < 256) actions.push(`${name} put ${index} ${code}`);
        show();
      });
      input.addEventListener("focus", () => input.select());
      return element("li", {}, element("code", { textContent: hex(address) }), ` id ${segment.id} `, input);
    }

    function show() {
      const run = replay();
      store.save(actions);
      for (const name of NAMES) {
        const { state, places, buttons, box } = spaces[name];
        const { pid, id } = run.programs[name];
        const runs = run.runs(name);
        box.classList.toggle("ended", !runs);
        state.textContent = runs ? `pid ${pid}, ${text.knows(id)}` : text.notRunning;
        for (const [call, control] of Object.entries(buttons)) enable(control, !run.refusal(name, call));
        keepFocus(box, () => places.replaceChildren(...run.places(name).map(([address, attachment], index) =>
          place(run, name, index, address, attachment))));
      }
      said.textContent = run.said;
      rows.fill(run.segments().map((s) => [hex(s.key, 8), s.id, s.size, `0${(s.mode & 0o777).toString(8)}`,
        s.nattch, s.creator, s.lastPid, s.mode & FLAGS.SHM_DEST ? "dest" : ""]));
      calls.replaceChildren(...run.calls.slice(0, 8).map((call) =>
        element("li", {}, element("code", { textContent: call }))));
      calls.start = run.calls.length;
      goal.show(run.reached);
      enable(back, actions.length > 0);
    }
    show();
  }

  each("segment", begin);
})();
