// The calls of chapters 1 to 7 in C, each checked: what stands beside the Rust in the book.
// It runs through all of them, and exits with 0 if each did what the book says.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

static void die(const char *call) {
    perror(call);
    exit(1);
}

// ANCHOR: semun
// The fourth argument of semctl. No header declares it: semctl(2) tells you to.
union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};
// ANCHOR_END: semun

static int create_segment(size_t size) {
    // ANCHOR: create
    int id = shmget(IPC_PRIVATE, size, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1) // not "id <= 0": 0 is an id
        die("shmget");
    // ANCHOR_END: create
    return id;
}

static void *attach(int id, int flags) {
    // ANCHOR: attach
    void *address = shmat(id, NULL, flags);
    if (address == (void *)-1) // not NULL
        die("shmat");
    // ANCHOR_END: attach
    return address;
}

static void detach(void *address) {
    // ANCHOR: detach
    if (shmdt(address) == -1)
        die("shmdt");
    // From here on address is a trap, and no compiler says so.
    // ANCHOR_END: detach
}

static void look(int id) {
    // ANCHOR: stat
    struct shmid_ds now;
    if (shmctl(id, IPC_STAT, &now) == -1)
        die("shmctl");
    printf("%zu bytes, nattch %lu\n", now.shm_segsz, (unsigned long)now.shm_nattch);
    // ANCHOR_END: stat
}

static void set_mode(int id) {
    // ANCHOR: set
    struct shmid_ds now;
    if (shmctl(id, IPC_STAT, &now) == -1) // for the fields that stay as they are
        die("shmctl");
    now.shm_perm.mode = 0640; // now the group may read, too
    if (shmctl(id, IPC_SET, &now) == -1)
        die("shmctl");
    // ANCHOR_END: set
    if (shmctl(id, IPC_STAT, &now) == -1 || (now.shm_perm.mode & 0777) != 0640)
        die("the mode");
}

static void remove_segment(int id) {
    // ANCHOR: remove
    if (shmctl(id, IPC_RMID, NULL) == -1)
        die("shmctl");
    // ANCHOR_END: remove
}

static void increment(unsigned long *counter) {
    // ANCHOR: increment
    unsigned long value = __atomic_load_n(counter, __ATOMIC_RELAXED);
    // ... what another process stores here is lost ...
    __atomic_store_n(counter, value + 1, __ATOMIC_RELAXED);
    // ANCHOR_END: increment
}

static void plain_increment(unsigned long *counter) {
    // ANCHOR: plain_increment
    *counter = *counter + 1; // a data race, if another process does the same
    // ANCHOR_END: plain_increment
}

static int create_semaphore(void) {
    // ANCHOR: create_semaphore
    int id = semget(IPC_PRIVATE, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (id == -1)
        die("semget");
    // Linux starts it at 0. One operation makes it 1, and sets sem_otime, too.
    struct sembuf open = {0, 1, 0};
    if (semop(id, &open, 1) == -1)
        die("semop");
    // ANCHOR_END: create_semaphore
    return id;
}

static void increment_alone(int id, unsigned long *counter) {
    // ANCHOR: locked
    struct sembuf take = {0, -1, SEM_UNDO}, give = {0, 1, SEM_UNDO};
    if (semop(id, &take, 1) == -1) // EINTR after a signal: try again
        die("semop");
    increment(counter);
    if (semop(id, &give, 1) == -1)
        die("semop");
    // ANCHOR_END: locked
}

static void remove_semaphore(int id) {
    if (semctl(id, 0, IPC_RMID) == -1)
        die("semctl");
}

static int permits(int id) {
    int value = semctl(id, 0, GETVAL);
    if (value == -1)
        die("semctl");
    return value;
}

int main(void) {
    int segment = create_segment(1024);
    unsigned long *counter = attach(segment, 0);
    look(segment);
    set_mode(segment);
    increment(counter);
    plain_increment(counter); // nobody else is there
    int semaphore = create_semaphore();
    union semun one = {.val = 1};
    if (semctl(semaphore, 0, SETVAL, one) == -1)
        die("semctl");
    increment_alone(semaphore, counter);
    int ok = *counter == 3 && permits(semaphore) == 1;
    remove_semaphore(semaphore);
    detach(counter);
    remove_segment(segment);
    return ok ? 0 : 1;
}
