// What the refusals have in common: how one is shown, and how the means to provoke it are made.

#ifndef REFUSALS_H
#define REFUSALS_H

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

#define KEY 1234

struct refusal {
    const char *call, *error;
    void (*make)(void);
};
#define ROW(call, error) {#call, #error, call##_##error}
// Each list ends with an empty row.
extern const struct refusal SEGMENTS[], SEMAPHORES[];

// Prints the call, and what it returned with which errno.
void report(const char *call, long result);
// The call is printed as it stands in the source.
#define SHOW(call) report(#call, (long)(call))
// The call is made until a removal happens in the middle of it: a moment, if both get to run.
#define HAMMER(call)                                                       \
    do {                                                                   \
        time_t end = time(NULL) + 60;                                      \
        while (((long)(call) != -1 || errno != EIDRM) && time(NULL) < end) \
            ;                                                              \
        report(#call, -1);                                                 \
    } while (0)

// Root may do anything. Without capabilities the mode bits count, for root, too.
void become_ordinary(void);
void become_somebody_else(void);
void limit(int resource, rlim_t bytes);

// Starts a process that creates and removes objects as fast as it can; the last one's id.
volatile int *churn(int (*create)(int mode), int (*removes)(int id));

#endif
