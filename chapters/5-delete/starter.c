/* Lab 5 in C: hand a segment over, and leave nothing behind.   Usage: lab5 SIZE
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/5-delete/starter.c lab5.c
 *     cc -Wall -o lab5 lab5.c && cargo lab check 5 --program ./lab5
 */
#define _GNU_SOURCE /* for strerrorname_np, since glibc 2.32 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

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
static int number(const char *text, unsigned long *value)
{
    char *end = NULL;
    errno = 0;
    *value = strtoul(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

/* shmget with IPC_PRIVATE, shmat, and then shmctl with IPC_RMID. Which order keeps the segment
 * alive? And if shmat fails, what becomes of the segment? Stores the address, returns the id. */
static int create_attach_remove(size_t size, volatile char **address)
{
    (void)size, (void)address;
    TODO("create SIZE bytes, attach them, mark them for removal");
    return -1;
}

/* The child's part. Its process has no attachment yet: exec has dropped them all. */
static void child(int id)
{
    (void)id;
    TODO("attach the segment and write done at offset 0");
}

/* This program again, with a role and the id as its arguments. */
static void run_child(int id)
{
    pid_t pid = fork();
    if (pid == -1)
        fail("fork");
    if (pid == 0) {
        char text[16];
        snprintf(text, sizeof text, "%d", id);
        execl("/proc/self/exe", "lab5", "child", text, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    if (waitpid(pid, &status, 0) == -1)
        fail("waitpid");
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "child: %s\n", strsignal(WTERMSIG(status)));
        exit(1);
    }
    if (status != 0)
        exit(1); /* the child has said why */
}

static void parent(size_t size)
{
    volatile char *word = NULL;
    int id = create_attach_remove(size, &word);
    printf("shmid=%d\n", id);
    fflush(stdout); /* to a pipe, stdio would keep the line until the end */
    for (int c = getchar(); c != '\n' && c != EOF; c = getchar())
        ;
    run_child(id);
    printf("child wrote: %c%c%c%c\n", word[0], word[1], word[2], word[3]);
}

int main(int argc, char **argv)
{
    unsigned long size = 0;
    if (argc == 3 && strcmp(argv[1], "child") == 0) {
        child(atoi(argv[2]));
    } else if (argc == 2 && number(argv[1], &size)) {
        parent(size);
    } else {
        fprintf(stderr, "usage: lab5 SIZE\n");
        return 2;
    }
    return 0;
}
