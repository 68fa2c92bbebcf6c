// mistake: perror writes the text of the error, not its symbol
// says: `Invalid argument`
// says: strerrorname_np
// never: Which flag
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s KEY SIZE\n", argv[0]);
        return 2;
    }
    key_t key = (key_t)strtoul(argv[1], NULL, 0);
    size_t size = strtoul(argv[2], NULL, 10);
    int id = shmget(key, size, IPC_CREAT | IPC_EXCL | 0600);
    if (id < 0) {
        perror("shmget");
        exit(1);
    }
    printf("shmid=%d\n", id);
    return 0;
}
