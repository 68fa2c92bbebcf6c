# mistake: a sentence instead of call and symbol
# says: `shmget: EINVAL`
# says: errno.errorcode
# never: Which flag
import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
key = int(sys.argv[1])
size = int(sys.argv[2])
shmid = libc.shmget(key, ctypes.c_size_t(size), 0o1000 | 0o2000 | 0o600)
if shmid == -1:
    print("Error: could not create segment", file=sys.stderr)
    sys.exit(1)
print(f"shmid={shmid}")
