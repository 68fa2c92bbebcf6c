// ANCHOR: program
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <stdio.h>
#include <string.h>

int main() {
    key_t key = 1234; // 唯一标识符
    // ANCHOR: get
    int shmid = shmget(key, 1024, IPC_CREAT | 0666);
    // ANCHOR_END: get

    // ANCHOR: attach
    char *shared_memory = (char *)shmat(shmid, NULL, 0);
    // ANCHOR_END: attach
    // ANCHOR: write
    strcpy(shared_memory, "Hello from shared memory!");
    // ANCHOR_END: write

    printf("Data written to shared memory: %s\n", shared_memory);

    shmdt(shared_memory); // 分离共享内存
    return 0;
}
// ANCHOR_END: program
