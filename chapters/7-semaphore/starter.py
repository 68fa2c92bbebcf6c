"""Lab 7 in Python: count exactly, under a semaphore.   Usage: lab7.py SHMID WORKERS N

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/7-semaphore/starter.py lab7.py
    cargo lab check 7 --program "python3 lab7.py"
"""
import ctypes
import errno
import os
import re
import sys

# From <sys/ipc.h>, <sys/shm.h> and <sys/sem.h>: Python does not have them.
IPC_PRIVATE, IPC_CREAT, IPC_RMID, SETVAL, SEM_UNDO = 0, 0o1000, 0, 16, 0x1000

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


def attach(shmid):
    """One call, shmat. Then ctypes.c_uint64.from_address(address): its value is the counter."""
    raise NotImplementedError("attach segment SHMID")


def create_semaphore():
    """semget, then semctl with SETVAL. Which key lets nobody in before the value is set?"""
    raise NotImplementedError("create a set with one semaphore, mode 0600, and set it to 1")


def change(semid, by):
    """One semop, again when a signal has interrupted it: EINTR, and nothing was taken.

    -1 takes the semaphore, +1 gives it back. What does SEM_UNDO do when a worker is killed, and what if only
    one half has it?
    """
    raise NotImplementedError("change the semaphore")


def work(counter, semid, n):
    for _ in range(n):
        change(semid, -1)
        value = counter.value
        counter.value = value + 1
        change(semid, +1)


def start(counter, semid, n):
    pid = os.fork()
    if pid == 0:
        work(counter, semid, n)
        os._exit(0)
    return pid


def lead(shmid, workers, n):
    counter = attach(shmid)
    semid = create_semaphore()
    team = [start(counter, semid, n) for _ in range(workers)]
    raise NotImplementedError("wait for all workers (os.waitpid), and remove the semaphore, on every way out")
    print(f"final={counter.value}")


def main():
    try:
        [shmid, workers, n] = map(number, sys.argv[1:])
        if min(workers, n) < 0:
            raise ValueError
    except ValueError:
        print("usage: lab7.py SHMID WORKERS N", file=sys.stderr)
        sys.exit(2)
    lead(shmid, workers, n)


main()
