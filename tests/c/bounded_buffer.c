// The bounded buffer in C: a parent that consumes, a child that produces, a ring of four slots.

#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EMPTY, FULL, MUTEX, SLOTS = 4, ITEMS = 1000 };

struct ring {
    unsigned long taken, put;
    unsigned long slots[SLOTS];
};

static void die(const char *call) {
    perror(call);
    exit(1);
}

static void change(int set, unsigned short member, short by, short flags) {
    struct sembuf operation = {member, by, flags};
    if (semop(set, &operation, 1) == -1) // EINTR after a signal: try again
        die("semop");
}

// ANCHOR: guarded
static void produce(struct ring *ring, int set, unsigned long item) {
    change(set, EMPTY, -1, 0);
    change(set, MUTEX, -1, SEM_UNDO);
    ring->slots[ring->put++ % SLOTS] = item;
    change(set, MUTEX, 1, SEM_UNDO);
    change(set, FULL, 1, 0);
}

static unsigned long consume(struct ring *ring, int set) {
    change(set, FULL, -1, 0);
    change(set, MUTEX, -1, SEM_UNDO);
    unsigned long item = ring->slots[ring->taken++ % SLOTS];
    change(set, MUTEX, 1, SEM_UNDO);
    change(set, EMPTY, 1, 0);
    return item;
}
// ANCHOR_END: guarded

int main(void) {
    int segment = shmget(IPC_PRIVATE, sizeof(struct ring), IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1)
        die("shmget");
    struct ring *ring = shmat(segment, NULL, 0);
    if (ring == (void *)-1)
        die("shmat");
    if (shmctl(segment, IPC_RMID, NULL) == -1) // it stays until both have ended
        die("shmctl");
    int set = semget(IPC_PRIVATE, 3, IPC_CREAT | IPC_EXCL | 0600);
    if (set == -1)
        die("semget");
    change(set, EMPTY, SLOTS, 0);
    change(set, MUTEX, 1, 0);
    pid_t child = fork();
    if (child == -1)
        die("fork");
    if (child == 0) {
        for (unsigned long item = 0; item < ITEMS; item++)
            produce(ring, set, item);
        return 0;
    }
    unsigned long sum = 0;
    for (int count = 0; count < ITEMS; count++)
        sum += consume(ring, set);
    int status;
    if (waitpid(child, &status, 0) == -1)
        die("waitpid");
    if (semctl(set, 0, IPC_RMID) == -1)
        die("semctl");
    printf("%d items, sum %lu\n", ITEMS, sum);
    return status != 0;
}
