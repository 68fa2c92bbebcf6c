// A run of the semaphore's playground: three processes move tokens under a permit, and any of them may
// be ended between any two steps. It draws nothing, so that a test can hold its ends to those of
// `chapter7 --schedule`. The kernel is the model in kernel.js.
(() => {
  "use strict";
  const { Kernel, FLAGS, BLOCKS } = globalThis.SystemV;
  const { semaphore: text } = globalThis.words;

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

    /** What this process would do next; null if it cannot do anything: not without a token left. */
    next(name) {
      const { ended, sleeping } = this.process(name);
      const step = ROUND[this.workers[name].at];
      const stuck = this.count(LEFT) === 0 && (step === "down" || step === "load");
      return ended || sleeping || stuck ? null : step;
    }

    /** Who waits, in the order in which they came. */
    queue() {
      return this.set.waiting.map(({ pid }) => NAMES.find((name) => this.workers[name].pid === pid));
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

  globalThis.SemaphoreRun = { Run, command, NAMES, LEFT, RIGHT };
})();
