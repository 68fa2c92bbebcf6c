"""Lab 3 in Python: pass a text.   Usage: lab3.py write KEY TEXT | lab3.py read KEY

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/3-read-write/starter.py lab3.py
    cargo lab check 3 --program "python3 lab3.py"
"""
import ctypes
import errno
import os
import re
import sys

# From <sys/ipc.h>, <sys/shm.h> and <sys/sem.h>: Python does not have them.
IPC_CREAT, IPC_EXCL, IPC_RMID, IPC_STAT = 0o1000, 0o2000, 0, 2

SIZE, TEXT_AT = 1024, 8
CAPACITY = SIZE - TEXT_AT
EMPTY, FULL = 0, 1

# Python has no function for System V IPC; the C library has. It stores errno for ctypes.get_errno().
libc = ctypes.CDLL(None, use_errno=True)
# Without these, ctypes takes every argument and result for an int of 32 bits: an address is cut in two.
libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
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
    """Decimal, or hexadecimal after 0x, and nothing else: int() would take "1_0" and " 1 "."""
    if re.fullmatch("0x[0-9a-fA-F]+", text):
        return int(text, 16)
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


class Message(ctypes.Structure):
    """The segment's bytes, as the contract lays them out: Message.from_address(address)."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("state", ctypes.c_uint32),
        ("text", ctypes.c_ubyte * CAPACITY),
    ]


def write(key, text):
    """Refuse a text that does not fit, before anything is created: sys.exit("write: EMSGSIZE").

    Then shmget, shmat, length and text, the state at last, shmdt.
    """
    raise NotImplementedError("write TEXT, at most CAPACITY bytes, under KEY")


def read(key):
    """shmget without IPC_CREAT, shmat, the size from IPC_STAT, state, length, text, shmdt, print, IPC_RMID.

    Load the length once, check the number that you have loaded, and use that very number. The text may hold
    any bytes: sys.stdout.buffer.write, not print.
    """
    raise NotImplementedError("read the text under KEY, print it, remove the segment")


def main():
    try:
        match sys.argv[1:]:
            case ["write", key, text]:
                # The text's bytes, also if they are not UTF-8.
                work = write, number(key), os.fsencode(text)
            case ["read", key]:
                work = read, number(key)
            case _:
                raise ValueError
    except ValueError:
        print("usage: lab3.py write KEY TEXT | read KEY", file=sys.stderr)
        sys.exit(2)
    function, *arguments = work
    function(*arguments)


main()
