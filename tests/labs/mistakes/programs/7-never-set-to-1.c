// mistake: SETVAL forgotten
// says: never been set to 1
// never: SIGKILL
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

union semun { /* ours to declare: no header does */
    int val;
};

static int semid = -1;

static void fail(const char *call)
{
    fprintf(stderr, "%s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

static void change(short by)
{
    struct sembuf operation = {0, by, SEM_UNDO};
    while (semop(semid, &operation, 1) == -1)
        if (errno != EINTR)
            fail("semop");
}

static void work(volatile uint64_t *counter, long n)
{
    for (; n > 0; n--) {
        change(-1);
        uint64_t value = *counter;
        *counter = value + 1;
        change(+1);
    }
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
    long id = 0, workers = 0, n = 0;
    if (argc != 4 || !number(argv[1], &id) || !number(argv[2], &workers) || !number(argv[3], &n)) {
        fprintf(stderr, "usage: lab7 SHMID WORKERS N\n");
        return 2;
    }
    volatile uint64_t *counter = shmat((int)id, NULL, 0);
    if (counter == (void *)-1)
        fail("shmat");
    semid = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    if (semid == -1)
        fail("semget");
    for (long i = 0; i < workers; i++)
        if (fork() == 0) {
            work(counter, n);
            _exit(0);
        }
    while (wait(NULL) != -1)
        ;
    if (semctl(semid, 0, IPC_RMID) == -1)
        fail("semctl");
    printf("final=%llu\n", (unsigned long long)*counter);
    return 0;
}
