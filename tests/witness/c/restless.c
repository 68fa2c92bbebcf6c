/* Two workers that increment once under a lock, beside tasks that come to no point: `restless MODE`. */
#include "shared.h"

static int started;

/* As the run-time systems of many languages have one. */
static void *background(void *nothing) {
    __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
    for (;;) usleep(1000);
    return nothing;
}

static void thread(const char *mode) {
    pthread_t one;
    pthread_create(&one, NULL, background, NULL);
    /* Nobody but the thread itself can end this loop. */
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE))
        if (strcmp(mode, "yields") == 0) sched_yield();
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    const char *mode = argv[1];
    segment(4096);
    semaphores(1, 1);
    for (int i = 0; i < 2; i++) {
        CHILD(
            if (strcmp(mode, "polls") != 0) thread(mode);
            op(0, -1);
            *m = *m + 1;
            op(0, 1)
        );
    }
    if (strcmp(mode, "polls") == 0)
        while (waitpid(-1, NULL, WNOHANG) != -1) usleep(1000);
    join();
    return finish();
}
