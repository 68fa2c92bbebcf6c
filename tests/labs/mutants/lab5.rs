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
    "prints 0, whatever the id is" => "lab5.created": "shmid=%d\\n\", id" -> "shmid=%d\\n\", 0";
    "id 0 taken for a failure" => "lab5.marked": "if (id == -1)" -> "if (id <= 0)";
    "size cut to 16 bits" => "lab5.created":
        "shmget(IPC_PRIVATE, size" -> "shmget(IPC_PRIVATE, (unsigned short)size";
    "a thread instead of a child" => "lab5.child":
        "    if (run_child(id) != 0)" ->
        "    pthread_t thread;
             pthread_create(&thread, NULL, (void *(*)(void *))child, (void *)(long)id);
             pthread_join(thread, NULL);
             if (0)",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <pthread.h>";
    "the child attaches, the parent writes afterwards" => "lab5.child-writes":
        "    memcpy(word, \"done\", 4);\n" -> "",
        "    printf(\"child wrote" -> "    memcpy((char *)word, \"done\", 4);\n    printf(\"child wrote";
    "the child attaches, the parent has written before" => "lab5.child-writes":
        "    memcpy(word, \"done\", 4);\n" -> "",
        "    if (run_child" -> "    memcpy((char *)word, \"done\", 4);\n    if (run_child";
    "knows what the child writes" => "lab5.reads":
        "%c%c%c%c\\n\", word[0], word[1], word[2], word[3]" -> "done\\n\"";
    "the line before the mark" => "lab5.marked-first":
        "    if (shmctl(id, IPC_RMID, NULL) == -1)\n        return fail(\"shmctl\");\n" -> "",
        "    fflush(stdout);" -> "    fflush(stdout);\n    shmctl(id, IPC_RMID, NULL);";
    "another segment later on" => "lab5.marked-first":
        "    printf(\"child wrote" ->
        "    shmctl(shmget(IPC_PRIVATE, 4, IPC_CREAT | 0600), IPC_RMID, NULL);
             printf(\"child wrote";
    "another segment for a moment" => "lab5.killed":
        "    printf(\"child wrote" ->
        "    shmctl(shmget(IPC_PRIVATE, 4, IPC_CREAT | 0600), IPC_RMID, NULL);
             printf(\"child wrote";
    "any byte taken for a line" => "lab5.whole-line":
        "int c = getchar(); c != '\\n' && c != EOF" -> "int c = (setvbuf(stdin, NULL, _IONBF, 0), getchar()); 0";
    "the end of stdin is an error" => "lab5.eof":
        "    if (run_child" -> "    if (feof(stdin))\n        return 1;\n    if (run_child";
    "does nothing at the end of stdin" => "lab5.eof":
        "    if (run_child" -> "    if (feof(stdin))\n        return 0;\n    if (run_child";
    "text before the line" => "lab5.line": "shmid=%d\\n" -> "created: shmid=%d\\n";
    "another line" => "lab5.line":
        "    printf(\"child wrote" -> "    puts(\"the child has ended\");\n    printf(\"child wrote";
    "more arguments accepted" => "lab5.usage": "argc == 2 &&" -> "argc >= 2 &&";
    "a word taken for a size" => "lab5.usage":
        "return errno == 0 && end != text && *end == '\\0';" -> "return *value = 100;";
    "wrong usage is exit code 1" => "lab5.usage": "return 2;" -> "return 1;";
};

/// What only the witness sees.
#[cfg(target_arch = "x86_64")]
pub const BY_ACCESS: &[Mutant] = mutants! {
    "the parent writes while the child looks on" => "lab5.child-writes":
        "static int run_child" -> "static char *shared;\nstatic int run_child",
        "    memcpy(word, \"done\", 4);\n" -> "    while (*(volatile char *)word != 'd') usleep(100);\n",
        "    int status = 0;\n" ->
        "    usleep(300000);\n    memcpy(shared, \"done\", 4);\n    int status = 0;\n",
        "    errno = number;\n" -> "    errno = number;\n    shared = (char *)word;\n";
};
