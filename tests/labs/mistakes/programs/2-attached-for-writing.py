# mistake: attaches for writing, since nobody said SHM_RDONLY
# says: access `r--s` in /proc/PID/maps
# says: third argument can ask for less
import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p


class Ipc(ctypes.Structure):
    _fields_ = [("key", ctypes.c_int), ("ids", ctypes.c_uint * 4), ("mode", ctypes.c_uint),
                ("rest", ctypes.c_ulong * 3)]


class Stat(ctypes.Structure):
    _fields_ = [("perm", Ipc), ("size", ctypes.c_size_t), ("times", ctypes.c_ulong * 3),
                ("pids", ctypes.c_int * 2), ("nattch", ctypes.c_ulong), ("rest", ctypes.c_ulong * 2)]


shmid = int(sys.argv[1])
address = libc.shmat(shmid, None, 0)
if address == ctypes.c_void_p(-1).value:
    print("shmat: EINVAL", file=sys.stderr)
    sys.exit(1)
stat = Stat()
libc.shmctl(shmid, 2, ctypes.byref(stat))
print(f"address={address:#x} size={stat.size} nattch={stat.nattch}", flush=True)
sys.stdin.read()
