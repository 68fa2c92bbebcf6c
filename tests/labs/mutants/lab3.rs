//! Mistakes in lab 3: pass a text.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
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
        "|| length > CAPACITY)
        return fail(\"read\", EBADMSG)" ->
        "|| length > CAPACITY)
        return shmctl(id, IPC_RMID, 0), fail(\"read\", EBADMSG)";
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
    "any size accepted" => "lab3.small-segment":
        "key, SIZE, 0)" -> "key, 0, 0)", "stat.shm_segsz != SIZE" -> "0";
    "a larger one accepted" => "lab3.larger": "stat.shm_segsz != SIZE" -> "0";
    "a larger one removed" => "lab3.larger":
        "if (stat.shm_segsz != SIZE)" ->
        "if (stat.shm_segsz > SIZE && shmctl(id, IPC_RMID, NULL) == 0)";
    "a smaller one removed" => "lab3.small-segment":
        "key, SIZE, 0)" -> "key, 0, 0)",
        "if (stat.shm_segsz != SIZE)" ->
        "if (stat.shm_segsz < SIZE && shmctl(id, IPC_RMID, NULL) == 0)";
    "any state but 0 taken for full" => "lab3.state-lie": "state != FULL" -> "0";
    "only a byte of the state looked at" => "lab3.state-lie":
        "uint32_t state = atomic" -> "uint8_t state = (uint8_t)atomic";
    "marks as empty what it refuses" => "lab3.length-lie":
        "|| length > CAPACITY)" -> "|| (length > CAPACITY && atomic_exchange(&message->state, EMPTY)))";
    "puts right what it refuses" => "lab3.state-lie":
        "if (state != FULL" -> "if (state != FULL) atomic_store(&message->state, EMPTY);\n    if (state != FULL";
    "an empty text refused" => "lab3.empty":
        "    if (length > CAPACITY)\n" -> "    if (length == 0 || length > CAPACITY)\n";
    "no text to read" => "lab3.empty": "|| length > CAPACITY" -> "|| length == 0 || length > CAPACITY";
    "creates for a moment" => "lab3.creates-nothing":
        "    if (length > CAPACITY)\n" ->
        "    if (length > CAPACITY)
                 shmctl(shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0600), IPC_RMID, NULL);
             if (length > CAPACITY)\n";
    "the writer says what it did" => "lab3.quiet":
        "    memcpy(message->text, text" -> "    puts(\"written\");\n    memcpy(message->text, text";
    "the writer leaves a child, attached" => "lab3.quiet":
        "    memcpy(message->text, text" ->
        "    if (fork() == 0) for (;;) pause();\n    memcpy(message->text, text",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <unistd.h>";
    "decimal keys only" => "lab3.key-hex": "is_hex ? 16 : 10" -> "10";
    "more arguments accepted" => "lab3.usage": "argc == 4 &&" -> "argc > 3 &&";
    "any other verb reads" => "lab3.usage": "argc == 3 && strcmp(argv[1], \"read\") == 0" -> "argc == 3";
    "wrong usage is exit code 1" => "lab3.usage": "return 2;" -> "return 1;";
    "never removed" => "lab3.round-trip": "shmctl(id, IPC_RMID, NULL)" -> "0";
    "the state not looked at" => "lab3.not-full": "state == EMPTY" -> "0", "state != FULL" -> "0";
    "prints up to a NUL" => "lab3.any-bytes":
        "fwrite(text, 1, length + 1, stdout)" -> "printf(\"%.*s\\n\", (int)length, text)";
    "prints until a NUL" => "lab3.reads-ours":
        "fwrite(text, 1, length + 1, stdout)" -> "puts(message->text)";
    "no newline" => "lab3.round-trip": "length + 1, stdout" -> "length, stdout";
};

/// What only the witness sees.
#[cfg(target_arch = "x86_64")]
pub const BY_ACCESS: &[Mutant] = mutants! {
    "the length loaded again to be used" => "lab3.length-lie":
        "    char text[CAPACITY + 1];\n    memcpy" ->
        "    length = atomic_load(&message->length);\n    char text[4096];\n    memcpy";
};
