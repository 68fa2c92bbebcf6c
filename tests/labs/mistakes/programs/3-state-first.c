// mistake: says that the message is there before it is
// says: Store the state last
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

enum { SIZE = 1024, CAPACITY = SIZE - 8 };
enum { EMPTY, FULL };

struct message {
    _Atomic uint32_t length;
    _Atomic uint32_t state;
    char text[CAPACITY];
};

static int fail(const char *call, int number)
{
    fprintf(stderr, "%s: %s\n", call, strerrorname_np(number));
    return 1;
}

static int write_text(key_t key, const char *text)
{
    size_t length = strlen(text);
    if (length > CAPACITY)
        return fail("write", EMSGSIZE);
    int id = shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1)
        return fail("shmget", errno);
    struct message *message = shmat(id, NULL, 0);
    if (message == (void *)-1)
        return fail("shmat", errno);
    atomic_store(&message->state, FULL);
    atomic_store(&message->length, (uint32_t)length);
    memcpy(message->text, text, length);
    if (shmdt(message) == -1)
        return fail("shmdt", errno);
    return 0;
}

static int read_text(key_t key)
{
    int id = shmget(key, SIZE, 0);
    if (id == -1)
        return fail("shmget", errno);
    struct message *message = shmat(id, NULL, 0);
    if (message == (void *)-1)
        return fail("shmat", errno);
    struct shmid_ds stat;
    if (shmctl(id, IPC_STAT, &stat) == -1)
        return fail("shmctl", errno);
    if (stat.shm_segsz != SIZE)
        return fail("read", EBADMSG);
    uint32_t state = atomic_load(&message->state);
    if (state == EMPTY)
        return fail("read", EAGAIN);
    uint32_t length = atomic_load(&message->length);
    if (state != FULL || length > CAPACITY)
        return fail("read", EBADMSG);
    char text[CAPACITY + 1];
    memcpy(text, message->text, length);
    text[length] = '\n';
    fwrite(text, 1, length + 1, stdout);
    if (fflush(stdout) == EOF)
        return fail("write", errno);
    if (shmdt(message) == -1)
        return fail("shmdt", errno);
    if (shmctl(id, IPC_RMID, NULL) == -1)
        return fail("shmctl", errno);
    return 0;
}

/* Decimal, or hexadecimal after 0x. False if there is anything else. */
static int number(const char *text, key_t *key)
{
    char *end = NULL;
    int is_hex = strncmp(text, "0x", 2) == 0;
    errno = 0;
    *key = (key_t)strtol(text, &end, is_hex ? 16 : 10);
    return errno == 0 && end != text && *end == '\0';
}

int main(int argc, char **argv)
{
    key_t key = 0;
    int has_key = argc > 2 && number(argv[2], &key);
    if (has_key && argc == 4 && strcmp(argv[1], "write") == 0)
        return write_text(key, argv[3]);
    if (has_key && argc == 3 && strcmp(argv[1], "read") == 0)
        return read_text(key);
    fprintf(stderr, "usage: lab3 write KEY TEXT | read KEY\n");
    return 2;
}
