/* Lab 7 in C: count exactly, under a semaphore.   Usage: lab7 SHMID WORKERS N
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/7-semaphore/starter.c lab7.c
 *     cc -Wall -o lab7 lab7.c && cargo lab check 7 --program ./lab7
 */
#define _GNU_SOURCE /* for strerrorname_np, since glibc 2.32 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

union semun { /* yours to declare: no header does (semctl(2)) */
    int val;
};

/* The call and the errno's symbol, as the contract asks for. perror would say it in words. */
_Noreturn void fail(const char *call)
{
    fprintf(stderr, "%s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

/* Says where the work is, and ends. Each one is a task of yours. */
#define TODO(task) \
    (fprintf(stderr, "%s:%d: not yet implemented: %s\n", __FILE__, __LINE__, task), exit(70))

/* Decimal. False if there is anything else: atoi would take "12x" and "x". */
static int number(const char *text, long *value)
{
    char *end = NULL;
    errno = 0;
    *value = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

static volatile uint64_t *attach(int id)
{
    (void)id;
    TODO("attach segment SHMID");
    return NULL;
}

/* semget, then semctl with SETVAL. Which key lets nobody in before the value is set? */
static int create_semaphore(void)
{
    TODO("create a set with one semaphore, mode 0600, and set it to 1");
    return -1;
}

/* One semop, again when a signal has interrupted it: EINTR, and nothing was taken. -1 takes the
 * semaphore, +1 gives it back. What does SEM_UNDO do when a worker is killed, and what if only
 * one half has it? */
static void change(int semid, short by)
{
    (void)semid, (void)by;
    TODO("change the semaphore");
}

static void work(volatile uint64_t *counter, int semid, long n)
{
    for (; n > 0; n--) {
        change(semid, -1);
        uint64_t value = *counter;
        *counter = value + 1;
        change(semid, +1);
    }
}

int main(int argc, char **argv)
{
    long id = 0, workers = 0, n = 0;
    if (argc != 4 || !number(argv[1], &id) || !number(argv[2], &workers) || !number(argv[3], &n)) {
        fprintf(stderr, "usage: lab7 SHMID WORKERS N\n");
        return 2;
    }
    volatile uint64_t *counter = attach((int)id);
    int semid = create_semaphore();
    for (long i = 0; i < workers; i++)
        if (fork() == 0) {
            work(counter, semid, n);
            _exit(0);
        }
    while (wait(NULL) != -1)
        ;
    TODO("remove the semaphore, on every way out");
    printf("final=%llu\n", (unsigned long long)*counter);
    return 0;
}
