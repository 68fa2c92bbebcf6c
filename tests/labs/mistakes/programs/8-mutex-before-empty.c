// mistake: takes the mutex, and then waits for a free slot
// says: sleeps at `empty` with `mutex` in its hands
// says: First the count, then the mutex
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EMPTY, FULL, MUTEX, MEMBERS };

union semun { /* ours to declare: no header does */
    unsigned short *array;
    int val;
};

static int semid = -1;
static long slots;
static volatile uint64_t *head, *tail, *ring, *lines;

static void fail(const char *call)
{
    fprintf(stderr, "%s: %s\n", call, strerrorname_np(errno));
    if (semid != -1)
        semctl(semid, 0, IPC_RMID);
    exit(1);
}

static void change(unsigned short member, short by, short flags)
{
    struct sembuf operation = {member, by, flags};
    while (semop(semid, &operation, 1) == -1)
        if (errno != EINTR)
            fail("semop");
}

static void put(uint64_t item)
{
    change(MUTEX, -1, SEM_UNDO);
    change(EMPTY, -1, 0);
    uint64_t n = *tail;
    ring[n % slots] = item;
    *tail = n + 1;
    change(MUTEX, +1, SEM_UNDO);
    change(FULL, +1, 0);
}

/* False at the end: let in, and nothing is there. The next one is to know, too. */
static int take(void)
{
    change(FULL, -1, 0);
    change(MUTEX, -1, SEM_UNDO);
    uint64_t n = *head;
    int found = n < *tail;
    if (found) {
        lines[n] = ring[n % slots];
        *head = n + 1;
    }
    change(MUTEX, +1, SEM_UNDO);
    change(found ? EMPTY : FULL, +1, 0);
    return found;
}

static void create_set(void)
{
    semid = semget(IPC_PRIVATE, MEMBERS, IPC_CREAT | 0600);
    if (semid == -1)
        fail("semget");
    union semun value = {.val = (int)slots};
    if (semctl(semid, EMPTY, SETVAL, value) == -1)
        fail("semctl");
    value.val = 1;
    if (semctl(semid, MUTEX, SETVAL, value) == -1)
        fail("semctl");
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
    long id = 0, producers = 0, consumers = 0, items = 0;
    if (argc != 6 || !number(argv[1], &id) || !number(argv[2], &slots) ||
        !number(argv[3], &producers) || !number(argv[4], &consumers) || !number(argv[5], &items) ||
        slots < 1 || producers < 1 || consumers < 1 || items < 1) {
        fprintf(stderr, "usage: lab8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS\n");
        return 2;
    }
    volatile uint64_t *words = shmat((int)id, NULL, 0);
    if (words == (void *)-1)
        fail("shmat");
    head = words, tail = words + 1, ring = words + 2, lines = ring + slots;
    create_set();
    pid_t team[producers];
    for (long p = 0; p < producers; p++) {
        team[p] = fork();
        if (team[p] == 0) {
            for (long n = 1; n <= items; n++)
                put((uint64_t)(p + 1) << 32 | n);
            _exit(0);
        }
    }
    for (long c = 0; c < consumers; c++)
        if (fork() == 0) {
            while (take())
                ;
            _exit(0);
        }
    for (long p = 0; p < producers; p++)
        waitpid(team[p], NULL, 0);
    change(EMPTY, -1, 0); /* as for an item, so that full never exceeds SLOTS */
    change(FULL, +1, 0);  /* for no item: this is the end */
    while (wait(NULL) != -1)
        ;
    if (semctl(semid, 0, IPC_RMID) == -1)
        fail("semctl");
    printf("taken=%llu\n", (unsigned long long)*head);
    return 0;
}
