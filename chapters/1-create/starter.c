/* Lab 1 in C: create a segment.   Usage: lab1 KEY SIZE
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/1-create/starter.c lab1.c
 *     cc -Wall -o lab1 lab1.c && cargo lab check 1 --program ./lab1
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

/* Decimal, or hexadecimal after 0x. False if there is anything else, which atoi would take. */
static int number(const char *text, unsigned long long *value)
{
    char *end = NULL;
    int is_hex = strncmp(text, "0x", 2) == 0;
    errno = 0;
    *value = strtoull(text, &end, is_hex ? 16 : 10);
    return errno == 0 && end != text && *end == '\0';
}

/* One call, shmget. Its third argument holds the flags and the mode in one number: 0600, with the
 * 0 in front that makes it octal. -1 says that it failed; every other number is an id, 0 too.
 * Then: fail("shmget"). */
static int create(key_t key, size_t size)
{
    (void)key, (void)size;
    TODO("create SIZE bytes under KEY: exclusively, mode 0600");
    return -1;
}

int main(int argc, char **argv)
{
    unsigned long long key = 0, size = 0;
    if (argc != 3 || !number(argv[1], &key) || !number(argv[2], &size)) {
        fprintf(stderr, "usage: lab1 KEY SIZE\n");
        return 2;
    }
    printf("shmid=%d\n", create((key_t)key, size));
    return 0;
}
