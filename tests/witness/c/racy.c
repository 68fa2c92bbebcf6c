/* Programs whose processes race: each has at least one pair of accesses that nothing orders. */
#include "shared.h"

static void nothing(int signal) { (void)signal; }

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    int ends[2];
    segment(4096);
    if (strcmp(mode, "counter") == 0) {
        for (int k = 0; k < 2; k++) CHILD(*m = *m + 1);
    } else if (strcmp(mode, "inc") == 0) {
        for (int k = 0; k < 2; k++) CHILD(__asm__ volatile("incq %0" : "+m"(*m)));
    } else if (strcmp(mode, "twolocks") == 0) {
        semaphores(2, 1);
        for (int k = 0; k < 2; k++) CHILD(op(k, -1); *m = *m + 1; op(k, 1));
    } else if (strcmp(mode, "twopermits") == 0) {
        semaphores(1, 2);
        for (int k = 0; k < 2; k++) CHILD(op(0, -1); *m = *m + 1; op(0, 1));
    } else if (strcmp(mode, "early") == 0) {
        semaphores(1, 1);
        for (int k = 0; k < 2; k++) CHILD(int64_t v = *m; op(0, -1); *m = v + 1; op(0, 1));
    } else if (strcmp(mode, "late") == 0) {
        semaphores(1, 1);
        for (int k = 0; k < 2; k++)
            CHILD(op(0, -1); int64_t v = *m; op(0, 1); *m = v + 1);
    } else if (strcmp(mode, "flag") == 0) {
        /* The flag is a plain word, and nobody says that it is one. */
        CHILD(m[1] = 42; m[0] = 1);
        CHILD(while (!m[0]) usleep(1); if (m[1] != 42) _exit(1));
    } else if (strcmp(mode, "ring") == 0) {
        /* One slot for two messages: the consumer is not waited for. */
        semaphores(1, 0);
        CHILD(for (int i = 0; i < 2; i++) { m[1] = i; op(0, 1); });
        CHILD(for (int i = 0; i < 2; i++) { op(0, -1); m[2] += m[1]; });
    } else if (strcmp(mode, "message") == 0) {
        /* The message is sent before the text is stored. */
        if (pipe(ends) != 0) return 1;
        CHILD(char c = 1; if (write(ends[1], &c, 1) != 1) _exit(1); m[0] = 7);
        CHILD(char c; if (read(ends[0], &c, 1) != 1) _exit(1); if (m[0] > 7) _exit(1));
    } else if (strcmp(mode, "readers") == 0) {
        semaphores(1, 1);
        CHILD(op(0, -1); m[0] = 1; m[1] = 1; op(0, 1));
        CHILD(if (m[0] < m[1]) _exit(0));
    } else if (strcmp(mode, "doublechecked") == 0) {
        semaphores(1, 1);
        for (int k = 0; k < 2; k++)
            CHILD(if (!m[0]) { op(0, -1); if (!m[0]) { m[1] = 42; m[0] = 1; } op(0, 1); });
    } else if (strcmp(mode, "nowait") == 0) {
        CHILD(m[0] = 1);
        m[0] = 2;
    } else if (strcmp(mode, "wrongwait") == 0) {
        CHILD(m[0] = 1);
        pid_t second = fork();
        if (second == 0) _exit(0);
        waitpid(second, NULL, 0);
        m[0] = 2;
    } else if (strcmp(mode, "otherqueue") == 0) {
        int queue = msgget(IPC_PRIVATE, 0600);
        struct { long kind; char byte; } letter = {2, 0};
        /* The letter that comes is not the one that says that the text is there. */
        CHILD(letter.kind = 1; msgsnd(queue, &letter, 1, 0); m[0] = 1;
              letter.kind = 2; msgsnd(queue, &letter, 1, 0));
        CHILD(msgrcv(queue, &letter, 1, 1, 0); if (m[0] > 1) _exit(1));
        join();
        msgctl(queue, IPC_RMID, NULL);
    } else if (strcmp(mode, "half") == 0) {
        /* Different variables, and yet the same bytes. */
        semaphores(2, 1);
        CHILD(op(0, -1); ((volatile int32_t *)m)[1] = 1; op(0, 1));
        CHILD(op(1, -1); m[0] = 2; op(1, 1));
    } else if (strcmp(mode, "kernel") == 0) {
        int zero = open("/dev/zero", O_RDONLY);
        CHILD(if (read(zero, (void *)m, 16) != 16) _exit(1));
        CHILD(m[1] = 1);
    } else if (strcmp(mode, "signal") == 0) {
        signal(SIGUSR1, nothing);
        pid_t parent = getpid();
        CHILD(kill(parent, SIGUSR1); m[0] = 1);
        m[0] = 2;
    } else if (strcmp(mode, "atomicload") == 0) {
        /* Only one of the two is atomic. */
        CHILD(__atomic_fetch_add(m, 1, __ATOMIC_SEQ_CST));
        CHILD(*m = *m + 1);
    } else {
        return 2;
    }
    join();
    return finish();
}
