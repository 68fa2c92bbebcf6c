/* Programs with a known number of accesses: each mode makes exactly those that its test expects. */
#include "shared.h"

static void *adder(void *unused) {
    for (int i = 0; i < 5; i++) __atomic_fetch_add(m, 1, __ATOMIC_SEQ_CST);
    return unused;
}

static int pipes[2];

static void *writer(void *unused) {
    m[5] = 1;
    if (write(pipes[1], "12345678", 8) != 8) exit(7);
    m[6] = 1;
    return unused;
}

static void handler(int signal) {
    (void)signal;
    static const char text[] = "own fault\n";
    if (write(1, text, sizeof text - 1) < 0) _exit(1);
    _exit(42);
}

static void *sleeper(void *nothing) {
    for (;;) pause();
    return nothing;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    char buffer[256] = "Hello from shared memory!";
    if (strcmp(mode, "attach") == 0) {
        m = shmat(atoi(argv[2]), NULL, 0);
        m[1] = 7;
        return 0;
    }
    int keeps = strcmp(mode, "vfork") == 0 || strcmp(mode, "threadexec") == 0;
    if (keeps) {
        shmid = shmget(IPC_PRIVATE, 8192, IPC_CREAT | 0600);
        m = shmat(shmid, NULL, 0);
    } else {
        segment(8192);
    }
    volatile char *bytes = (volatile char *)m;
    if (strcmp(mode, "plain") == 0) {
        for (int i = 0; i < 5; i++) *m = *m + 1;
    } else if (strcmp(mode, "widths") == 0) {
        bytes[0] = 1;
        ((volatile int16_t *)m)[1] = -2;
        ((volatile int32_t *)m)[1] = -3;
        m[1] = -4;
        int64_t sum = bytes[0] + ((volatile int16_t *)m)[1];
        sum += ((volatile int32_t *)m)[1] + m[1];
        sum += ((volatile uint16_t *)m)[1];
        printf("%lld\n", (long long)sum);
    } else if (strcmp(mode, "atomic") == 0) {
        for (int i = 0; i < 5; i++) __atomic_fetch_add(m, 1, __ATOMIC_SEQ_CST);
    } else if (strcmp(mode, "inc") == 0) {
        for (int i = 0; i < 5; i++) __asm__ volatile("incq %0" : "+m"(*m));
    } else if (strcmp(mode, "xchg") == 0) {
        __atomic_exchange_n(m, 3, __ATOMIC_SEQ_CST);
    } else if (strcmp(mode, "cmpxchg") == 0) {
        int64_t expected = 99;
        __atomic_compare_exchange_n(m, &expected, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
        printf("%lld\n", (long long)expected);
    } else if (strcmp(mode, "rep") == 0) {
        void *to = (void *)m, *from = buffer;
        long count = 16;
        __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
    } else if (strcmp(mode, "repboth") == 0) {
        void *to = (char *)m + 100, *from = (void *)m;
        long count = 4;
        __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
    } else if (strcmp(mode, "vector") == 0) {
        __asm__ volatile("movups (%0), %%xmm0; movups %%xmm0, (%1)"
                         : : "r"(buffer), "r"(m) : "xmm0", "memory");
        __asm__ volatile("movups (%0), %%xmm0" : : "r"(m) : "xmm0", "memory");
    } else if (strcmp(mode, "stack") == 0) {
        __asm__ volatile("pushq (%0); popq %%rax" : : "r"(m) : "rax", "memory");
    } else if (strcmp(mode, "crossing") == 0) {
        *(volatile int64_t *)(bytes + 4092) = 0x0102030405060708;
        int64_t back = *(volatile int64_t *)(bytes + 4092);
        printf("%llx\n", (unsigned long long)back);
    } else if (strcmp(mode, "memcpy") == 0) {
        memcpy((void *)m, buffer, 200);
    } else if (strcmp(mode, "strcpy") == 0) {
        strcpy((char *)m, buffer);
    } else if (strcmp(mode, "kernel") == 0) {
        memcpy((void *)m, "kernel", 7);
        int null = open("/dev/null", O_WRONLY), zero = open("/dev/zero", O_RDONLY);
        if (write(null, (void *)m, 25) != 25) return 1;
        if (read(zero, (char *)m + 4096, 10) != 10) return 1;
    } else if (strcmp(mode, "vectors") == 0) {
        int ends[2];
        if (pipe(ends) != 0) return 1;
        struct iovec out[2] = {{buffer, 5}, {(void *)m, 3}};
        if (writev(ends[1], out, 2) != 8) return 1;
        if (read(ends[0], (char *)m + 8, 8) != 8) return 1;
    } else if (strcmp(mode, "nested") == 0) {
        /* The array of pointers lies in the segment itself. */
        struct iovec *vector = (struct iovec *)m;
        *vector = (struct iovec){buffer, 5};
        int null = open("/dev/null", O_WRONLY);
        if (writev(null, vector, 1) != 5) return 1;
        puts("written");
    } else if (strcmp(mode, "threads") == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, adder, NULL);
        adder(NULL);
        pthread_join(thread, NULL);
    } else if (strcmp(mode, "threadread") == 0) {
        /* One thread waits in a call that will store to the segment; the other one must not slip by. */
        pthread_t thread;
        if (pipe(pipes) != 0) return 1;
        pthread_create(&thread, NULL, writer, NULL);
        if (read(pipes[0], (void *)m, 8) != 8) return 1;
        pthread_join(thread, NULL);
    } else if (strcmp(mode, "fork") == 0) {
        for (int k = 0; k < 3; k++) CHILD(m[k] = k);
        join();
    } else if (strcmp(mode, "vfork") == 0) {
        char id[16];
        snprintf(id, sizeof id, "%d", shmid);
        m[0] = 1;
        if (vfork() == 0) {
            m[2] = 3;
            execl(argv[0], argv[0], "attach", id, NULL);
            _exit(127);
        }
        join();
        m[0] = 2;
        shmctl(shmid, IPC_RMID, NULL);
    } else if (strcmp(mode, "threadexec") == 0) {
        /* Who runs exec waits in the kernel until the other threads are gone. */
        char id[16];
        snprintf(id, sizeof id, "%d", shmid);
        if (fork() == 0) {
            pthread_t thread;
            pthread_create(&thread, NULL, sleeper, NULL);
            m[2] = 3;
            execl(argv[0], argv[0], "attach", id, NULL);
            _exit(127);
        }
        join();
        shmctl(shmid, IPC_RMID, NULL);
    } else if (strcmp(mode, "twice") == 0) {
        segment(4096);
        volatile int64_t *again = shmat(shmid, NULL, 0);
        m[1] = 5;
        int64_t value = again[1];
        printf("%lld\n", (long long)value);
    } else if (strcmp(mode, "detach") == 0) {
        m[0] = 1;
        shmdt((void *)m);
        segment(4096);
        m[0] = 2;
    } else if (strcmp(mode, "null") == 0) {
        signal(SIGSEGV, handler);
        volatile uintptr_t nowhere = 8;
        *(volatile int *)nowhere = 1;
    } else if (strcmp(mode, "readonly") == 0) {
        segment(4096);
        signal(SIGSEGV, handler);
        volatile int64_t *only = shmat(shmid, NULL, SHM_RDONLY);
        int64_t value = only[0];
        printf("%lld\n", (long long)value);
        fflush(stdout);
        ((volatile int64_t *)only)[0] = 1;
    } else {
        return 2;
    }
    return 0;
}
