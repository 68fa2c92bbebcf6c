/* Lab 2 in C: attach read-only, say where, and touch nothing.   Usage: lab2 SHMID */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

static int fail(const char *call)
{
    fprintf(stderr, "%s: %s\n", call, strerrorname_np(errno));
    return 1;
}

/* Decimal. False if there is anything else. */
static int number(const char *text, long *value)
{
    char *end = NULL;
    errno = 0;
    *value = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

int main(int argc, char **argv)
{
    long id = 0;
    if (argc != 2 || !number(argv[1], &id)) {
        fprintf(stderr, "usage: lab2 SHMID\n");
        return 2;
    }
    void *address = shmat((int)id, NULL, SHM_RDONLY);
    if (address == (void *)-1)
        return fail("shmat");
    struct shmid_ds stat;
    if (shmctl((int)id, IPC_STAT, &stat) == -1)
        return fail("shmctl");
    size_t size = stat.shm_segsz;
    unsigned long nattch = stat.shm_nattch;
    printf("address=%p size=%zu nattch=%lu\n", address, size, nattch);
    fflush(stdout); /* a pipe is not a terminal: without this the line stays with us */
    while (getchar() != EOF)
        ;
    return 0;
}
