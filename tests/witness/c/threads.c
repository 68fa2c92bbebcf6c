/* A race of two threads of one process, which every detector finds. */
#include <pthread.h>

static int counter;

static void *work(void *nothing) {
    for (int i = 0; i < 1000; i++) counter++;
    return nothing;
}

int main(void) {
    pthread_t one, other;
    pthread_create(&one, NULL, work, NULL);
    pthread_create(&other, NULL, work, NULL);
    pthread_join(one, NULL);
    pthread_join(other, NULL);
    return 0;
}
