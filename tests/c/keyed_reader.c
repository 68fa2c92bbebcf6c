/* The document's reader, with the key as an argument and every call checked. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    int shmid = shmget((key_t)strtol(argv[1], NULL, 0), 1024, 0600);
    if (shmid == -1) {
        perror("shmget");
        return 1;
    }
    char *shared_memory = shmat(shmid, NULL, SHM_RDONLY);
    if (shared_memory == (void *)-1) {
        perror("shmat");
        return 1;
    }
    printf("Data read from shared memory: %.1024s\n", shared_memory);
    if (shmdt(shared_memory) == -1)
        return 1;
    return shmctl(shmid, IPC_RMID, NULL) == -1;
}
