// Makes a call of System V IPC fail with the errno that you name, and prints the call.
//
//     cc -o refusals tests/c/refusals/*.c
//     ./refusals shmget EEXIST      one
//     ./refusals                    all of them
//
// Each refusal is made in a process of its own, in an IPC namespace of its own: the objects and
// limits of your machine stay as they are, and nothing is left behind. That takes root, or a
// system that lets users make namespaces. Exit code 0: refused as wanted, 1: not, 2: cannot try.

#include "refusals.h"

#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static const char *wanted; // the errno's name
static int status = 1;

void report(const char *call, long result) {
    int error = errno;
    if (result != -1) {
        printf("%s = %ld\n", call, result);
        return;
    }
    const char *name = strerrorname_np(error);
    printf("%s = -1 %s (%s)\n", call, name, strerror(error));
    status = strcmp(name, wanted) == 0 ? 0 : 1;
}

static _Noreturn void cannot(const char *why) {
    fprintf(stderr, "cannot try: %s\n", why);
    exit(2);
}

void become_ordinary(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct none[2] = {{0, 0, 0}, {0, 0, 0}};
    if (syscall(SYS_capset, &header, none) == -1)
        cannot("capset failed");
}

void become_somebody_else(void) {
    if (geteuid() != 0 || setgid(65534) == -1 || setuid(65534) == -1) // nobody
        cannot("it takes two users, so run it as root");
}

void limit(int resource, rlim_t bytes) {
    struct rlimit both = {bytes, bytes};
    if (setrlimit(resource, &both) == -1)
        cannot("setrlimit failed");
}

// A removal and a call meet only if both run at the same moment: each on a processor of its own,
// and before whatever else a busy machine has to do, where that is allowed.
static void run_on(int processor) {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(processor, &only);
    if (sched_setaffinity(0, sizeof only, &only) == -1)
        cannot("sched_setaffinity failed");
    setpriority(PRIO_PROCESS, 0, -20); // an ordinary user may not, and waits longer
}

static int processor_after(int processor) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == -1)
        cannot("sched_getaffinity failed");
    while (++processor < CPU_SETSIZE)
        if (CPU_ISSET(processor, &allowed))
            return processor;
    cannot("it takes two processors");
}

volatile int *churn(int (*create)(int), int (*removes)(int)) {
    int *id = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int first = processor_after(-1), second = processor_after(first);
    pid_t parent = getpid();
    if (fork() == 0) {
        run_on(second);
        while (getppid() == parent) {
            *id = create(0600);
            removes(*id);
        }
        _exit(0);
    }
    run_on(first);
    return id;
}

// Root needs no user namespace, and in one it could not become somebody else.
static void make_room(void) {
    int flags = geteuid() == 0 ? CLONE_NEWIPC : CLONE_NEWIPC | CLONE_NEWUSER;
    if (unshare(flags) == -1)
        cannot("no IPC namespace of its own: run it as root");
}

static int run(const struct refusal *refusal) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        make_room();
        wanted = refusal->error;
        refusal->make();
        exit(status);
    }
    int code;
    if (child == -1 || waitpid(child, &code, 0) == -1 || !WIFEXITED(code))
        return 1;
    return WEXITSTATUS(code);
}

int main(int argc, char **argv) {
    const struct refusal *lists[] = {SEGMENTS, SEMAPHORES};
    int worst = 0, found = 0;
    for (int list = 0; list < 2; list++)
        for (const struct refusal *refusal = lists[list]; refusal->call; refusal++) {
            if (argc == 3 && (strcmp(argv[1], refusal->call) || strcmp(argv[2], refusal->error)))
                continue;
            int code = run(refusal);
            worst = code > worst ? code : worst;
            found++;
        }
    if ((argc != 1 && argc != 3) || found == 0) {
        fprintf(stderr, "usage: refusals [CALL ERRNO], such as: refusals shmget EEXIST\n"
                        "CALL: shmget shmat shmdt shmctl ftok semget semop semctl\n");
        return 2;
    }
    return worst;
}
