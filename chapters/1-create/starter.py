"""Lab 1 in Python: create a segment.   Usage: lab1.py KEY SIZE

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/1-create/starter.py lab1.py
    cargo lab check 1 --program "python3 lab1.py"
"""
import ctypes
import errno
import re
import sys

# From <sys/ipc.h>, <sys/shm.h> and <sys/sem.h>: Python does not have them.
IPC_CREAT, IPC_EXCL = 0o1000, 0o2000

# Python has no function for System V IPC; the C library has. It stores errno for ctypes.get_errno().
libc = ctypes.CDLL(None, use_errno=True)
# Without these, ctypes takes every argument and result for an int of 32 bits: an address is cut in two.
libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]


def call(name, *arguments):
    """Calls a function of the C library. If it fails: its name and the errno's symbol on stderr, exit code 1."""
    result = getattr(libc, name)(*arguments)
    if result in (-1, ctypes.c_void_p(-1).value):
        sys.exit(f"{name}: {errno.errorcode[ctypes.get_errno()]}")
    return result


def number(text):
    """Decimal, or hexadecimal after 0x, and nothing else: int() would take "1_0" and " 1 "."""
    if re.fullmatch("0x[0-9a-fA-F]+", text):
        return int(text, 16)
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


def create(key, size):
    """One call, shmget. Its third argument holds the flags and the mode in one number: 0o600, not 600."""
    raise NotImplementedError("create SIZE bytes under KEY: exclusively, mode 0600")


def main():
    try:
        [key, size] = map(number, sys.argv[1:])
        if size < 0:
            raise ValueError
    except ValueError:
        print("usage: lab1.py KEY SIZE", file=sys.stderr)
        sys.exit(2)
    print(f"shmid={create(key, size)}")


main()
