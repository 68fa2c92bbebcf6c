/* Programs whose processes do not race, each by another means. */
#include "shared.h"

static volatile sig_atomic_t came;

static void note(int signal) { (void)signal; came = 1; }

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    int ends[2];
    char c = 1;
    segment(4096);
    if (strcmp(mode, "mutex") == 0) {
        semaphores(1, 1);
        for (int k = 0; k < 3; k++)
            CHILD(for (int i = 0; i < 2; i++) { op(0, -1); *m = *m + 1; op(0, 1); });
    } else if (strcmp(mode, "atomic") == 0) {
        for (int k = 0; k < 2; k++) CHILD(__atomic_fetch_add(m, 1, __ATOMIC_SEQ_CST));
    } else if (strcmp(mode, "apart") == 0) {
        for (int k = 0; k < 2; k++) CHILD(((volatile char *)m)[k] = 1);
    } else if (strcmp(mode, "fork") == 0) {
        m[0] = 1;
        for (int k = 0; k < 2; k++) CHILD(if (m[0] != 1) _exit(1));
    } else if (strcmp(mode, "wait") == 0) {
        CHILD(m[0] = 1);
        join();
        m[0] = m[0] + 1;
    } else if (strcmp(mode, "pipe") == 0) {
        if (pipe(ends) != 0) return 1;
        CHILD(m[0] = 7; if (write(ends[1], &c, 1) != 1) _exit(1));
        CHILD(if (read(ends[0], &c, 1) != 1 || m[0] != 7) _exit(1));
    } else if (strcmp(mode, "closed") == 0) {
        /* The end of a pipe says that the writer is done. */
        if (pipe(ends) != 0) return 1;
        pid_t writer = fork();
        if (writer == 0) {
            m[0] = 7;
            close(ends[1]);
            pause();
        }
        close(ends[1]);
        if (read(ends[0], &c, 1) != 0 || m[0] != 7) return 1;
        kill(writer, SIGTERM);
    } else if (strcmp(mode, "socket") == 0) {
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;
        CHILD(m[0] = 7; if (write(ends[1], &c, 1) != 1) _exit(1);
              if (read(ends[1], &c, 1) != 1) _exit(1); m[0] = 9);
        CHILD(if (read(ends[0], &c, 1) != 1 || m[0] != 7) _exit(1);
              m[0] = 8; if (write(ends[0], &c, 1) != 1) _exit(1));
    } else if (strcmp(mode, "queue") == 0) {
        int queue = msgget(IPC_PRIVATE, 0600);
        struct { long kind; char byte; } letter = {2, 0};
        CHILD(m[0] = 1; msgsnd(queue, &letter, 1, 0));
        CHILD(msgrcv(queue, &letter, 1, 0, 0); if (m[0] != 1) _exit(1));
        join();
        msgctl(queue, IPC_RMID, NULL);
    } else if (strcmp(mode, "ring") == 0) {
        semaphores(2, 0);
        semctl(semid, 0, SETVAL, 2);
        CHILD(for (int i = 0; i < 6; i++) { op(0, -1); m[i % 2] = i; op(1, 1); });
        CHILD(for (int i = 0; i < 6; i++) { op(1, -1); if (m[i % 2] != i) _exit(1); op(0, 1); });
    } else if (strcmp(mode, "readers") == 0) {
        /* As many permits as readers may read; the writer takes them all. */
        semaphores(1, 3);
        CHILD(op(0, -3); m[0] = 1; m[1] = 1; op(0, 3));
        for (int k = 0; k < 3; k++) CHILD(op(0, -1); if (m[0] != m[1]) _exit(1); op(0, 1));
    } else if (strcmp(mode, "doublechecked") == 0) {
        semaphores(1, 1);
        for (int k = 0; k < 2; k++)
            CHILD(op(0, -1); if (!m[0]) { m[1] = 42; m[0] = 1; } op(0, 1));
    } else if (strcmp(mode, "zerolock") == 0) {
        /* A lock that needs no value to begin with: wait for zero and add one. */
        semaphores(1, 0);
        for (int k = 0; k < 2; k++) {
            CHILD(struct sembuf take[2] = {{0, 0, 0}, {0, 1, SEM_UNDO}};
                  semop(semid, take, 2); *m = *m + 1;
                  struct sembuf give = {0, -1, SEM_UNDO}; semop(semid, &give, 1));
        }
    } else if (strcmp(mode, "barrier") == 0) {
        /* All come to it before any goes on: the last to come makes the value zero. */
        semaphores(1, 3);
        for (int k = 0; k < 3; k++)
            CHILD(m[k] = k; op(0, -1); op(0, 0); if (m[(k + 1) % 3] != (k + 1) % 3) _exit(1));
    } else if (strcmp(mode, "sets") == 0) {
        /* Two permits in one call, in whatever order they are named. */
        semaphores(2, 1);
        for (int k = 0; k < 2; k++) {
            CHILD(struct sembuf take[2] = {{k, -1, 0}, {1 - k, -1, 0}};
                  struct sembuf give[2] = {{0, 1, 0}, {1, 1, 0}};
                  semop(semid, take, 2); *m = *m + 1; semop(semid, give, 2));
        }
    } else if (strcmp(mode, "undo") == 0) {
        /* The kernel gives back what a process took that has ended. */
        semaphores(1, 1);
        for (int k = 0; k < 2; k++)
            CHILD(struct sembuf take = {0, -1, SEM_UNDO}; semop(semid, &take, 1); *m = *m + 1);
    } else if (strcmp(mode, "signal") == 0) {
        signal(SIGUSR1, note);
        pid_t parent = getpid();
        CHILD(m[0] = 1; kill(parent, SIGUSR1));
        while (!came) usleep(100);
        m[0] = m[0] + 1;
    } else if (strcmp(mode, "handoff") == 0) {
        semaphores(2, 0);
        CHILD(for (int i = 0; i < 3; i++) { m[0] = m[0] + 1; op(0, 1); op(1, -1); });
        CHILD(for (int i = 0; i < 3; i++) { op(0, -1); m[0] = m[0] + 1; op(1, 1); });
    } else if (strcmp(mode, "threads") == 0) {
        /* One process: how its threads agree among themselves is not for a segment to show. */
        pthread_t thread;
        pthread_create(&thread, NULL, (void *(*)(void *))(void *)usleep, (void *)1);
        m[0] = 1;
        pthread_join(thread, NULL);
    } else if (strcmp(mode, "flag") == 0) {
        /* With --flag 0. */
        CHILD(m[1] = 42; __atomic_store_n(m, 1, __ATOMIC_RELEASE));
        CHILD(while (!__atomic_load_n(m, __ATOMIC_ACQUIRE)) usleep(1); if (m[1] != 42) _exit(1));
    } else {
        return 2;
    }
    join();
    return finish();
}
