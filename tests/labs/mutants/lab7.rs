//! Mistakes in lab 7: count exactly.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
    "no undo" => "lab7.killed-worker": "by, SEM_UNDO}" -> "by, 0}";
    "undo of the first half only" => "lab7.undo-both":
        "by, SEM_UNDO}" -> "by, by < 0 ? SEM_UNDO : 0}";
    "undo of the second half only" => "lab7.undo-both":
        "by, SEM_UNDO}" -> "by, by > 0 ? SEM_UNDO : 0}";
    "EINTR taken for a success" => "lab7.interrupted":
        "while (semop" -> "if (semop";
    "EINTR taken for an error" => "lab7.interrupted": "errno != EINTR" -> "1";
    "lost wake-up" => "lab7.exact":
        "    while (semop" ->
        "    if (by > 0 && semctl(semid, 0, GETNCNT) == 0)
                 return;
             while (semop";
    "spins" => "lab7.waits":
        "by, SEM_UNDO}" -> "by, SEM_UNDO | IPC_NOWAIT}", "errno != EINTR" -> "errno != EAGAIN";
    "loads outside" => "lab7.exact":
        "        change(-1);\n        uint64_t value = *counter;" ->
        "        uint64_t value = *counter;\n        change(-1);";
    "stores outside" => "lab7.excludes":
        "        *counter = value + 1;\n        change(+1);" ->
        "        change(+1);\n        *counter = value + 1;";
    "adds in one atomic step" => "lab7.excludes":
        "uint64_t value = *counter;" -> "__atomic_fetch_add(counter, 1, 5);",
        "        *counter = value + 1;\n" -> "";
    "no lock at all" => "lab7.exact":
        "        change(-1);\n" -> "", "        change(+1);\n" -> "";
    "takes no semaphore" => "lab7.semaphore":
        "        change(-1);\n" -> "", "        change(+1);\n" -> "";
    "two permits" => "lab7.excludes": ".val = 1" -> ".val = 2";
    "never removed" => "lab7.removed": "semctl(semid, 0, IPC_RMID) == -1" -> "0";
    "mode 0666" => "lab7.semaphore": "0600" -> "0666";
    "a fixed key" => "lab7.two-at-once": "semget(IPC_PRIVATE" -> "semget(4711";
    "one worker too few" => "lab7.workers": "i < workers" -> "i < workers - 1";
    "one worker after the other" => "lab7.workers":
        "            _exit(0);\n        }" -> "            _exit(0);\n        } else wait(NULL);";
    "gives up when a worker is killed" => "lab7.killed-worker":
        "    while (wait(NULL) != -1)\n        ;" ->
        "    for (int status; wait(&status) != -1;)
                 if (status != 0)
                     fail(\"wait\");";
    "the semaphore before the attach" => "lab7.gone":
        "    volatile uint64_t *counter = shmat" ->
        "    semid = semget(IPC_PRIVATE, 1, IPC_CREAT | 0600);
             volatile uint64_t *counter = shmat";
    "a counter of 32 bits" => "lab7.exact":
        "uint64_t value = *counter;" -> "uint64_t value = *(volatile uint32_t *)counter;",
        "*counter = value + 1;" -> "*(volatile uint32_t *)counter = value + 1;";
    "N added at once" => "lab7.n-each":
        "    for (; n > 0; n--) {" -> "    {", "value + 1" -> "value + n";
    "one worker does it all" => "lab7.n-each":
        "work(counter, n);" -> "work(counter, i == 0 ? n * workers - 2 * (workers - 1) : 2);";
    "one worker too many" => "lab7.workers": "i < workers" -> "i <= workers";
    "more workers, fewer rounds" => "lab7.n-each":
        "i < workers" -> "i < 2 * workers", "work(counter, n);" -> "work(counter, n / 2);";
    "a key made from the segment's id" => "lab7.one-segment":
        "semget(IPC_PRIVATE" -> "semget(4711 + (int)id";
    "the id not looked at" => "lab7.exact": "shmat((int)id" -> "shmat(0";
    "text before the line" => "lab7.line": "final=%llu" -> "the end: final=%llu";
    "a line from each worker" => "lab7.line":
        "            _exit(0);\n        }" -> "            puts(\"done\"), fflush(stdout), _exit(0);\n        }";
    "more arguments accepted" => "lab7.usage": "argc != 4" -> "argc < 4";
    "a word taken for 0" => "lab7.usage":
        "return errno == 0 && end != text && *end == '\\0';" -> "return 1;";
    "wrong usage is exit code 1" => "lab7.usage": "return 2;" -> "return 1;";
};
