# mistake: ctypes takes a pointer for an int
# says: restype
# never: Read its stderr
import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
shmid = int(sys.argv[1])
address = libc.shmat(shmid, None, 0o10000)
size = len(ctypes.string_at(address, 1))
print(f"address={address:#x} size={size} nattch=1", flush=True)
sys.stdin.read()
