// Semaphores: semget, semop, semctl.

#include "refusals.h"

union semun { int val; struct semid_ds *buf; unsigned short *array; };

static int semaphores(int mode) { return semget(KEY, 1, IPC_CREAT | IPC_EXCL | mode); }

// The removal of so many takes a while, in which another call finds the set and waits for it.
static int many_semaphores(int mode) {
    return semget(KEY, 32000, IPC_CREAT | IPC_EXCL | mode);
}

static int change(int id, int by, int flags) {
    struct sembuf operation = {0, by, flags};
    return semop(id, &operation, 1);
}
static int remove_semaphores(int id) { return semctl(id, 0, IPC_RMID); }

static void semget_EACCES(void) {
    semaphores(0);
    become_ordinary();
    SHOW(semget(KEY, 1, 0600));
}
static void semget_EEXIST(void) {
    semaphores(0600);
    SHOW(semget(KEY, 1, IPC_CREAT | IPC_EXCL | 0600));
}
static void semget_EINVAL(void) { SHOW(semget(KEY, 0, IPC_CREAT | 0600)); }
static void semget_ENOENT(void) { SHOW(semget(KEY, 1, 0)); }
static void semget_ENOSPC(void) {
    while (semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) != -1) // 32000 of them, usually
        ;
    SHOW(semget(IPC_PRIVATE, 1, IPC_CREAT | 0600));
}

static void ignore(int signal) { (void)signal; }

static void semop_E2BIG(void) {
    struct sembuf many[501] = {{0, 1, 0}};
    int id = semaphores(0600);
    SHOW(semop(id, many, 501));
}
static void semop_EACCES(void) {
    struct sembuf take = {0, -1, IPC_NOWAIT};
    int id = semaphores(0400);
    become_ordinary();
    SHOW(semop(id, &take, 1));
}
static void semop_EAGAIN(void) {
    struct sembuf take = {0, -1, IPC_NOWAIT};
    int id = semaphores(0600);
    SHOW(semop(id, &take, 1));
}
static void semop_EFAULT(void) {
    int id = semaphores(0600);
    SHOW(semop(id, (struct sembuf *)1, 1));
}
static void semop_EFBIG(void) {
    struct sembuf second = {1, 1, 0};
    int id = semaphores(0600);
    SHOW(semop(id, &second, 1));
}
static void semop_EIDRM(void) {
    struct sembuf take = {0, -1, 0};
    int id = semaphores(0600);
    if (fork() == 0) {
        while (semctl(id, 0, GETNCNT) == 0)
            ;
        semctl(id, 0, IPC_RMID);
        _exit(0);
    }
    SHOW(semop(id, &take, 1));
}
static void semop_EINTR(void) {
    struct sembuf take = {0, -1, 0};
    int id = semaphores(0600);
    struct sigaction act = {.sa_handler = ignore, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &act, NULL);
    pid_t me = getpid();
    if (fork() == 0) {
        while (semctl(id, 0, GETNCNT) == 0)
            ;
        kill(me, SIGUSR1);
        _exit(0);
    }
    SHOW(semop(id, &take, 1)); // in spite of SA_RESTART
}
static void semop_EINVAL(void) {
    struct sembuf take = {0, -1, 0};
    int id = semaphores(0600);
    semctl(id, 0, IPC_RMID);
    SHOW(semop(id, &take, 1));
}
static void semop_ERANGE(void) {
    struct sembuf give = {0, 1, 0};
    int id = semaphores(0600);
    change(id, 32767, 0);
    SHOW(semop(id, &give, 1));
}

static void semctl_EACCES(void) {
    int id = semaphores(0);
    become_ordinary();
    SHOW(semctl(id, 0, GETVAL));
}
static void semctl_EFAULT(void) {
    union semun nowhere = {.array = (unsigned short *)1};
    int id = semaphores(0600);
    SHOW(semctl(id, 0, GETALL, nowhere));
}
static void semctl_EIDRM(void) {
    union semun value = {.val = 1};
    volatile int *id = churn(many_semaphores, remove_semaphores);
    HAMMER(semctl(*id, 0, SETVAL, value));
}
static void semctl_EINVAL(void) {
    int id = semaphores(0600);
    SHOW(semctl(id, 1, GETVAL));
}
static void semctl_EPERM(void) {
    int id = semaphores(0666);
    become_somebody_else();
    SHOW(semctl(id, 0, IPC_RMID));
}
static void semctl_ERANGE(void) {
    union semun below = {.val = -1};
    int id = semaphores(0600);
    SHOW(semctl(id, 0, SETVAL, below));
}

const struct refusal SEMAPHORES[] = {
    ROW(semget, EACCES), ROW(semget, EEXIST), ROW(semget, EINVAL), ROW(semget, ENOENT),
    ROW(semget, ENOSPC),
    ROW(semop, E2BIG),   ROW(semop, EACCES),  ROW(semop, EAGAIN),  ROW(semop, EFAULT),
    ROW(semop, EFBIG),   ROW(semop, EIDRM),   ROW(semop, EINTR),   ROW(semop, EINVAL),
    ROW(semop, ERANGE),
    ROW(semctl, EACCES), ROW(semctl, EFAULT), ROW(semctl, EIDRM),  ROW(semctl, EINVAL),
    ROW(semctl, EPERM),  ROW(semctl, ERANGE),
    {0},
};
