# mistake: a name with a typo
# says: NameError
# never: Read its stderr
import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
key = int(sys.argv[1])
size = int(sys.argv[2])
shmid = libc.shmget(key, ctypes.c_size_t(size), 0o1000 | 0o2000 | 0o600)
print(f"shmid={shmidd}")
