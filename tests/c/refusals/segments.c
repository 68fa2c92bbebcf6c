// Segments: shmget, shmat, shmdt, shmctl; and ftok, which makes keys.

#include "refusals.h"

static int segment(int mode) { return shmget(KEY, 16, IPC_CREAT | IPC_EXCL | mode); }
static int remove_segment(int id) { return shmctl(id, IPC_RMID, NULL); }

static void shmget_EACCES(void) {
    segment(0);
    become_ordinary();
    SHOW(shmget(KEY, 0, 0600));
}
static void shmget_EEXIST(void) {
    segment(0600);
    SHOW(shmget(KEY, 16, IPC_CREAT | IPC_EXCL | 0600));
}
static void shmget_EINVAL(void) { SHOW(shmget(KEY, 0, IPC_CREAT | 0600)); }
static void shmget_ENOENT(void) { SHOW(shmget(KEY, 0, 0)); }
static void shmget_ENOMEM(void) { SHOW(shmget(KEY, 1UL << 50, IPC_CREAT | 0600)); }
static void shmget_ENOSPC(void) {
    while (shmget(IPC_PRIVATE, 16, IPC_CREAT | 0600) != -1) // 4096 of them, usually
        ;
    SHOW(shmget(IPC_PRIVATE, 16, IPC_CREAT | 0600));
}
static void shmget_EPERM(void) {
    become_somebody_else();
    limit(RLIMIT_MEMLOCK, 0);
    SHOW(shmget(KEY, 1 << 21, IPC_CREAT | SHM_HUGETLB | 0600));
}

static void shmat_EACCES(void) {
    int id = segment(0400);
    become_ordinary();
    SHOW(shmat(id, NULL, 0));
}
static void shmat_EIDRM(void) {
    volatile int *id = churn(segment, remove_segment);
    HAMMER(shmat(*id, NULL, 0));
}
static void shmat_EINVAL(void) {
    int id = segment(0600);
    shmctl(id, IPC_RMID, NULL);
    SHOW(shmat(id, NULL, 0));
}
static void shmat_ENOMEM(void) {
    int id = segment(0600);
    limit(RLIMIT_AS, 0);
    SHOW(shmat(id, NULL, 0));
}

static void shmdt_EINVAL(void) {
    char *address = shmat(segment(0600), NULL, 0);
    SHOW(shmdt(address + 1));
}

static void shmctl_EACCES(void) {
    struct shmid_ds buf;
    int id = segment(0);
    become_ordinary();
    SHOW(shmctl(id, IPC_STAT, &buf));
}
static void shmctl_EFAULT(void) {
    int id = segment(0600);
    SHOW(shmctl(id, IPC_STAT, (struct shmid_ds *)1));
}
static void shmctl_EIDRM(void) {
    struct shmid_ds buf;
    volatile int *id = churn(segment, remove_segment);
    HAMMER(shmctl(*id, IPC_STAT, &buf));
}
static void shmctl_EINVAL(void) { SHOW(shmctl(-1, IPC_RMID, NULL)); }
static void shmctl_ENOMEM(void) {
    int id = shmget(KEY, 1 << 20, IPC_CREAT | 0600);
    become_ordinary();
    limit(RLIMIT_MEMLOCK, 4096);
    SHOW(shmctl(id, SHM_LOCK, NULL));
}
static void shmctl_EPERM(void) {
    int id = segment(0666);
    become_somebody_else();
    SHOW(shmctl(id, IPC_RMID, NULL));
}

static void ftok_ENOENT(void) { SHOW(ftok("/no/such/file", 'A')); }

const struct refusal SEGMENTS[] = {
    ROW(shmget, EACCES), ROW(shmget, EEXIST), ROW(shmget, EINVAL), ROW(shmget, ENOENT),
    ROW(shmget, ENOMEM), ROW(shmget, ENOSPC), ROW(shmget, EPERM),
    ROW(shmat, EACCES),  ROW(shmat, EIDRM),   ROW(shmat, EINVAL),  ROW(shmat, ENOMEM),
    ROW(shmdt, EINVAL),
    ROW(shmctl, EACCES), ROW(shmctl, EFAULT), ROW(shmctl, EIDRM),  ROW(shmctl, EINVAL),
    ROW(shmctl, ENOMEM), ROW(shmctl, EPERM),
    ROW(ftok, ENOENT),   {0},
};
