// mistake: = and < in one condition
// says: printed shmid=0
// says: parentheses
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s KEY SIZE\n", argv[0]);
        return 2;
    }
    key_t key = (key_t)strtoul(argv[1], NULL, 0);
    size_t size = strtoul(argv[2], NULL, 10);
    int id;
    if (id = shmget(key, size, IPC_CREAT | IPC_EXCL | 0600) < 0) {
        fprintf(stderr, "shmget: %s\n", strerrorname_np(errno));
        return 1;
    }
    printf("shmid=%d\n", id);
    return 0;
}
