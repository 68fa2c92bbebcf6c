"""Lab 8 in Python: a bounded buffer.   Usage: lab8.py SHMID SLOTS PRODUCERS CONSUMERS ITEMS

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/8-bounded-buffer/starter.py lab8.py
    cargo lab check 8 --program "python3 lab8.py"
"""
import ctypes
import errno
import os
import re
import sys

# From <sys/ipc.h>, <sys/shm.h> and <sys/sem.h>: Python does not have them.
IPC_PRIVATE, IPC_CREAT, IPC_RMID, SETVAL, SEM_UNDO = 0, 0o1000, 0, 16, 0x1000

EMPTY, FULL, MUTEX = range(3)  # the set's members

# Python has no function for System V IPC; the C library has. It stores errno for ctypes.get_errno().
libc = ctypes.CDLL(None, use_errno=True)
# Without these, ctypes takes every argument and result for an int of 32 bits: an address is cut in two.
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
libc.shmat.restype = ctypes.c_void_p


def call(name, *arguments):
    """Calls a function of the C library. If it fails: its name and the errno's symbol on stderr, exit code 1."""
    result = getattr(libc, name)(*arguments)
    if result in (-1, ctypes.c_void_p(-1).value):
        sys.exit(f"{name}: {errno.errorcode[ctypes.get_errno()]}")
    return result


class Sembuf(ctypes.Structure):
    """struct sembuf (semop(2)): which member, by how much, with which flags."""

    _fields_ = [("num", ctypes.c_ushort), ("op", ctypes.c_short), ("flg", ctypes.c_short)]


def number(text):
    """Decimal, and nothing else: int() would take "1_0" and " 1 "."""
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


class Buffer:
    """The segment as words of 64 bits: head, tail, the ring, the log."""

    def __init__(self, shmid, slots, lines):
        """One call, shmat. Then (ctypes.c_uint64 * (2 + slots + lines)).from_address(address)."""
        raise NotImplementedError("attach segment SHMID")

    def put(self, item):
        tail = self.words[1]
        self.words[2 + tail % self.slots] = item
        self.words[1] = tail + 1

    def take(self):
        raise NotImplementedError("the same at the head; and the line of the log. False if there is no item")


def create_set(slots):
    """semget, then semctl with SETVAL, for each member. What if the second of them fails?"""
    raise NotImplementedError("create a set of three, mode 0600, with the values SLOTS, 0 and 1")


def change(semid, member, by, flags=0):
    """One semop, again when a signal has interrupted it: EINTR, and nothing was taken."""
    raise NotImplementedError("change one member of the set")


def produce(buffer, semid, item):
    """buffer.put(item), and four changes of the set: in which order? And which of them with SEM_UNDO?"""
    raise NotImplementedError("wait for an empty slot, put the item into it, tell the consumers")


def produce_all(buffer, semid, producer, items):
    for item in range(1, items + 1):
        produce(buffer, semid, producer << 32 | item)


def consume(buffer, semid):
    """The same from the other side. How does a consumer learn that it is the end?"""
    raise NotImplementedError("take items until there are no more")


def start(work, *arguments):
    pid = os.fork()
    if pid == 0:
        work(*arguments)
        os._exit(0)
    return pid


def lead(shmid, slots, producers, consumers, items):
    buffer = Buffer(shmid, slots, producers * items)
    semid = create_set(slots)
    team = [start(produce_all, buffer, semid, p, items) for p in range(1, producers + 1)]
    others = [start(consume, buffer, semid) for _ in range(consumers)]
    raise NotImplementedError("wait for all of them (os.waitpid), and remove the set, on every way out")
    print(f"taken={buffer.words[0]}")


def main():
    try:
        shmid, *counts = map(number, sys.argv[1:])
        if len(counts) != 4 or min(counts) < 1:
            raise ValueError
    except ValueError:
        print("usage: lab8.py SHMID SLOTS PRODUCERS CONSUMERS ITEMS", file=sys.stderr)
        sys.exit(2)
    lead(shmid, *counts)


main()
