// The model of semaphore sets: values, who waits, and the notes that SEM_UNDO makes. See kernel.js.
(() => {
  "use strict";
  const { Kernel, FLAGS, BLOCKS, get, allowed, mayRemove } = globalThis.SystemV;

  /** SEMVMX, and SEMAEM, which bounds a note: the largest value. SEMMSL: the largest set. SEMOPM. */
  const MOST = 32767;
  const LARGEST_SET = 32000;
  const MOST_OPERATIONS = 500;

  const alters = (operations) => operations.some(({ change }) => change !== 0);

  /**
   * All of the operations or none. Returns 0, an errno, or BLOCKS, and then says in `entry` which
   * operation it was: that is what GETNCNT and GETZCNT count.
   */
  function attempt(set, entry) {
    const values = set.semaphores.map(({ value }) => value);
    const note = entry.note?.slice();
    for (const operation of entry.operations) {
      const { number, change, flags } = operation;
      const value = values[number] + change;
      if (change === 0 ? values[number] !== 0 : value < 0) {
        entry.blocking = operation;
        return flags & FLAGS.IPC_NOWAIT ? "EAGAIN" : BLOCKS;
      }
      if (value > MOST) return "ERANGE";
      if (flags & FLAGS.SEM_UNDO) {
        note[number] -= change;
        if (note[number] < -MOST - 1 || note[number] > MOST) return "ERANGE";
      }
      values[number] = value;
    }
    for (const { number } of entry.operations) {
      set.semaphores[number] = { value: values[number], pid: entry.pid };
    }
    entry.note?.splice(0, note.length, ...note);
    set.operated = true;
    return 0;
  }

  /**
   * Only a value that became 0 can end a wait for zero, so the kernel looks at no other. Whoever waits
   * with one operation has a queue of its own, which comes first.
   */
  function wakeZeroWaiters(kernel, set, touched) {
    if (!touched.some((number) => set.semaphores[number].value === 0)) return;
    const waiting = set.waiting.filter(({ operations }) => !alters(operations));
    const isOne = ({ operations }) => operations.length === 1;
    const inTurn = [...waiting.filter(isOne), ...waiting.filter((entry) => !isOne(entry))];
    for (const entry of inTurn) settle(kernel, set, entry);
  }

  /** Tries a waiting entry again; if it waits no longer, its process comes back from semop. */
  function settle(kernel, set, entry) {
    const result = attempt(set, entry);
    if (result === BLOCKS) return result;
    wake(kernel, set, entry, result);
    return result;
  }

  function wake(kernel, set, entry, result) {
    set.waiting.splice(set.waiting.indexOf(entry), 1);
    kernel.process(entry.pid).sleeping = null;
    kernel.woken.push({ pid: entry.pid, result });
  }

  const numbers = (operations) => operations.map(({ number }) => number);

  /** Something has changed: first who waits for zero, then the others, first come, first served. */
  function update(kernel, set, touched) {
    wakeZeroWaiters(kernel, set, touched);
    let done = true;
    while (done) {
      const changing = set.waiting.filter(({ operations }) => alters(operations));
      done = changing.find((entry) => settle(kernel, set, entry) === 0);
      if (done) wakeZeroWaiters(kernel, set, numbers(done.operations));
    }
  }

  const all = (set) => [...set.semaphores.keys()];

  Object.assign(Kernel.prototype, {
    semget(pid, key, count, flags) {
      const process = this.process(pid);
      if (count < 0 || count > LARGEST_SET) return "EINVAL";
      const smaller = (found) => found.semaphores.length < count;
      return get(process, process.namespace.sets, key, flags, smaller, () => {
        if (count === 0) return "EINVAL";
        const semaphores = Array.from({ length: count }, () => ({ value: 0, pid: 0 }));
        return { semaphores, waiting: [], operated: false };
      });
    },

    /** `operations` are { number, change, flags }. BLOCKS: the result will come in `woken`. */
    semop(pid, id, operations) {
      const process = this.process(pid);
      if (operations.length < 1) return "EINVAL";
      if (operations.length > MOST_OPERATIONS) return "E2BIG";
      const set = process.namespace.sets.find(id);
      if (!set) return "EINVAL";
      const undo = operations.some(({ flags }) => flags & FLAGS.SEM_UNDO);
      if (undo && !process.notes.has(set)) process.notes.set(set, set.semaphores.map(() => 0));
      if (numbers(operations).some((number) => number >= set.semaphores.length)) return "EFBIG";
      if (!allowed(process, set, alters(operations) ? 0o222 : 0o444)) return "EACCES";
      const entry = { pid, operations, note: process.notes.get(set), blocking: null };
      const result = attempt(set, entry);
      if (result === 0 && alters(operations)) update(this, set, numbers(operations));
      if (result === BLOCKS) {
        set.waiting.push(entry);
        process.sleeping = { set, entry };
      }
      return result;
    },

    /** `command` is GETVAL, GETPID, GETNCNT, GETZCNT, SETVAL or IPC_RMID. */
    semctl(pid, id, number, command, value = 0) {
      if (id < 0) return "EINVAL";
      const process = this.process(pid);
      const set = process.namespace.sets.find(id);
      if (command === "SETVAL") return this.setValue(process, set, number, value);
      if (!set) return "EINVAL";
      if (command === "IPC_RMID") return this.removeSet(process, set);
      if (!allowed(process, set, 0o444)) return "EACCES";
      const semaphore = set.semaphores[number];
      if (!semaphore) return "EINVAL";
      if (command === "GETVAL") return semaphore.value;
      if (command === "GETPID") return semaphore.pid;
      const waits = ({ blocking }) =>
        blocking.number === number && (blocking.change === 0) === (command === "GETZCNT");
      return set.waiting.filter(waits).length;
    },

    /** Whoever holds a permit is not asked: SETVAL also forgets all notes about this semaphore. */
    setValue(process, set, number, value) {
      if (value < 0 || value > MOST) return "ERANGE";
      const semaphore = set?.semaphores[number];
      if (!semaphore) return "EINVAL";
      if (!allowed(process, set, 0o222)) return "EACCES";
      for (const other of this.processes.values()) {
        if (other.notes.has(set)) other.notes.get(set)[number] = 0;
      }
      set.semaphores[number] = { value, pid: process.pid };
      update(this, set, all(set));
      return 0;
    },

    /** A set goes at once, unlike a segment: whoever waits is told so. */
    removeSet(process, set) {
      if (!mayRemove(process, set)) return "EPERM";
      process.namespace.sets.remove(set);
      for (const other of this.processes.values()) other.notes.delete(set);
      for (const entry of [...set.waiting]) wake(this, set, entry, "EIDRM");
      return 0;
    },

    stopWaiting(process) {
      if (!process.sleeping) return;
      const { set, entry } = process.sleeping;
      set.waiting.splice(set.waiting.indexOf(entry), 1);
      process.sleeping = null;
    },

    /** Carries out the notes of a process that ends. A value stays between 0 and MOST. */
    applyNotes(process) {
      for (const [set, note] of process.notes) {
        note.forEach((change, number) => {
          if (change === 0) return;
          const value = set.semaphores[number].value + change;
          set.semaphores[number] = { value: Math.min(Math.max(value, 0), MOST), pid: process.pid };
        });
        set.operated = true;
        update(this, set, all(set));
      }
      process.notes.clear();
    },
  });

  /** Those who came back since the last time, as { pid, result }. */
  Kernel.prototype.takeWoken = function () {
    return this.woken.splice(0);
  };
  globalThis.SystemV.MOST = MOST;
})();
