/* Lab 6 in C: conduct a race, so that it ends where you want.   Usage: lab6 SHMID N TARGET
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/6-race/starter.c lab6.c
 *     cc -Wall -o lab6 lab6.c && cargo lab check 6 --program ./lab6
 */
#define _GNU_SOURCE /* for strerrorname_np, since glibc 2.32 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOAD = 1, STORE = 2 };

struct entry {
    uint32_t pid, kind;
    uint64_t value;
};

/* volatile keeps load and store apart: of plain accesses the compiler may make one. */
struct board {
    volatile uint64_t counter;
    volatile uint64_t entries;
    struct entry log[];
};

struct worker {
    int orders, answers; /* the conductor's ends of two pipes */
    pid_t pid;
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
static int number(const char *text, unsigned long long *value)
{
    char *end = NULL;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

static struct board *attach(int id)
{
    (void)id;
    TODO("attach segment SHMID");
    return NULL;
}

/* The worker's part: a step for each byte from orders, a log entry for each step, and a byte to
 * answers when it is done. Its end: orders has no more bytes. */
static void work(struct board *board, int orders, int answers)
{
    (void)board, (void)orders, (void)answers;
    TODO("take the steps that the conductor asks for");
}

/* A child that shares the attachment, since fork keeps it. */
static struct worker start(struct board *board)
{
    int orders[2], answers[2];
    if (pipe(orders) == -1 || pipe(answers) == -1)
        fail("pipe");
    pid_t pid = fork();
    if (pid == -1)
        fail("fork");
    if (pid == 0) {
        close(orders[1]);
        close(answers[0]);
        work(board, orders[0], answers[1]);
        _exit(0);
    }
    close(orders[0]);
    close(answers[1]);
    return (struct worker){orders[1], answers[0], pid};
}

/* Asks one worker for one step, and waits until it is done: so no two steps are ever under way at
 * once. Find the order on paper first, for N = 2 and TARGET = 2. Which targets cannot be reached?
 * At the end each worker must find its pipe closed: who else holds a copy of your end? */
static void conduct(struct board *board, uint64_t n, uint64_t target)
{
    (void)n, (void)target;
    TODO("refuse a TARGET out of reach, before anything changes: target, ERANGE");
    struct worker workers[] = {start(board), start(board)};
    (void)workers;
    TODO("conduct two workers, N increments each, so that the counter ends at TARGET");
}

int main(int argc, char **argv)
{
    unsigned long long id = 0, n = 0, target = 0;
    if (argc != 4 || !number(argv[1], &id) || !number(argv[2], &n) || !number(argv[3], &target)) {
        fprintf(stderr, "usage: lab6 SHMID N TARGET\n");
        return 2;
    }
    /* First: if the segment is gone, you report it once, and not two workers at the same time. */
    struct board *board = attach((int)id);
    conduct(board, n, target);
    printf("final=%llu\n", (unsigned long long)board->counter);
    return 0;
}
