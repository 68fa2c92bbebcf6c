/* Two workers count in shared memory. Usage: count N */
#include <stdio.h>
#include <stdlib.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 1;
    int id = shmget(IPC_PRIVATE, sizeof(long), IPC_CREAT | 0600);
    volatile long *counter = shmat(id, NULL, 0);
    shmctl(id, IPC_RMID, NULL);
    // ANCHOR: workers
    for (int worker = 0; worker < 2; worker++)
        if (fork() == 0) {
            for (int i = 0; i < n; i++)
                *counter = *counter + 1;
            return 0;
        }
    // ANCHOR_END: workers
    while (wait(NULL) > 0)
        ;
    printf("counter = %ld\n", *counter);
    return 0;
}
