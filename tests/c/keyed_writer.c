/* The document's writer, with the key as an argument and every call checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char **argv)
{
    if (argc != 3 || strlen(argv[2]) > 1023)
        return 2;
    int shmid = shmget((key_t)strtol(argv[1], NULL, 0), 1024, IPC_CREAT | 0600);
    if (shmid == -1) {
        perror("shmget");
        return 1;
    }
    char *shared_memory = shmat(shmid, NULL, 0);
    if (shared_memory == (void *)-1) {
        perror("shmat");
        return 1;
    }
    strcpy(shared_memory, argv[2]);
    printf("Data written to shared memory: %s\n", shared_memory);
    return shmdt(shared_memory) == -1;
}
