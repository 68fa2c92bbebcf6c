// The document's writer with every call checked. It speaks the same protocol as chapter 3.

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

enum { SIZE = 1024 };

static int fail(const char *call, int shmid) {
    fprintf(stderr, "%s: %s\n", call, strerror(errno));
    if (shmid != -1) // whatever goes wrong later, nothing is left behind
        shmctl(shmid, IPC_RMID, NULL);
    return 1;
}

int main(int argc, char **argv) {
    const char *text = argc > 1 ? argv[1] : "Hello from shared memory!";
    size_t length = strlen(text);
    // ANCHOR: check
    if (length == 0 || length >= SIZE) {
        fprintf(stderr, "a text has 1 to %d bytes\n", SIZE - 1);
        return 1;
    }
    // ANCHOR_END: check

    key_t key = 1234;
    // ANCHOR: get
    int shmid = shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0600);
    if (shmid == -1)
        return fail("shmget", -1);
    // ANCHOR_END: get

    // ANCHOR: attach
    char *shared_memory = shmat(shmid, NULL, 0);
    if (shared_memory == (void *)-1)
        return fail("shmat", shmid);
    // ANCHOR_END: attach

    // ANCHOR: write
    // All but the first byte, the NUL included; then the first byte, with release.
    memcpy(shared_memory + 1, text + 1, length);
    __atomic_store_n(shared_memory, text[0], __ATOMIC_RELEASE);
    // ANCHOR_END: write

    // ANCHOR: print
    // Our own text, not the segment's: that may be another's by now.
    if (printf("Data written to shared memory: %s\n", text) < 0 || fflush(stdout) != 0)
        return fail("stdout", shmid);
    // ANCHOR_END: print

    // ANCHOR: detach
    if (shmdt(shared_memory) == -1)
        return fail("shmdt", shmid);
    // ANCHOR_END: detach
    return 0;
}
