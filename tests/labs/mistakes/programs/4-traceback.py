# mistake: a list of arguments taken for numbers
# says: TypeError
# never: Read its stderr
import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
shmid, rounds = sys.argv[1:3]
for _ in range(rounds):
    address = libc.shmat(int(shmid), None, 0o10000)
    libc.shmdt(ctypes.c_void_p(address))
