"""Lab 5 in Python: hand a segment over, and leave nothing behind.   Usage: lab5.py SIZE

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/5-delete/starter.py lab5.py
    cargo lab check 5 --program "python3 lab5.py"
"""
import ctypes
import errno
import re
import signal
import subprocess
import sys

# From <sys/ipc.h>, <sys/shm.h> and <sys/sem.h>: Python does not have them.
IPC_PRIVATE, IPC_CREAT, IPC_RMID = 0, 0o1000, 0

# Python has no function for System V IPC; the C library has. It stores errno for ctypes.get_errno().
libc = ctypes.CDLL(None, use_errno=True)
# Without these, ctypes takes every argument and result for an int of 32 bits: an address is cut in two.
libc.shmget.argtypes = [ctypes.c_int, ctypes.c_size_t, ctypes.c_int]
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
libc.shmat.restype = ctypes.c_void_p
libc.shmctl.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]


def call(name, *arguments):
    """Calls a function of the C library. If it fails: its name and the errno's symbol on stderr, exit code 1."""
    result = getattr(libc, name)(*arguments)
    if result in (-1, ctypes.c_void_p(-1).value):
        sys.exit(f"{name}: {errno.errorcode[ctypes.get_errno()]}")
    return result


def number(text):
    """Decimal, and nothing else: int() would take "1_0" and " 1 "."""
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


def create_attach_remove(size):
    """shmget with IPC_PRIVATE, shmat, and then shmctl with IPC_RMID. Which order keeps the segment alive?

    And if shmat fails, what becomes of the segment? Returns its id, and where it is attached.
    """
    raise NotImplementedError("create SIZE bytes, attach them, mark them for removal")


def child(shmid):
    """The child's part. Its process has no attachment yet. ctypes.memmove writes bytes to an address."""
    raise NotImplementedError("attach the segment and write done at offset 0")


def run_child(shmid):
    """This program again, with a role and the id as its arguments."""
    ended = subprocess.run([sys.executable, sys.argv[0], "child", str(shmid)]).returncode
    if ended < 0:
        sys.exit(f"child: {signal.Signals(-ended).name}")
    if ended > 0:
        sys.exit(1)  # the child has said why


def parent(size):
    shmid, address = create_attach_remove(size)
    print(f"shmid={shmid}", flush=True)  # to a pipe, print would keep the line until the end
    sys.stdin.buffer.readline()
    run_child(shmid)
    print("child wrote:", ctypes.string_at(address, 4).decode(errors="replace"))


def main():
    try:
        match sys.argv[1:]:
            case ["child", shmid]:
                work = child, number(shmid)
            case [size]:
                work = parent, number(size)
            case _:
                raise ValueError
    except ValueError:
        print("usage: lab5.py SIZE", file=sys.stderr)
        sys.exit(2)
    function, argument = work
    function(argument)


main()
