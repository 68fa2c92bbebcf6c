//! Mistakes in lab 6: conduct a race.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
    "one after the other" => "lab6.minimum":
        "conduct(A, B, n, a, target - 2 - a)" -> "(void)a, increment(A, n), increment(B, n)";
    "the target stored at the end" => "lab6.minimum":
        "conduct(A, B, n, a, target - 2 - a)" -> "(void)a, increment(A, n), increment(B, n)",
        "    printf(\"final" -> "    board->counter = target;\n    printf(\"final";
    "half of the family missing" => "lab6.every-target": "n, a, target - 2 - a" -> "n, a, 0";
    "one below the target" => "lab6.any-target":
        "n, a, target - 2 - a" -> "n, a > 0 ? a - 1 : a, target - 2 - a";
    "the log lies about loads" => "lab6.lossless":
        "note(board, LOAD, private)" -> "note(board, LOAD, private + 1)";
    "stores not logged" => "lab6.lossless": "note(board, STORE, private);" -> "";
    "invented pids" => "lab6.two-processes": "(uint32_t)getpid()" -> "(uint32_t)getpid() + 5000";
    "the conductor's pid" => "lab6.two-processes": "(uint32_t)getpid()" -> "(uint32_t)getppid()";
    "1 thought to be out of reach" => "lab6.one-each": "n == 1 && target == 1" -> "0";
    "too much accepted" => "lab6.out-of-reach": " || target > 2 * n" -> "";
    "counts on its way to the refusal" => "lab6.out-of-reach":
        "    errno = ERANGE;\n    if (!one" ->
        "    struct board *early = shmat((int)id, NULL, 0);
             early->counter = 1;
             errno = ERANGE;
             if (!one";
    "takes NULL for the failure" => "lab6.gone": "(void *)-1" -> "NULL";
    "one process invents the log of two that wait" => "lab6.each-its-own":
        "static void note(" ->
        "static pid_t as;
         static struct board *shared;
         static uint64_t privates[64];
         static void note(",
        "(uint32_t)getpid()" -> "(uint32_t)as",
        "        if (step == LOAD) {" -> "        if (1) {\n        } else if (step == LOAD) {",
        "    struct worker A = start" -> "    shared = board;\n    struct worker A = start",
        "    if (write(worker.orders" ->
        "    uint64_t *private = &privates[worker.orders];
             as = worker.pid;
             if (kind == LOAD) {
                 *private = shared->counter;
                 note(shared, LOAD, *private);
             } else {
                 shared->counter = *private + 1;
                 note(shared, STORE, *private + 1);
             }
             if (0 && write(worker.orders";
    "one process takes the steps of two that answer" => "lab6.each-its-own":
        "static void note(" ->
        "static pid_t as;
         static struct board *shared;
         static uint64_t privates[64];
         static void note(",
        "(uint32_t)getpid()" -> "(uint32_t)as",
        "        if (step == LOAD) {" -> "        if (1) {\n        } else if (step == LOAD) {",
        "    struct worker A = start" -> "    shared = board;\n    struct worker A = start",
        "    if (write(worker.orders" ->
        "    uint64_t *private = &privates[worker.orders];
             as = worker.pid;
             if (kind == LOAD) {
                 *private = shared->counter;
                 note(shared, LOAD, *private);
             } else {
                 shared->counter = *private + 1;
                 note(shared, STORE, *private + 1);
             }
             if (write(worker.orders";
    "the workers report that the segment is gone" => "lab6.one-report":
        "    if (board == (void *)-1)\n        fail(\"shmat\");" ->
        "    if (board == (void *)-1) {
                 if (fork() > 0)
                     wait(NULL);
                 fail(\"shmat\");
             }";
    "the target in 32 bits" => "lab6.out-of-reach":
        "    int one_each" -> "    target = (uint32_t)target;\n    int one_each";
    "for N = 1 everything accepted" => "lab6.out-of-reach":
        "    if (!one_each" -> "    if (n == 1)\n        one_each = target != 2, target = target == 2 ? 2 : 1;\n    if (!one_each";
    "the id not looked at" => "lab6.lossless": "shmat((int)id, NULL, 0);\n    if (board" -> "shmat(0, NULL, 0);\n    if (board";
    "text before the line" => "lab6.line": "final=%llu" -> "the end: final=%llu";
    "the log on stdout, too" => "lab6.line": "    printf(\"final" -> "    puts(\"1 load 0\");\n    printf(\"final";
    "more arguments accepted" => "lab6.usage": "argc != 4" -> "argc < 4";
    "a word taken for 0" => "lab6.usage":
        "return errno == 0 && end != text && *end == '\\0';" -> "return *end == '\\0' || (*value = 2);";
    "wrong usage is exit code 1" => "lab6.usage": "return 2;" -> "return 1;";
};

/// What only the witness sees.
#[cfg(target_arch = "x86_64")]
pub const BY_ACCESS: &[Mutant] = mutants! {
    "the workers count in memory of their own" => "lab6.each-its-own":
        "static void note(" -> "static volatile uint64_t *copy;\nstatic void note(",
        "private = board->counter;" -> "private = *copy;",
        "board->counter = private;" -> "*copy = private;",
        "    struct worker A = start" ->
        "    copy = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
             struct worker A = start",
        "    printf(\"final" -> "    board->counter = *copy;\n    printf(\"final",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <sys/mman.h>";
    "the entry of a load that was not made" => "lab6.each-its-own":
        "private = board->counter;" -> "private = board->entries == 0 ? 0 : board->counter;";
};
