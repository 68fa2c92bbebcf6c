# mistake: prints what Python makes of bytes
# says: stdout: b'
# says: Print exactly `length` bytes
import ctypes
import errno
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
SIZE = 1024


def fail(call, symbol=None):
    print(f"{call}: {symbol or errno.errorcode[ctypes.get_errno()]}", file=sys.stderr)
    sys.exit(1)


def attach(key, flags):
    shmid = libc.shmget(key, SIZE, flags)
    if shmid == -1:
        fail("shmget")
    address = libc.shmat(shmid, None, 0)
    if address == ctypes.c_void_p(-1).value:
        fail("shmat")
    return shmid, address


def write(key, text):
    data = text.encode("utf-8", "surrogateescape")
    if len(data) > SIZE - 8:
        fail("write", "EMSGSIZE")
    _, address = attach(key, 0o1000 | 0o2000 | 0o600)
    ctypes.memmove(address + 8, data, len(data))
    ctypes.memmove(address, struct.pack("=I", len(data)), 4)
    ctypes.memmove(address + 4, struct.pack("=I", 1), 4)


def read(key):
    shmid, address = attach(key, 0)
    length, state = struct.unpack("=II", ctypes.string_at(address, 8))
    if state == 0:
        fail("read", "EAGAIN")
    if state != 1 or length > SIZE - 8:
        fail("read", "EBADMSG")
    print(ctypes.string_at(address + 8, length))
    libc.shmctl(shmid, 0, None)


if len(sys.argv) == 4 and sys.argv[1] == "write":
    write(int(sys.argv[2], 0), sys.argv[3])
elif len(sys.argv) == 3 and sys.argv[1] == "read":
    read(int(sys.argv[2], 0))
else:
    sys.exit(2)
