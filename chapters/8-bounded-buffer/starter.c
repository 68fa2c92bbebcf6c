/* Lab 8 in C: a bounded buffer.   Usage: lab8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/8-bounded-buffer/starter.c lab8.c
 *     cc -Wall -o lab8 lab8.c && cargo lab check 8 --program ./lab8
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

enum { EMPTY, FULL, MUTEX }; /* the set's members */

union semun { /* yours to declare: no header does (semctl(2)) */
    int val;
};

/* The ring and the log follow the counts: words[0] is the first slot. */
struct buffer {
    volatile uint64_t head, tail;
    volatile uint64_t words[];
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

static struct buffer *attach(int id)
{
    (void)id;
    TODO("attach segment SHMID");
    return NULL;
}

/* semget, then semctl with SETVAL, for each member. What if the second of them fails? */
static int create_set(long slots)
{
    (void)slots;
    TODO("create a set of three, mode 0600, with the values SLOTS, 0 and 1");
    return -1;
}

/* One semop, again when a signal has interrupted it: EINTR, and nothing was taken. */
void change(int semid, unsigned short member, short by, short flags)
{
    (void)semid, (void)member, (void)by, (void)flags;
    TODO("change one member of the set");
}

/* Four changes of the set are needed, in which order? And which of them with SEM_UNDO? */
static void produce(struct buffer *buffer, int semid, long slots, uint64_t item)
{
    (void)buffer, (void)semid, (void)slots, (void)item;
    TODO("wait for an empty slot, put the item into it, tell the consumers");
}

/* The same from the other side; and the line of the log. How does a consumer learn of the end? */
static void consume(struct buffer *buffer, int semid, long slots)
{
    (void)buffer, (void)semid, (void)slots;
    TODO("take items until there are no more");
}

int main(int argc, char **argv)
{
    long n[5] = {0}; /* SHMID, SLOTS, PRODUCERS, CONSUMERS, ITEMS */
    int right = argc == 6;
    for (int i = 0; right && i < 5; i++)
        right = number(argv[i + 1], &n[i]) && (i == 0 || n[i] > 0);
    if (!right) {
        fprintf(stderr, "usage: lab8 SHMID SLOTS PRODUCERS CONSUMERS ITEMS\n");
        return 2;
    }
    long slots = n[1], producers = n[2], consumers = n[3], items = n[4];
    struct buffer *buffer = attach((int)n[0]);
    int semid = create_set(slots);
    /* Producers first, then consumers: these are to learn when the others have ended. */
    pid_t *team = calloc((size_t)(producers + consumers), sizeof *team);
    if (team == NULL)
        fail("calloc");
    for (long worker = 0; worker < producers + consumers; worker++) {
        team[worker] = fork();
        if (team[worker] == 0) {
            for (long item = 1; worker < producers && item <= items; item++)
                produce(buffer, semid, slots, (uint64_t)(worker + 1) << 32 | (uint64_t)item);
            if (worker >= producers)
                consume(buffer, semid, slots);
            _exit(0);
        }
    }
    TODO("wait for all workers, and remove the set, on every way out");
    printf("taken=%llu\n", (unsigned long long)buffer->head);
    return 0;
}
