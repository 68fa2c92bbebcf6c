/* What the programs for the witness share: a segment, a set of semaphores, children. */
#ifndef SHARED_H
#define SHARED_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* -1, for 0 is an id. */
static int shmid = -1, semid = -1;
static volatile int64_t *m;

/* A segment that goes with its last attachment. */
static inline void segment(size_t size) {
    shmid = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    m = shmat(shmid, NULL, 0);
    if (m == (void *)-1) exit(9);
    shmctl(shmid, IPC_RMID, NULL);
}

static inline void semaphores(int count, int value) {
    semid = semget(IPC_PRIVATE, count, IPC_CREAT | 0600);
    for (int i = 0; i < count; i++) semctl(semid, i, SETVAL, value);
}

static inline void op(int number, int by) {
    struct sembuf one = {number, by, 0};
    while (semop(semid, &one, 1) < 0) if (errno != EINTR) exit(8);
}

/* Runs the body in a child. */
#define CHILD(...) do { if (fork() == 0) { __VA_ARGS__; _exit(0); } } while (0)

static inline void join(void) { while (wait(NULL) > 0) {} }

static inline int finish(void) {
    if (semid >= 0) semctl(semid, 0, IPC_RMID);
    return 0;
}

#endif
