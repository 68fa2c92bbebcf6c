// Runs scripts on the model of the kernel, and prints after each step what driver.rs prints of the
// real one: node model.js < scripts. A script is a line `users ...` and then its steps.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const book = join(__dirname, "../../book/src/play");
require(join(book, "kernel.js"));
require(join(book, "kernel-semaphores.js"));
const { Kernel, failed, FLAGS } = globalThis.SystemV;

const USERS = {
  root: { uid: 0, gid: 0, privileged: true },
  one: { uid: 65534, gid: 65534, privileged: false },
  two: { uid: 65533, gid: 65534, privileged: false },
};

/** A script's processes by number, and the addresses that each has attached at, by slot. */
class Run {
  constructor(users) {
    this.kernel = new Kernel();
    this.pids = users.map((name) => this.kernel.spawn(USERS[name]));
    this.slots = users.map(() => []);
    this.main = this.kernel.namespace;
  }

  /** What a step returns, or null if its process cannot take one. */
  step(line) {
    const [who, call, ...words] = line.split(" ");
    const n = Number(who);
    const process = this.kernel.process(this.pids[n]);
    if (!process || process.ended) return "skip";
    if (process.sleeping && call !== "kill") return "skip";
    if (call === "fork" && this.pids.length === 6) return "skip";
    return this.call(n, process.pid, call, words);
  }

  call(n, pid, call, words) {
    const { kernel } = this;
    const at = (slot) => this.slots[n][slot] ?? 1;
    const [a, b, c] = words.map((word) => Number(word));
    switch (call) {
      case "shmget": return kernel.shmget(pid, a, b, parseInt(words[2], 8));
      case "shmat": return this.attach(n, pid, a, words[1] === "ro" ? FLAGS.SHM_RDONLY : 0);
      case "shmdt": return this.detach(n, pid, a, at(a));
      case "shmrm": return kernel.shmRemove(pid, a);
      case "store": return at(a) === 1 ? "skip" : kernel.store(pid, at(a), b, c);
      case "load": return at(a) === 1 ? "skip" : kernel.load(pid, at(a), b);
      case "semget": return kernel.semget(pid, a, b, parseInt(words[2], 8));
      case "semop": return kernel.semop(pid, a, words.slice(1).map(operation));
      case "setval": return kernel.semctl(pid, a, b, "SETVAL", c);
      case "semctl": return this.control(kernel.semctl(pid, a, b, words[2]), words[2]);
      case "fork": return this.fork(n, pid);
      case "exec": this.slots[n] = []; return kernel.exec(pid);
      case "exit": return kernel.end(pid);
      case "kill": return kernel.end(pid, "SIGKILL");
      case "unshare": return kernel.unshare(pid);
      default: throw new Error(`no such step: ${call}`);
    }
  }

  control(result, command) {
    return command === "GETPID" && !failed(result) ? this.who(result) : result;
  }

  attach(n, pid, id, flags) {
    const address = this.kernel.shmat(pid, id, flags);
    if (failed(address)) return address;
    this.slots[n].push(address);
    return "attached";
  }

  detach(n, pid, slot, address) {
    const result = this.kernel.shmdt(pid, address);
    if (result === 0) this.slots[n][slot] = undefined;
    return result;
  }

  fork(n, pid) {
    this.pids.push(this.kernel.fork(pid));
    this.slots.push([...this.slots[n]]);
    return 0;
  }

  /** Who came back from semop meanwhile. */
  woken() {
    const back = this.kernel.takeWoken().map(({ pid, result }) => ` +${this.who(pid)}=${result}`);
    return back.sort().join("");
  }

  who(pid) {
    return pid === 0 ? "-" : String(this.pids.indexOf(pid));
  }

  tables() {
    const own = this.pids.flatMap((pid, n) => {
      const { ended, namespace } = this.kernel.process(pid);
      return ended || namespace === this.main ? [] : [` ns of ${n}:${this.namespace(namespace)}`];
    });
    return this.namespace(this.main) + own.join("");
  }

  namespace({ segments, sets }) {
    const seen = (time) => (time > 0 ? "set" : "0");
    const shm = segments.list().map((s) => [" shm", s.key, s.id, s.mode.toString(8), s.size,
      this.who(s.creator), this.who(s.lastPid), s.nattch, s.uid, seen(s.attached), seen(s.detached)].join(" "));
    const sem = sets.list().map((s) => [" sem", s.key, s.id, s.mode.toString(8), s.semaphores.length,
      s.uid, s.operated ? "set" : "0", ...s.semaphores.map((_, number) => this.semaphore(s, number))].join(" "));
    return [...shm, ...sem].join("");
  }

  semaphore(set, number) {
    const { value, pid } = set.semaphores[number];
    const waits = (zero) => set.waiting.filter(({ blocking }) =>
      blocking.number === number && (blocking.change === 0) === zero).length;
    return `${value}/${this.who(pid)}/${waits(false)}/${waits(true)}`;
  }
}

const operation = (word) => {
  const [number, change, flags] = word.split(":").map(Number);
  return { number, change, flags };
};

let run;
const printed = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => {
  if (line.startsWith("users ")) {
    run = new Run(line.split(" ").slice(1));
    return line;
  }
  const result = run.step(line);
  return `${line} = ${result}${run.woken()};${run.tables()}`;
});
process.stdout.write(`${printed.join("\n")}\n`);
