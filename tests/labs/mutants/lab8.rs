//! Mistakes in lab 8: a bounded buffer.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
    "no mutex" => "lab8.excludes":
        "{\n    struct sembuf" -> "{\n    if (member == MUTEX)\n        return;\n    struct sembuf";
    "two permits in the mutex" => "lab8.excludes": "value.val = 1" -> "value.val = 2";
    "no empty" => "lab8.full":
        "{\n    struct sembuf" -> "{\n    if (member == EMPTY)\n        return;\n    struct sembuf";
    "no full" => "lab8.each-once":
        "{\n    struct sembuf" -> "{\n    if (member == FULL)\n        return;\n    struct sembuf";
    "one slot is never used" => "lab8.full": ".val = (int)slots" -> ".val = (int)slots - 1";
    "one slot too many" => "lab8.full": ".val = (int)slots" -> ".val = (int)slots + 1";
    "the mutex, then empty" => "lab8.no-deadlock":
        "    change(EMPTY, -1, 0);\n    change(MUTEX, -1, SEM_UNDO);" ->
        "    change(MUTEX, -1, SEM_UNDO);\n    change(EMPTY, -1, 0);";
    "the mutex, then full" => "lab8.no-deadlock":
        "    change(FULL, -1, 0);\n    change(MUTEX, -1, SEM_UNDO);" ->
        "    change(MUTEX, -1, SEM_UNDO);\n    change(FULL, -1, 0);";
    "full before the item is put" => "lab8.signals-last":
        "    change(EMPTY, -1, 0);\n" -> "    change(EMPTY, -1, 0);\n    change(FULL, +1, 0);\n",
        "    change(FULL, +1, 0);\n}" -> "}";
    "empty before the item is taken" => "lab8.signals-last":
        "    change(FULL, -1, 0);\n" -> "    change(FULL, -1, 0);\n    change(EMPTY, +1, 0);\n",
        "change(found ? EMPTY : FULL, +1, 0)" -> "if (!found)\n        change(FULL, +1, 0)";
    "stores after the mutex is given back" => "lab8.inside":
        "    ring[n % slots] = item;\n    *tail = n + 1;\n    change(MUTEX, +1, SEM_UNDO);" ->
        "    *tail = n + 1;\n    change(MUTEX, +1, SEM_UNDO);\n    ring[n % slots] = item;";
    "raises tail after the mutex is given back" => "lab8.inside":
        "    *tail = n + 1;\n    change(MUTEX, +1, SEM_UNDO);" ->
        "    change(MUTEX, +1, SEM_UNDO);\n    *tail = n + 1;";
    "reads tail before the mutex is taken" => "lab8.inside":
        "    change(MUTEX, -1, SEM_UNDO);\n    uint64_t n = *tail;" ->
        "    uint64_t n = *tail;\n    change(MUTEX, -1, SEM_UNDO);";
    "reads head before the mutex is taken" => "lab8.inside":
        "    change(MUTEX, -1, SEM_UNDO);\n    uint64_t n = *head;" ->
        "    uint64_t n = *head;\n    change(MUTEX, -1, SEM_UNDO);";
    "writes the log after the mutex is given back" => "lab8.inside":
        "        lines[n] = ring[n % slots];\n" -> "",
        "    change(found ? EMPTY : FULL, +1, 0);" ->
        "    if (found)\n        lines[n] = ring[n % slots];\n    change(found ? EMPTY : FULL, +1, 0);";
    "consumers take no mutex" => "lab8.inside":
        "    change(MUTEX, -1, SEM_UNDO);\n    uint64_t n = *head;" -> "    uint64_t n = *head;",
        "    change(MUTEX, +1, SEM_UNDO);\n    change(found" -> "    change(found";
    "head and tail in each other's place" => "lab8.inside":
        "head = words, tail = words + 1" -> "tail = words, head = words + 1";
    "two items for one turn" => "lab8.inside":
        "    *tail = n + 1;\n    change(MUTEX, +1, SEM_UNDO);\n    change(FULL, +1, 0);\n}" ->
        "    *tail = n + 1;
             if ((item & 1) == 1) {
                 change(EMPTY, -1, 0);
                 ring[(n + 1) % slots] = item + 1;
                 *tail = n + 2;
                 change(FULL, +1, 0);
             }
             change(MUTEX, +1, SEM_UNDO);
             change(FULL, +1, 0);\n}",
        "n <= items; n++" -> "n <= items; n += 2";
    "a ring of one slot less" => "lab8.each-once":
        "ring[n % slots] = item;" -> "ring[n % (slots > 1 ? slots - 1 : 1)] = item;",
        "lines[n] = ring[n % slots];" -> "lines[n] = ring[n % (slots > 1 ? slots - 1 : 1)];";
    "puts into the slot behind" => "lab8.each-once":
        "ring[n % slots] = item;" -> "ring[(n + 1) % (slots + 1)] = item;";
    "the log before the ring" => "lab8.each-once":
        "ring = words + 2, lines = ring + slots" ->
        "lines = words + 2, ring = lines + producers * items";
    "puts each item twice" => "lab8.each-once":
        "put((uint64_t)(p + 1) << 32 | n);" ->
        "put((uint64_t)(p + 1) << 32 | n), put((uint64_t)(p + 1) << 32 | n);";
    "loses an item now and then" => "lab8.each-once":
        "lines[n] = ring[n % slots];" -> "if (n % 13 != 12) lines[n] = ring[n % slots];";
    "takes an item twice" => "lab8.each-once":
        "lines[n] = ring[n % slots];" -> "lines[n] = ring[(n % 13 == 12 ? n - 1 : n) % slots];";
    "the last items first" => "lab8.each-once":
        "n = 1; n <= items; n++" -> "n = items; n >= 1; n--";
    "numbers from 0 on" => "lab8.each-once":
        "n = 1; n <= items; n++" -> "n = 0; n < items; n++";
    "the end for one consumer only" => "lab8.each-once":
        "change(found ? EMPTY : FULL, +1, 0)" -> "if (found)\n        change(EMPTY, +1, 0)";
    "the id not looked at" => "lab8.each-once": "shmat((int)id" -> "shmat(0";
    "one producer too many" => "lab8.each-once":
        "p < producers; p++) {" -> "p <= producers; p++) {", "team[producers]" -> "team[producers + 1]";
    "one consumer too many" => "lab8.workers": "c < consumers" -> "c <= consumers";
    "one consumer too few" => "lab8.workers": "c < consumers" -> "c < consumers - 1";
    "one producer puts all" => "lab8.workers":
        "            for (long n = 1" ->
        "            for (long q = 0; p == 0 && q < producers; q++)
                         for (long n = 1",
        "(uint64_t)(p + 1) << 32" -> "(uint64_t)(q + 1) << 32";
    "one producer after the other" => "lab8.workers":
        "            _exit(0);\n        }\n    }" ->
        "            _exit(0);\n        }\n        waitpid(team[p], NULL, 0);\n    }";
    "spins" => "lab8.waits":
        "{member, by, flags}" -> "{member, by, flags | IPC_NOWAIT}",
        "errno != EINTR" -> "errno != EAGAIN";
    "looks at the value until it is free" => "lab8.waits":
        "    while (semop" ->
        "    while (by < 0 && semctl(semid, member, GETVAL) == 0)
                 ;
             while (semop";
    "EINTR taken for a success" => "lab8.interrupted": "while (semop" -> "if (semop";
    "EINTR taken for an error" => "lab8.interrupted": "errno != EINTR" -> "1";
    "no undo" => "lab8.undo": "{member, by, flags}" -> "{member, by, 0}";
    "undo of the mutex's first half only" => "lab8.undo":
        "{member, by, flags}" -> "{member, by, by < 0 ? flags : 0}";
    "undo of the mutex's second half only" => "lab8.undo":
        "{member, by, flags}" -> "{member, by, by > 0 ? flags : 0}";
    "undo on all three" => "lab8.undo": "{member, by, flags}" -> "{member, by, SEM_UNDO}";
    "undo on what producers take" => "lab8.undo": "change(EMPTY, -1, 0);\n    change(MUTEX" -> "change(EMPTY, -1, SEM_UNDO);\n    change(MUTEX";
    "undo on what consumers take" => "lab8.undo": "change(FULL, -1, 0)" -> "change(FULL, -1, SEM_UNDO)";
    "gives up when a producer is killed" => "lab8.killed-producer":
        "        waitpid(team[p], NULL, 0);" ->
        "        for (int status; waitpid(team[p], &status, 0) != -1;)
                     if (status != 0)
                         fail(\"wait\");";
    "waits for items that nobody will put" => "lab8.killed-producer":
        "    change(EMPTY, -1, 0); /* as" ->
        "    while (*head < (uint64_t)(producers * items))
                 usleep(1000);
             change(EMPTY, -1, 0); /* as";
    "says what should have come" => "lab8.killed-producer":
        "(unsigned long long)*head" -> "(unsigned long long)(producers * items)";
    "gives up when a consumer is killed" => "lab8.killed-consumer":
        "    while (wait(NULL) != -1)\n        ;" ->
        "    for (int status; wait(&status) != -1;)
                 if (status != 0)
                     fail(\"wait\");";
    "a share for each consumer" => "lab8.killed-consumer":
        "            while (take())\n                ;" ->
        "            for (long n = c; n < producers * items; n += consumers)
                         take();";
    "the set is removed before the consumers have ended" => "lab8.removed":
        "    while (wait(NULL) != -1)\n        ;\n    if (semctl(semid, 0, IPC_RMID) == -1)\n        fail(\"semctl\");" ->
        "    semctl(semid, 0, IPC_RMID);\n    while (wait(NULL) != -1)\n        ;";
    "no wait for consumers that have taken all" => "lab8.removed":
        "    while (wait(NULL) != -1)\n        ;" -> "    while (*head < *tail)\n        usleep(100);";
    "never removed" => "lab8.removed": "semctl(semid, 0, IPC_RMID) == -1" -> "0";
    "mode 0666" => "lab8.set": "0600" -> "0666";
    "a fourth semaphore" => "lab8.set": "MUTEX, MEMBERS" -> "MUTEX, ONE_MORE, MEMBERS";
    "a fixed key" => "lab8.two-at-once": "semget(IPC_PRIVATE" -> "semget(4711";
    "the set left behind after an error" => "lab8.too-many-slots":
        "    if (semid != -1)\n        semctl(semid, 0, IPC_RMID);\n" -> "";
    "not as many slots as a semaphore can count" => "lab8.too-many-slots":
        "slots < 1 || " -> "slots < 1 || slots > 32000 && slots < 32768 || ";
    "an error of semctl not looked at" => "lab8.too-many-slots":
        "semctl(semid, EMPTY, SETVAL, value) == -1" ->
        "semctl(semid, EMPTY, SETVAL, value) == -2";
    "the set before the attach" => "lab8.gone":
        "    volatile uint64_t *words = shmat" -> "    create_set();\n    volatile uint64_t *words = shmat",
        "lines = ring + slots;\n    create_set();" -> "lines = ring + slots;",
        "    if (semid != -1)\n        semctl(semid, 0, IPC_RMID);\n" -> "";
    "text before the line" => "lab8.line": "taken=%llu" -> "the end: taken=%llu";
    "a line from each consumer" => "lab8.line":
        "                ;\n            _exit(0);" ->
        "                ;\n            puts(\"done\"), fflush(stdout), _exit(0);";
    "more arguments accepted" => "lab8.usage": "argc != 6" -> "argc < 6";
    "a word taken for 1" => "lab8.usage":
        "return errno == 0 && end != text && *end == '\\0';" ->
        "return (end != text || (*value = 1)) && errno == 0;";
    "no slots at all" => "lab8.usage": "slots < 1 || " -> "";
    "no producers at all" => "lab8.usage": "producers < 1 || " -> "";
    "less than no items" => "lab8.usage": "items < 1" -> "items == 0";
    "wrong usage is exit code 1" => "lab8.usage": "return 2;" -> "return 1;";
};
