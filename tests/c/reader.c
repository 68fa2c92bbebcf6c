// ANCHOR: program
#include <sys/types.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <stdio.h>
#include <string.h>

int main() {
    key_t key = 1234; // 唯一标识符
    // ANCHOR: get
    int shmid = shmget(key, 1024, 0666);
    // ANCHOR_END: get

    // ANCHOR: attach
    char *shared_memory = (char *)shmat(shmid, NULL, 0);
    // ANCHOR_END: attach
    // ANCHOR: print
    printf("Data read from shared memory: %s\n", shared_memory);
    // ANCHOR_END: print

    shmdt(shared_memory); // 分离共享内存
    // ANCHOR: remove
    shmctl(shmid, IPC_RMID, NULL); // 删除共享内存
    // ANCHOR_END: remove
    return 0;
}
// ANCHOR_END: program
