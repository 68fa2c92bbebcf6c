// mistake: whoever comes first
// says: the order is not the wanted one
// never: its own pid
#define _GNU_SOURCE
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

struct board {
    volatile uint64_t counter;
    volatile uint64_t entries;
    struct entry log[];
};

struct worker {
    int orders, answers;
    pid_t pid;
};

static int fail(const char *call)
{
    fprintf(stderr, "%s: %s\n", call, strerrorname_np(errno));
    exit(1);
}

static void note(struct board *board, uint32_t kind, uint64_t value)
{
    struct entry entry = {(uint32_t)getpid(), kind, value};
    board->log[board->entries] = entry;
    board->entries = board->entries + 1;
}

static void work(struct board *board, int orders, int answers)
{
    uint64_t private = 0;
    char step;
    while (read(orders, &step, 1) == 1) {
        if (step == LOAD) {
            private = board->counter;
            note(board, LOAD, private);
        } else {
            private = private + 1;
            board->counter = private;
            note(board, STORE, private);
        }
        if (write(answers, &step, 1) != 1)
            _exit(1);
    }
    _exit(0);
}

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
    }
    close(orders[0]);
    close(answers[1]);
    return (struct worker){orders[1], answers[0], pid};
}

static void step(struct worker worker, char kind)
{
    if (write(worker.orders, &kind, 1) != 1 || read(worker.answers, &kind, 1) != 1)
        fail("pipe");
}

static void increment(struct worker worker, uint64_t times)
{
    for (; times > 0; times--) {
        step(worker, LOAD);
        step(worker, STORE);
    }
}

/* Ends at a+b+2: two bursts of increments are lost, and two are not. */
static void conduct(struct worker A, struct worker B, uint64_t n, uint64_t a, uint64_t b)
{
    increment(A, a);
    step(A, LOAD);
    increment(B, n - 1 - b);
    step(A, STORE);
    step(B, LOAD);
    increment(A, n - 1 - a);
    step(B, STORE);
    increment(B, b);
}

static void both_load_first(struct worker A, struct worker B)
{
    step(A, LOAD);
    step(B, LOAD);
    step(A, STORE);
    step(B, STORE);
}

/* Decimal. False if there is anything else. */
static int number(const char *text, uint64_t *value)
{
    char *end = NULL;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

int main(int argc, char **argv)
{
    uint64_t id = 0, n = 0, target = 0;
    if (argc != 4 || !number(argv[1], &id) || !number(argv[2], &n) || !number(argv[3], &target)) {
        fprintf(stderr, "usage: lab6 SHMID N TARGET\n");
        return 2;
    }
    int one_each = n == 1 && target == 1;
    errno = ERANGE;
    if (!one_each && (n == 0 || target < 2 || target > 2 * n))
        fail("target");
    struct board *board = shmat((int)id, NULL, 0);
    if (board == (void *)-1)
        fail("shmat");
    struct worker A = start(board), B = start(board);
    (void)conduct;
    (void)both_load_first;
    (void)one_each;
    increment(A, n);
    increment(B, n);
    /* B holds a copy of A's pipe end, and so would keep A waiting: B must end first. */
    close(B.orders);
    waitpid(B.pid, NULL, 0);
    close(A.orders);
    waitpid(A.pid, NULL, 0);
    printf("final=%llu\n", (unsigned long long)board->counter);
    return 0;
}
