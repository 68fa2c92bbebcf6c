// mistake: adds up the whole mapping
// says: behind the segment's end
// never: Start each round
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
    long shmid = 0, rounds = 0;
    if (argc != 3 || !number(argv[1], &shmid) || !number(argv[2], &rounds)) {
        fprintf(stderr, "usage: lab4 SHMID ROUNDS\n");
        return 2;
    }
    int id = (int)shmid;
    unsigned long sum = 0;
    struct shmid_ds stat;
    for (long round = 0; round < rounds; round++) {
        const volatile unsigned char *byte = shmat(id, NULL, SHM_RDONLY);
        if (byte == (void *)-1)
            return fail("shmat");
        if (shmctl(id, IPC_STAT, &stat) == -1)
            return fail("shmctl");
        sum = 0;
        for (size_t i = 0; i < (stat.shm_segsz + 4095) / 4096 * 4096; i++)
            sum += byte[i];
        if (shmdt((const void *)byte) == -1)
            return fail("shmdt");
    }
    if (shmctl(id, IPC_STAT, &stat) == -1)
        return fail("shmctl");
    printf("sum=%lu nattch=%lu\n", sum, (unsigned long)stat.shm_nattch);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
