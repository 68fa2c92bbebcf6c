# mistake: semctl without a value for SETVAL
# says: SETVAL
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
if len(sys.argv) != 4 or not all(word.isdigit() for word in sys.argv[1:]):
    sys.exit(2)
shmid, workers, n = map(int, sys.argv[1:])
def fail(call):
    import errno
    print(f"{call}: {errno.errorcode[ctypes.get_errno()]}", file=sys.stderr)
    sys.exit(1)
address = libc.shmat(shmid, None, 0)
if address == ctypes.c_void_p(-1).value:
    fail("shmat")
counter = ctypes.c_uint64.from_address(address)
semid = libc.semget(0, 1, 0o1600)
def change(by):
    operation = (ctypes.c_short * 3)(0, by, 0x1000)
    while libc.semop(semid, operation, 1) == -1:
        if ctypes.get_errno() != 4:
            fail("semop")
children = []
for _ in range(workers):
    child = os.fork()
    if child == 0:
        for _ in range(n):
            change(-1)
            counter.value += 1
            change(1)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
libc.semctl(semid, 0, 0)
print(f"final={counter.value}")
