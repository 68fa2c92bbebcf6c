/* Lab 4 in C: attach, add up, detach, and do it again.   Usage: lab4 SHMID ROUNDS
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/4-detach/starter.c lab4.c
 *     cc -Wall -o lab4 lab4.c && cargo lab check 4 --program ./lab4
 */
#define _GNU_SOURCE /* for strerrorname_np, since glibc 2.32 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

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

static struct shmid_ds ask(int id)
{
    struct shmid_ds stat;
    if (shmctl(id, IPC_STAT, &stat) == -1)
        fail("shmctl");
    return stat;
}

/* shmat, then the size from ask, then the sum, then shmdt; shmdt also when something in between
 * fails. Read by a pointer to const volatile unsigned char: a plain char may be negative, and
 * without volatile the compiler may leave out what it thinks nobody changes. */
static unsigned long long one_round(int id)
{
    (void)id;
    TODO("attach segment SHMID, add up its bytes, detach");
    return 0;
}

int main(int argc, char **argv)
{
    long id = 0, rounds = 0;
    if (argc != 3 || !number(argv[1], &id) || !number(argv[2], &rounds) || rounds < 0) {
        fprintf(stderr, "usage: lab4 SHMID ROUNDS\n");
        return 2;
    }
    unsigned long long sum = 0;
    for (long round = 0; round < rounds; round++)
        sum = one_round((int)id);
    printf("sum=%llu nattch=%lu\n", sum, (unsigned long)ask((int)id).shm_nattch);
    fflush(stdout); /* to a pipe, stdio would keep the line until the end */
    while (getchar() != EOF)
        ;
    return 0;
}
