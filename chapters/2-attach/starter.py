"""Lab 2 in Python: attach a segment, read-only.   Usage: lab2.py SHMID

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/2-attach/starter.py lab2.py
    cargo lab check 2 --program "python3 lab2.py"
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


def attach_read_only(shmid):
    """One call, shmat. Let the kernel choose the address: None is NULL."""
    raise NotImplementedError("attach segment SHMID, read-only")


def ask(shmid):
    """One call, shmctl, with IPC_STAT: the kernel fills a ShmidDs of yours. ctypes.byref gives its address."""
    raise NotImplementedError("ask the kernel about segment SHMID")


def main():
    try:
        [shmid] = map(number, sys.argv[1:])
    except ValueError:
        print("usage: lab2.py SHMID", file=sys.stderr)
        sys.exit(2)
    address = attach_read_only(shmid)
    stat = ask(shmid)
    # To a pipe, print would keep the line until the end.
    print(f"address={address:#x} size={stat.segsz} nattch={stat.nattch}", flush=True)
    # Stay attached until stdin ends; the end of the process detaches.
    while sys.stdin.buffer.read(4096):
        pass


main()
