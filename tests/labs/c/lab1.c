/* Lab 1 in C: create a segment, exclusively, for its owner alone.   Usage: lab1 KEY SIZE */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

/* Decimal, or hexadecimal after 0x. False if there is anything else. */
static int number(const char *text, unsigned long long *value)
{
    char *end = NULL;
    int is_hex = strncmp(text, "0x", 2) == 0;
    errno = 0;
    *value = strtoull(text, &end, is_hex ? 16 : 10);
    return errno == 0 && end != text && *end == '\0';
}

int main(int argc, char **argv)
{
    unsigned long long key = 0, size = 0;
    if (argc != 3 || !number(argv[1], &key) || !number(argv[2], &size)) {
        fprintf(stderr, "usage: lab1 KEY SIZE\n");
        return 2;
    }
    int id = shmget((key_t)key, size, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1) {
        fprintf(stderr, "shmget: %s\n", strerrorname_np(errno));
        return 1;
    }
    printf("shmid=%d\n", id);
    return 0;
}
