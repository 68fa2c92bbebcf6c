"""Lab 6 in Python: conduct a race, so that it ends where you want.   Usage: lab6.py SHMID N TARGET

The contract is at the top of lab.rs, beside this file: it is the same in every language.

    cp chapters/6-race/starter.py lab6.py
    cargo lab check 6 --program "python3 lab6.py"
"""
import ctypes
import errno
import os
import re
import sys

LOAD, STORE = 1, 2

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


def number(text):
    """Decimal, and nothing else: int() would take "1_0" and " 1 "."""
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError(text)
    return int(text)


class Entry(ctypes.Structure):
    _fields_ = [("pid", ctypes.c_uint32), ("kind", ctypes.c_uint32), ("value", ctypes.c_uint64)]


def board(entries):
    """The segment's bytes, as the contract lays them out, with room for so many log entries."""

    class Board(ctypes.Structure):
        _fields_ = [
            ("counter", ctypes.c_uint64),
            ("entries", ctypes.c_uint64),
            ("log", Entry * entries),
        ]

    return Board


def attach(shmid, n):
    """One call, shmat. Then board(4 * n).from_address(address)."""
    raise NotImplementedError("attach segment SHMID")


def work(board, orders, answers):
    """The worker's part: a step for each byte from orders, a log entry for each step, a byte to answers
    when it is done. Its end: os.read returns b"". Load and store are two steps of their own."""
    raise NotImplementedError("take the steps that the conductor asks for")


def start(board):
    """A child that shares the attachment, since fork keeps it. Returns the conductor's ends of two pipes."""
    orders, order = os.pipe()
    answer, answers = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(order)
        os.close(answer)
        work(board, orders, answers)
        os._exit(0)
    os.close(orders)
    os.close(answers)
    return order, answer, pid


def conduct(board, n, target):
    """Asks one worker for one step, and waits until it is done: no two steps are ever under way at once.

    Find the order on paper first, for N = 2 and TARGET = 2. Which targets cannot be reached? At the end each
    worker must find its pipe closed: who else holds a copy of your end?
    """
    raise NotImplementedError("refuse a TARGET out of reach, before anything changes: target, ERANGE")
    workers = start(board), start(board)
    raise NotImplementedError("conduct two workers, N increments each, so that the counter ends at TARGET")


def main():
    try:
        [shmid, n, target] = map(number, sys.argv[1:])
        if min(n, target) < 0:
            raise ValueError
    except ValueError:
        print("usage: lab6.py SHMID N TARGET", file=sys.stderr)
        sys.exit(2)
    # First: if the segment is gone, you report it once, and not two workers at the same time.
    shared = attach(shmid, n)
    conduct(shared, n, target)
    print(f"final={shared.counter}")


main()
