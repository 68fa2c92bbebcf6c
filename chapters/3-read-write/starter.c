/* Lab 3 in C: pass a text.   Usage: lab3 write KEY TEXT | lab3 read KEY
 *
 * The contract is at the top of lab.rs, beside this file: it is the same in every language.
 *
 *     cp chapters/3-read-write/starter.c lab3.c
 *     cc -Wall -o lab3 lab3.c && cargo lab check 3 --program ./lab3
 */
#define _GNU_SOURCE /* for strerrorname_np, since glibc 2.32 */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

enum { SIZE = 1024, CAPACITY = SIZE - 8 };
enum { EMPTY, FULL };

/* As the contract lays it out. The state is atomic: who sees FULL is to see the whole message. */
struct message {
    uint32_t length;
    _Atomic uint32_t state;
    char text[CAPACITY];
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

/* Decimal, or hexadecimal after 0x. False if there is anything else, which atoi would take. */
static int number(const char *text, unsigned long long *value)
{
    char *end = NULL;
    int is_hex = strncmp(text, "0x", 2) == 0;
    errno = 0;
    *value = strtoull(text, &end, is_hex ? 16 : 10);
    return errno == 0 && end != text && *end == '\0';
}

/* Refuse a text that does not fit, before anything is created: errno = EMSGSIZE; fail("write").
 * Then shmget, shmat, length and text, the state at last (atomic_store), shmdt. */
static void write_text(key_t key, const char *text)
{
    (void)key, (void)text;
    TODO("write TEXT, at most CAPACITY bytes, under KEY");
}

/* shmget without IPC_CREAT, shmat, the size from IPC_STAT, state, length, text, shmdt, print,
 * IPC_RMID. Load the length once, check the number that you have loaded, and use that very number.
 * The text may hold any bytes, NUL too: fwrite, not printf. */
static void read_text(key_t key)
{
    (void)key;
    TODO("read the text under KEY, print it, remove the segment");
}

int main(int argc, char **argv)
{
    unsigned long long key = 0;
    int has_key = argc > 2 && number(argv[2], &key);
    if (has_key && argc == 4 && strcmp(argv[1], "write") == 0) {
        write_text((key_t)key, argv[3]);
    } else if (has_key && argc == 3 && strcmp(argv[1], "read") == 0) {
        read_text((key_t)key);
    } else {
        fprintf(stderr, "usage: lab3 write KEY TEXT | read KEY\n");
        return 2;
    }
    return 0;
}
