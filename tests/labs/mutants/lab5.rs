//! Mistakes in lab 5: leave nothing behind.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
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
