/* Two workers with N increments each, under locks of all kinds: `orders MODE N [SHMID]`. */
#include "shared.h"

static void undone(int number, int by) {
    struct sembuf one = {number, by, SEM_UNDO};
    while (semop(semid, &one, 1) < 0) if (errno != EINTR) exit(8);
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    const char *mode = argv[1];
    int n = atoi(argv[2]);
    if (argc > 3) {
        m = shmat(atoi(argv[3]), NULL, 0);
    } else {
        segment(4096);
    }
    if (strcmp(mode, "flag") == 0) {
        CHILD(m[1] = 42; m[0] = 1);
        CHILD(while (!m[0]) usleep(1); m[2] = m[1]);
        join();
        return 0;
    }
    if (strcmp(mode, "plain") != 0) semaphores(2, strcmp(mode, "two") == 0 ? 2 : 1);
    for (int k = 0; k < 2; k++) {
        if (fork() != 0) continue;
        for (int i = 0; i < n; i++) {
            if (strcmp(mode, "plain") == 0) {
                *m = *m + 1;
            } else if (strcmp(mode, "late") == 0) {
                int64_t value = *m;
                op(0, -1);
                *m = value + 1;
                op(0, 1);
            } else if (strcmp(mode, "kept") == 0) {
                op(0, -1);
                *m = *m + 1;
                if (k == 1) op(0, 1);
            } else if (strcmp(mode, "circle") == 0) {
                op(k, -1);
                op(1 - k, -1);
                *m = *m + 1;
                op(1 - k, 1);
                op(k, 1);
            } else if (strcmp(mode, "noundo") == 0) {
                op(0, -1);
                *m = *m + 1;
                op(0, 1);
            } else {
                undone(0, -1);
                *m = *m + 1;
                undone(0, 1);
            }
        }
        _exit(0);
    }
    join();
    return finish();
}
