// create_segment KEY SIZE: what somebody else has left under the key, to test against.

#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: create_segment KEY SIZE\n");
        return 2;
    }
    if (shmget(atoi(argv[1]), strtoul(argv[2], NULL, 10), IPC_CREAT | IPC_EXCL | 0600) == -1) {
        perror("shmget");
        return 1;
    }
    return 0;
}
