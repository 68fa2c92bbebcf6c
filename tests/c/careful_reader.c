// The document's reader with every call checked, and nothing in the segment believed.

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

enum { SIZE = 1024 };

static int fail(const char *call) {
    fprintf(stderr, "%s: %s\n", call, strerror(errno));
    return 1;
}

static int refuse(const char *why) {
    fprintf(stderr, "%s; the segment was left alone\n", why);
    return 1;
}

int main(void) {
    key_t key = 1234;
    // ANCHOR: get
    int shmid = shmget(key, 0, 0); // finds, never creates, asks for no right
    if (shmid == -1)
        return fail("shmget");
    // ANCHOR_END: get

    // ANCHOR: attach
    const char *shared_memory = shmat(shmid, NULL, SHM_RDONLY);
    if (shared_memory == (void *)-1)
        return fail("shmat");
    struct shmid_ds now; // after attaching: the id cannot change its meaning any more
    if (shmctl(shmid, IPC_STAT, &now) == -1)
        return fail("shmctl");
    if (now.shm_segsz != SIZE)
        return refuse("the segment has another size");
    // ANCHOR_END: attach

    // ANCHOR: read
    char copy[SIZE];
    copy[0] = __atomic_load_n(shared_memory, __ATOMIC_ACQUIRE);
    if (copy[0] == '\0')
        return refuse("there is no text yet");
    memcpy(copy + 1, shared_memory + 1, SIZE - 1); // once; then only the copy is used
    if (memchr(copy, '\0', SIZE) == NULL)
        return refuse("the text does not end");
    // ANCHOR_END: read

    // ANCHOR: print
    if (printf("Data read from shared memory: %s\n", copy) < 0 || fflush(stdout) != 0)
        return fail("stdout");
    // ANCHOR_END: print

    if (shmdt(shared_memory) == -1)
        return fail("shmdt");
    // ANCHOR: remove
    if (shmctl(shmid, IPC_RMID, NULL) == -1)
        return fail("shmctl");
    // ANCHOR_END: remove
    return 0;
}
