"""The writer of lab 3.   Usage: writer.py write KEY TEXT"""
import ctypes
import os
import sys

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
key, text = int(sys.argv[2], 0), os.fsencode(sys.argv[3])
# IPC_CREAT | IPC_EXCL | 0600
shmid = libc.shmget(ctypes.c_int(key), ctypes.c_size_t(1024), 0o3600)
address = libc.shmat(shmid, None, 0)
ctypes.memmove(address + 8, text, len(text))
ctypes.c_uint32.from_address(address).value = len(text)
ctypes.c_uint32.from_address(address + 4).value = 1
libc.shmdt(ctypes.c_void_p(address))
