//! Wrong programs. Each is the C solution with one mistake in it, and each must be rejected by
//! the check that is meant for this mistake.

use std::thread;

use rstest::rstest;

use crate::support::{Compiled, c_source, check, ids};

/// One mistake: what it is, the check that must see it, and the change in the source. The old
/// text is there exactly once.
struct Mutant {
    mistake: &'static str,
    check: &'static str,
    changes: &'static [(&'static str, &'static str)],
}

macro_rules! mutants {
    ($($mistake:literal => $check:literal: $($old:literal -> $new:literal),+;)*) => {
        &[$(Mutant {
            mistake: $mistake,
            check: $check,
            changes: &[$(($old, $new)),+],
        }),*]
    };
}

const LAB1: &[Mutant] = mutants! {
    "no IPC_EXCL" => "lab1.key-taken": "IPC_CREAT | IPC_EXCL" -> "IPC_CREAT";
    "mode 0666" => "lab1.mode": "0600" -> "0666";
    "size rounded up to pages" => "lab1.size": "key, size" -> "key, (size + 4095) & ~4095UL";
    "id 0 taken for a failure" => "lab1.created": "id == -1" -> "id <= 0";
    "the result not looked at" => "lab1.bad-size": "id == -1" -> "0";
    "removed at the end" => "lab1.created":
        "return 0;" -> "shmctl(id, IPC_RMID, NULL); return 0;";
    "prints the key" => "lab1.prints-id": "shmid=%d\\n\", id" -> "shmid=%d\\n\", key";
    "key read as hexadecimal" => "lab1.created": "argv[1], NULL, 10" -> "argv[1], NULL, 16";
    "looks first, creates later" => "lab1.two-at-once":
        "int id = shmget(key, size, IPC_CREAT | IPC_EXCL | 0600);" ->
        "int id = -1;
         if (shmget(key, 0, 0) != -1)
             errno = EEXIST;
         else
             nanosleep(&(struct timespec){0, 800000000}, NULL),
             id = shmget(key, size, IPC_CREAT | 0600);",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <time.h>";
};

const LAB2: &[Mutant] = mutants! {
    "attached for writing" => "lab2.read-only": "SHM_RDONLY" -> "0";
    "nattch guessed" => "lab2.nattch": "= stat.shm_nattch" -> "= 1";
    "attached twice" => "lab2.nattch":
        "struct shmid_ds stat;" -> "struct shmid_ds stat; shmat(id, NULL, SHM_RDONLY);";
    "size rounded up to pages" => "lab2.size":
        "= stat.shm_segsz" -> "= (stat.shm_segsz + 4095) & ~4095UL";
    "reads a byte" => "lab2.untouched":
        "struct shmid_ds stat;" -> "struct shmid_ds stat; (void)*(volatile char *)address;";
    "leaves at once" => "lab2.stays": "while (getchar() != EOF)" -> "if (0)";
    "detached before the line" => "lab2.attached":
        "fflush(stdout);" -> "shmdt(address); fflush(stdout);";
    "removes the segment" => "lab2.stays": "return 0;" -> "shmctl(id, IPC_RMID, 0); return 0;";
    "prints another address" => "lab2.address": "\\n\", address" -> "\\n\", (void *)&id";
    "takes NULL for the failure" => "lab2.gone": "(void *)-1" -> "NULL";
};

const LAB3: &[Mutant] = mutants! {
    "no IPC_EXCL" => "lab3.key-taken": "IPC_CREAT | IPC_EXCL" -> "IPC_CREAT";
    "mode 0666" => "lab3.format": "0600" -> "0666";
    "the NUL counted" => "lab3.format": "(uint32_t)length)" -> "(uint32_t)length + 1)";
    "the writer checks no length" => "lab3.too-long":
        "    if (length > CAPACITY)\n" -> "    if (0)\n";
    "room for a NUL kept free" => "lab3.longest":
        "    if (length > CAPACITY)\n" -> "    if (length >= CAPACITY)\n";
    "creates before it compares" => "lab3.too-long":
        "    if (length > CAPACITY)\n        return fail(\"write\", EMSGSIZE);\n" -> "",
        "    memcpy(message->text, text" ->
        "    if (length > CAPACITY) return fail(\"write\", EMSGSIZE);
             memcpy(message->text, text";
    "the reader checks no length" => "lab3.length-lie": "|| length > CAPACITY" -> "";
    "removes what it refuses" => "lab3.length-lie":
        "return fail(\"read\", EBADMSG)" ->
        "return shmctl(id, IPC_RMID, 0), fail(\"read\", EBADMSG)";
    "published first" => "lab3.publishes-last":
        "    memcpy(message->text, text" ->
        "    atomic_store(&message->state, FULL);
             memcpy(message->text, text";
    "the length after the state" => "lab3.publishes-last":
        "    atomic_store(&message->length, (uint32_t)length);\n" -> "",
        "atomic_store(&message->state, FULL);" ->
        "atomic_store(&message->state, FULL);
         atomic_store(&message->length, (uint32_t)length);";
    "the reader creates" => "lab3.missing": "key, SIZE, 0)" -> "key, SIZE, IPC_CREAT | 0600)";
    "any size accepted" => "lab3.small-segment": "key, SIZE, 0)" -> "key, 0, 0)";
    "never removed" => "lab3.round-trip": "shmctl(id, IPC_RMID, NULL)" -> "0";
    "the state not looked at" => "lab3.not-full": "state == EMPTY" -> "0", "state != FULL" -> "0";
    "prints up to a NUL" => "lab3.any-bytes":
        "fwrite(text, 1, length + 1, stdout)" -> "printf(\"%.*s\\n\", (int)length, text)";
    "prints until a NUL" => "lab3.reads-ours":
        "fwrite(text, 1, length + 1, stdout)" -> "puts(message->text)";
    "no newline" => "lab3.round-trip": "length + 1, stdout" -> "length, stdout";
};

const LAB4: &[Mutant] = mutants! {
    "no detach" => "lab4.no-mapping": "shmdt((const void *)byte) == -1" -> "0";
    "only the last is detached" => "lab4.rounds":
        "shmdt((const void *)byte) == -1" ->
        "round == rounds - 1 && shmdt((const void *)byte) == -1";
    "detaches another address" => "lab4.no-mapping":
        "shmdt((const void *)byte) == -1" -> "shmdt((const char *)byte + 1) == 0";
    "the sum of all rounds" => "lab4.sum": "        sum = 0;\n" -> "";
    "signed bytes" => "lab4.sum": "unsigned char *" -> "signed char *";
    "the last byte forgotten" => "lab4.sum": "i < stat" -> "i + 1 < stat";
    "one round only" => "lab4.rounds": "round < rounds" -> "round < 1";
    "nattch guessed" => "lab4.nattch": "(unsigned long)stat.shm_nattch" -> "0UL";
    "nattch asked while attached" => "lab4.nattch":
        "    if (shmctl(id, IPC_STAT, &stat) == -1)\n        return fail(\"shmctl\");\n    printf" ->
        "    printf";
    "leaves at once" => "lab4.stays": "while (getchar() != EOF)" -> "if (0)";
    "removes the segment" => "lab4.stays":
        "    return 0;" -> "    shmctl(id, IPC_RMID, NULL);\n    return 0;";
    "takes NULL for the failure" => "lab4.gone": "(void *)-1" -> "NULL";
};

const LAB5: &[Mutant] = mutants! {
    "removed at the end" => "lab5.killed":
        "    if (shmctl(id, IPC_RMID, NULL) == -1)\n        return fail(\"shmctl\");\n" -> "",
        "    printf(\"child wrote" ->
        "    shmctl(id, IPC_RMID, NULL);\n    printf(\"child wrote";
    "removed after the line" => "lab5.marked":
        "    if (shmctl(id, IPC_RMID, NULL) == -1)\n        return fail(\"shmctl\");\n" -> "",
        "    if (run_child" -> "    shmctl(id, IPC_RMID, NULL);\n    if (run_child";
    "never removed" => "lab5.leaves-nothing": "shmctl(id, IPC_RMID, NULL) == -1" -> "0";
    "removed before the attach" => "lab5.created":
        "    volatile char *word" -> "    shmctl(id, IPC_RMID, NULL);\n    volatile char *word";
    "mode 0666" => "lab5.created": "0600" -> "0666";
    "a fixed key" => "lab5.created": "shmget(IPC_PRIVATE" -> "shmget(4711";
    "the parent writes itself" => "lab5.child":
        "if (run_child(id) != 0)" -> "memcpy((char *)word, \"done\", 4);\n    if (0)";
    "does not wait for the child" => "lab5.hand-over":
        "waitpid(pid, &status, 0) == -1" -> "0",
        "char *word = shmat(id, NULL, 0);\n    if (word" ->
        "usleep(1000000); char *word = shmat(id, NULL, 0);\n    if (word";
    "does not wait for a line" => "lab5.waits": "int c = getchar(); c != '\\n' && c != EOF" -> "int c = 0; c > 0";
    "the result not looked at" => "lab5.bad-size": "    if (id == -1)" -> "    if (0)";
};

const LAB6: &[Mutant] = mutants! {
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
        "    struct board *early = shmat(atoi(argv[1]), NULL, 0);
             early->counter = 1;
             errno = ERANGE;
             if (!one";
    "takes NULL for the failure" => "lab6.gone": "(void *)-1" -> "NULL";
};

const LAB7: &[Mutant] = mutants! {
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
};

#[rstest]
#[case(1, LAB1)]
#[case(2, LAB2)]
#[case(3, LAB3)]
#[case(4, LAB4)]
#[case(5, LAB5)]
#[case(6, LAB6)]
#[case(7, LAB7)]
fn each_mutant_is_rejected_by_the_check_meant_for_it(
    #[case] lab: usize,
    #[case] mutants: &'static [Mutant],
) {
    assert!(mutants.len() >= 5);
    // Many hang until their time limit, which they can do side by side.
    thread::scope(|scope| {
        for some in mutants.chunks(mutants.len().div_ceil(4)) {
            scope.spawn(move || some.iter().for_each(|mutant| reject(lab, mutant)));
        }
    });
}

fn reject(lab: usize, mutant: &Mutant) {
    let compiled = Compiled::from(&mutate(lab, mutant), false);
    let more = ["--only", mutant.check, "--time-limit", "3"];
    let report = check(lab, compiled.program(), &more);
    assert_eq!(ids(&report, "failed"), [mutant.check], "{}", mutant.mistake);
}

fn mutate(lab: usize, mutant: &Mutant) -> String {
    let mut source = c_source(lab);
    for (old, new) in mutant.changes {
        let times = source.matches(old).count();
        assert_eq!(times, 1, "{}: {old:?} must be there once", mutant.mistake);
        source = source.replace(old, new);
    }
    source
}
