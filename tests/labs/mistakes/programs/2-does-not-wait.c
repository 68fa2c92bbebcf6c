// mistake: ends at once
// never: the program runs
// says: does not stay until stdin ends
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>

int main(int argc, char *argv[])
{
    if (argc != 2)
        return 2;
    int id = atoi(argv[1]);
    char *p = shmat(id, NULL, SHM_RDONLY);
    if (p == (char *)-1) {
        fprintf(stderr, "shmat: %s\n", strerrorname_np(errno));
        return 1;
    }
    struct shmid_ds ds;
    shmctl(id, IPC_STAT, &ds);
    printf("address=%p size=%zu nattch=%lu\n", (void *)p, ds.shm_segsz, (unsigned long)ds.shm_nattch);
    
    return 0;
}
