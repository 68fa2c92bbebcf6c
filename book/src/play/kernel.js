// A small model of what the Linux kernel keeps for System V IPC: processes, namespaces and shared
// memory here, semaphore sets in kernel-semaphores.js. The playgrounds show it, and a test
// (tests/model_kernel) runs random scripts on it and on a real kernel and compares every result
// and every table, so that it cannot tell a lie.
//
// A call returns a number, or the name of an errno as text, or BLOCKS. Nothing here draws, waits
// or asks the network. The order of the checks is that of ipc/util.c, ipc/shm.c and ipc/sem.c.
(() => {
  "use strict";

  const FLAGS = {
    IPC_PRIVATE: 0, IPC_CREAT: 0o1000, IPC_EXCL: 0o2000, IPC_NOWAIT: 0o4000,
    SHM_RDONLY: 0o10000, SHM_DEST: 0o1000, SEM_UNDO: 0o10000, PAGE: 4096,
  };
  const BLOCKS = "blocks";

  /** Failed is what is no number; BLOCKS is neither a success nor a failure yet. */
  const failed = (result) => typeof result === "string" && result !== BLOCKS;

  /** The objects of one kind in one namespace. An id is 32768 times a counter, plus a slot. */
  class Table {
    constructor() {
      this.slots = new Map();
      this.nextSlot = 0;
      this.lastSlot = -1;
      this.counter = 0;
    }

    /** Slots are handed out in turn, so that an old id seldom comes to mean a new object. */
    add(object) {
      const end = Math.max(Math.floor((this.slots.size * 3) / 2), 64);
      let slot = this.nextSlot;
      while (slot >= end || this.slots.has(slot)) slot = slot >= end ? 0 : slot + 1;
      if (slot <= this.lastSlot) this.counter += 1;
      this.lastSlot = slot;
      this.nextSlot = slot + 1;
      object.id = this.counter * 32768 + slot;
      this.slots.set(slot, object);
      return object.id;
    }

    find(id) {
      const object = id < 0 ? undefined : this.slots.get(id % 32768);
      return object?.id === id ? object : undefined;
    }

    withKey(key) {
      return [...this.slots.values()].find((object) => object.key === key);
    }

    remove(object) {
      this.slots.delete(object.id % 32768);
    }

    /** As /proc/sysvipc lists them: by slot. */
    list() {
      return [...this.slots.entries()].sort(([a], [b]) => a - b).map(([, object]) => object);
    }
  }

  const newNamespace = () => ({ segments: new Table(), sets: new Table() });

  /** Owner and creator are one here, since nothing in this model gives an object away. */
  function allowed(process, object, wanted) {
    const asked = (wanted >> 6) | (wanted >> 3) | wanted;
    let granted = object.mode;
    if (process.uid === object.uid) granted >>= 6;
    else if (process.gid === object.gid) granted >>= 3;
    return (asked & ~granted & 7) === 0 || process.privileged;
  }

  const mayRemove = (process, object) => process.uid === object.uid || process.privileged;

  /** Finds or creates, as ipcget does for all kinds of objects. `smaller` tells if it is too small. */
  function get(process, table, key, flags, smaller, create) {
    const found = key === FLAGS.IPC_PRIVATE ? undefined : table.withKey(key);
    if (found) {
      if (flags & FLAGS.IPC_CREAT && flags & FLAGS.IPC_EXCL) return "EEXIST";
      if (smaller(found)) return "EINVAL";
      return allowed(process, found, flags & 0o777) ? found.id : "EACCES";
    }
    if (key !== FLAGS.IPC_PRIVATE && !(flags & FLAGS.IPC_CREAT)) return "ENOENT";
    const made = create();
    if (failed(made)) return made;
    const { uid, gid } = process;
    return table.add(Object.assign(made, { key, mode: flags & 0o777, uid, gid }));
  }

  class Kernel {
    constructor() {
      this.namespace = newNamespace();
      this.processes = new Map();
      this.nextPid = 4711;
      this.now = 0;
      /** Who came back from a semop that had blocked, and with what: { pid, result }. */
      this.woken = [];
    }

    /** A new process, as a shell starts one. */
    spawn({ uid = 1000, gid = 1000, privileged = false } = {}) {
      return this.#born({ uid, gid, privileged, namespace: this.namespace, attachments: new Map() });
    }

    /** It inherits the attachments, at the same addresses, and no undo notes. */
    fork(pid) {
      const parent = this.process(pid);
      const child = this.#born({ ...parent, attachments: new Map(parent.attachments) });
      for (const { segment } of parent.attachments.values()) this.#opened(segment, pid);
      return child;
    }

    #born(process) {
      const pid = this.nextPid++;
      const fresh = { notes: new Map(), sleeping: null, ended: null, images: 0 };
      this.processes.set(pid, { top: this.#top(pid, 0), ...process, ...fresh, pid });
      return pid;
    }

    /** Where the first attachment goes: elsewhere in each program that is started. */
    #top(pid, images) {
      return 0x7f0000000000 + (((pid * 31 + images * 17) * 2654435761) % 2 ** 28) * FLAGS.PAGE;
    }

    process(pid) {
      return this.processes.get(pid);
    }

    /** Another program in the same process: attachments go, undo notes stay. */
    exec(pid) {
      const process = this.process(pid);
      this.#detachAll(process);
      process.images += 1;
      process.top = this.#top(pid, process.images);
      return 0;
    }

    /** The end of a process, by exit or by a signal: the kernel tidies up in either case. */
    end(pid, how = "exit") {
      const process = this.process(pid);
      process.ended = how;
      this.stopWaiting(process);
      this.#detachAll(process);
      this.applyNotes(process);
      return 0;
    }

    /** Into an IPC namespace of its own. What is attached stays; what is noted is undone now. */
    unshare(pid) {
      const process = this.process(pid);
      if (!process.privileged) return "EPERM";
      this.applyNotes(process);
      process.namespace = newNamespace();
      return 0;
    }

    shmget(pid, key, size, flags) {
      const process = this.process(pid);
      return get(process, process.namespace.segments, key, flags, (found) => found.size < size, () => {
        if (size < 1) return "EINVAL";
        this.now += 1;
        const times = { attached: 0, detached: 0, changed: this.now };
        return { size, creator: pid, lastPid: 0, nattch: 0, ...times, bytes: new Map() };
      });
    }

    shmat(pid, id, flags = 0) {
      const process = this.process(pid);
      const segment = process.namespace.segments.find(id);
      if (!segment) return "EINVAL";
      const readOnly = (flags & FLAGS.SHM_RDONLY) !== 0;
      if (!allowed(process, segment, readOnly ? 0o444 : 0o666)) return "EACCES";
      process.top -= Math.ceil(segment.size / FLAGS.PAGE) * FLAGS.PAGE;
      const { segments: table } = process.namespace;
      process.attachments.set(process.top, { segment, readOnly, table });
      this.#opened(segment, pid);
      return process.top;
    }

    shmdt(pid, address) {
      const process = this.process(pid);
      if (!process.attachments.has(address)) return "EINVAL";
      this.#detach(process, address);
      return 0;
    }

    /** Marks a segment for removal; it goes with its last attachment. */
    shmRemove(pid, id) {
      const process = this.process(pid);
      const table = process.namespace.segments;
      const segment = table.find(id);
      if (!segment) return "EINVAL";
      if (!mayRemove(process, segment)) return "EPERM";
      if (segment.nattch === 0) table.remove(segment);
      else Object.assign(segment, { key: FLAGS.IPC_PRIVATE, mode: segment.mode | FLAGS.SHM_DEST });
      return 0;
    }

    /** A load or a store by the processor; the kernel hears of it only if it is not allowed. */
    load(pid, address, offset) {
      const attachment = this.#page(pid, address, offset);
      if (attachment) return attachment.segment.bytes.get(offset) ?? 0;
      this.end(pid, "SIGSEGV");
      return "SIGSEGV";
    }

    store(pid, address, offset, byte) {
      const attachment = this.#page(pid, address, offset);
      if (attachment && !attachment.readOnly) {
        attachment.segment.bytes.set(offset, byte & 255);
        return 0;
      }
      this.end(pid, "SIGSEGV");
      return "SIGSEGV";
    }

    /** Whole pages are mapped, whatever size was asked for. */
    #page(pid, address, offset) {
      const attachment = this.process(pid).attachments.get(address);
      const pages = Math.ceil((attachment?.segment.size ?? 0) / FLAGS.PAGE);
      return offset < pages * FLAGS.PAGE ? attachment : undefined;
    }

    #opened(segment, pid) {
      segment.nattch += 1;
      segment.lastPid = pid;
      segment.attached = this.now += 1;
    }

    #detach(process, address) {
      const { segment, table } = process.attachments.get(address);
      process.attachments.delete(address);
      segment.nattch -= 1;
      segment.lastPid = process.pid;
      segment.detached = this.now += 1;
      if (segment.nattch === 0 && segment.mode & FLAGS.SHM_DEST) table.remove(segment);
    }

    #detachAll(process) {
      for (const address of [...process.attachments.keys()]) this.#detach(process, address);
    }
  }

  globalThis.SystemV = { Kernel, FLAGS, BLOCKS, failed, get, allowed, mayRemove };
})();
