/* Lab 2 in C: attach a segment, read-only.   Usage: lab2 SHMID
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/2-attach/starter.c lab2.c
 *     cc -Wall -o lab2 lab2.c && cargo lab check 2 --program ./lab2
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

/* One call, shmat. Let the kernel choose the address. Which value says that it failed? Not NULL. */
static void *attach_read_only(int id)
{
    (void)id;
    TODO("attach segment SHMID, read-only");
    return NULL;
}

/* One call, shmctl, with IPC_STAT: the kernel fills a struct shmid_ds of yours. */
static struct shmid_ds ask(int id)
{
    struct shmid_ds stat = {0};
    (void)id;
    TODO("ask the kernel about segment SHMID");
    return stat;
}

int main(int argc, char **argv)
{
    long id = 0;
    if (argc != 2 || !number(argv[1], &id)) {
        fprintf(stderr, "usage: lab2 SHMID\n");
        return 2;
    }
    void *address = attach_read_only((int)id);
    struct shmid_ds stat = ask((int)id);
    printf("address=%p size=%zu nattch=%lu\n", address, (size_t)stat.shm_segsz,
           (unsigned long)stat.shm_nattch);
    fflush(stdout); /* to a pipe, stdio would keep the line until the end */
    while (getchar() != EOF)
        ; /* stay attached until stdin ends; the end of the process detaches */
    return 0;
}
