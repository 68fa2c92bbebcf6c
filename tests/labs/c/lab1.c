/* Lab 1 in C: create a segment, exclusively, for its owner alone.   Usage: lab1 KEY SIZE */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: lab1 KEY SIZE\n");
        return 2;
    }
    key_t key = (key_t)strtol(argv[1], NULL, 10);
    size_t size = strtoul(argv[2], NULL, 10);
    int id = shmget(key, size, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1) {
        fprintf(stderr, "shmget: %s\n", strerrorname_np(errno));
        return 1;
    }
    printf("shmid=%d\n", id);
    return 0;
}
