"""Lab 4 in Python: attach, add up, detach, and do it again.   Usage: lab4.py SHMID ROUNDS

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/4-detach/starter.py lab4.py
    cargo lab check 4 --program "python3 lab4.py"
"""
import ctypes
import errno
import re
import sys

# From <sys/ipc.h>, <sys/shm.h> and <sys/sem.h>: Python does not have them.
SHM_RDONLY, IPC_STAT = 0o10000, 2

# Python has no function for System V IPC; the C library has. It stores errno for ctypes.get_errno().
libc = ctypes.CDLL(None, use_errno=True)
# Without these, ctypes takes every argument and result for an int of 32 bits: an address is cut in two.
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
libc.shmat.restype = ctypes.c_void_p
libc.shmdt.argtypes = [ctypes.c_void_p]
libc.shmctl.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]


def call(name, *arguments):
    """Calls a function of the C library. If it fails: its name and the errno's symbol on stderr, exit code 1."""
    result = getattr(libc, name)(*arguments)
    if result in (-1, ctypes.c_void_p(-1).value):
        sys.exit(f"{name}: {errno.errorcode[ctypes.get_errno()]}")
    return result


class ShmidDs(ctypes.Structure):
    """struct shmid_ds, as Linux has it on machines of 64 bits (shmctl(2))."""

    _fields_ = [
        ("perm", ctypes.c_ubyte * 48),
        ("segsz", ctypes.c_size_t),
        ("times", ctypes.c_long * 3),
        ("cpid", ctypes.c_int),
        ("lpid", ctypes.c_int),
        ("nattch", ctypes.c_ulong),
        ("reserved", ctypes.c_ulong * 2),
    ]


def number(text):
    """Decimal, and nothing else: int() would take "1_0" and " 1 "."""
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


def ask(shmid):
    stat = ShmidDs()
    call("shmctl", shmid, IPC_STAT, ctypes.byref(stat))
    return stat


def one_round(shmid):
    """shmat, then the size from ask, then the sum, then shmdt; shmdt also when something in between fails.

    ctypes.string_at(address, size) copies the bytes of the segment, and sum() adds them up.
    """
    raise NotImplementedError("attach segment SHMID, add up its bytes, detach")


def main():
    try:
        [shmid, rounds] = map(number, sys.argv[1:])
    except ValueError:
        print("usage: lab4.py SHMID ROUNDS", file=sys.stderr)
        sys.exit(2)
    total = 0
    for _ in range(rounds):
        total = one_round(shmid)
    # To a pipe, print would keep the line until the end.
    print(f"sum={total} nattch={ask(shmid).nattch}", flush=True)
    while sys.stdin.buffer.read(4096):
        pass


main()
