/* Makes tests/labs/c/lab3.c a program that updates atomically between shmat and its first store, which on
   64-bit ARM without LSE takes exclusive pairs. With EARLY, it then stores the state before the text. */
#define _GNU_SOURCE
#include <stdint.h>
#include <string.h>

static uint32_t updates;

static void *copy_after_updates(void *to, const void *from, size_t length)
{
    for (int i = 0; i < 100; i++)
        __atomic_fetch_add(&updates, 1, __ATOMIC_SEQ_CST);
#ifdef EARLY
    if (length > 0)
        ((volatile uint32_t *)to)[-1] = 1;
#endif
    return memcpy(to, from, length);
}

#define memcpy copy_after_updates
