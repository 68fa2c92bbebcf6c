"""Lab 8 in Python: a bounded buffer.   Usage: lab8.py SHMID SLOTS PRODUCERS CONSUMERS ITEMS"""
import ctypes
import errno
import os
import sys

EMPTY, FULL, MUTEX = range(3)
IPC_PRIVATE, IPC_CREAT, IPC_RMID, SETVAL, SEM_UNDO = 0, 0o1000, 0, 16, 0x1000

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p


class Sembuf(ctypes.Structure):
    _fields_ = [("num", ctypes.c_ushort), ("op", ctypes.c_short), ("flg", ctypes.c_short)]


class Failure(Exception):
    pass


def call(name, *arguments):
    """A call of the C library; what it returns, or its name and errno as an exception."""
    while True:
        result = getattr(libc, name)(*arguments)
        if result not in (-1, ctypes.c_void_p(-1).value):
            return result
        if ctypes.get_errno() != errno.EINTR:
            raise Failure(f"{name}: {errno.errorcode[ctypes.get_errno()]}")


class Buffer:
    def __init__(self, shmid, slots, total):
        address = call("shmat", shmid, None, 0)
        self.words = (ctypes.c_uint64 * (2 + slots + total)).from_address(address)
        self.slots = slots

    def put(self, item):
        n = self.words[1]
        self.words[2 + n % self.slots] = item
        self.words[1] = n + 1

    def take(self):
        n = self.words[0]
        if n == self.words[1]:
            return False
        self.words[2 + self.slots + n] = self.words[2 + n % self.slots]
        self.words[0] = n + 1
        return True


class Semaphores:
    def __init__(self, slots):
        self.id = call("semget", IPC_PRIVATE, 3, IPC_CREAT | 0o600)
        try:
            call("semctl", self.id, EMPTY, SETVAL, slots)
            call("semctl", self.id, MUTEX, SETVAL, 1)
        except Failure:
            self.remove()
            raise

    def change(self, member, by, flags=0):
        call("semop", self.id, ctypes.byref(Sembuf(member, by, flags)), 1)

    def __enter__(self):
        self.change(MUTEX, -1, SEM_UNDO)

    def __exit__(self, *_):
        self.change(MUTEX, +1, SEM_UNDO)

    def remove(self):
        call("semctl", self.id, 0, IPC_RMID)


def produce(buffer, semaphores, producer, items):
    for item in range(1, items + 1):
        semaphores.change(EMPTY, -1)
        with semaphores:
            buffer.put(producer << 32 | item)
        semaphores.change(FULL, +1)


def consume(buffer, semaphores):
    found = True
    while found:
        semaphores.change(FULL, -1)
        with semaphores:
            found = buffer.take()
        # At the end, the next one is to know, too.
        semaphores.change(EMPTY if found else FULL, +1)


def start(work, *arguments):
    pid = os.fork()
    if pid == 0:
        work(*arguments)
        os._exit(0)
    return pid


def lead(shmid, slots, producers, consumers, items):
    buffer = Buffer(shmid, slots, producers * items)
    semaphores = Semaphores(slots)
    team = [start(produce, buffer, semaphores, p + 1, items) for p in range(producers)]
    others = [start(consume, buffer, semaphores) for _ in range(consumers)]
    for pid in team:
        os.waitpid(pid, 0)
    semaphores.change(EMPTY, -1)  # as for an item, so that full never exceeds SLOTS
    semaphores.change(FULL, +1)  # for no item: this is the end
    for pid in others:
        os.waitpid(pid, 0)
    semaphores.remove()
    print(f"taken={buffer.words[0]}")


def main():
    try:
        shmid, *counts = map(int, sys.argv[1:])
        if len(counts) != 4 or min(counts) < 1:
            raise ValueError
    except ValueError:
        print("usage: lab8.py SHMID SLOTS PRODUCERS CONSUMERS ITEMS", file=sys.stderr)
        return 2
    try:
        lead(shmid, *counts)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


sys.exit(main())
