/* Two workers count in shared memory, one at a time. Usage: count_locked N */
#include <stdio.h>
#include <stdlib.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static int semaphore;

static void change(short by)
{
    struct sembuf operation = {0, by, SEM_UNDO};
    while (semop(semaphore, &operation, 1) == -1)
        ;
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 1;
    int id = shmget(IPC_PRIVATE, sizeof(long), IPC_CREAT | 0600);
    volatile long *counter = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    semaphore = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
    change(+1);
    // ANCHOR: workers
    for (int worker = 0; worker < 2; worker++)
        if (fork() == 0) {
            for (int i = 0; i < n; i++) {
                change(-1);
                *counter = *counter + 1;
                change(+1);
            }
            return 0;
        }
    // ANCHOR_END: workers
    while (wait(NULL) > 0)
        ;
    semctl(semaphore, 0, IPC_RMID);
    printf("counter = %ld\n", *counter);
    return 0;
}
