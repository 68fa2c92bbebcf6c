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
