/* So many processes, each of which does one thing so many times: what the benchmark lets the witness watch. */
#include "shared.h"

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    char what = argv[1][0];
    long processes = atol(argv[2]), times = atol(argv[3]);
    segment(64 * (size_t)processes);
    semaphores(1, 0);
    for (long process = 0; process < processes; process++) {
        CHILD({
            volatile int64_t *own = m + 8 * process;
            for (long i = 0; i < times; i++) {
                if (what == 'l') (void)*own;
                else if (what == 's') *own = i;
                else if (what == 'u') __atomic_fetch_add(own, 1, __ATOMIC_SEQ_CST);
                else op(0, 1);
            }
        });
    }
    join();
    return finish();
}
