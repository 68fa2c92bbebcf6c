//! Mistakes in lab 1: create a segment.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
    "no IPC_EXCL" => "lab1.key-taken": "IPC_CREAT | IPC_EXCL" -> "IPC_CREAT";
    "mode 0666" => "lab1.mode": "0600" -> "0666";
    "size rounded up to pages" => "lab1.size": "(key_t)key, size" -> "(key_t)key, (size + 4095) & ~4095UL";
    "id 0 taken for a failure" => "lab1.created": "id == -1" -> "id <= 0";
    "the result not looked at" => "lab1.bad-size": "id == -1" -> "0";
    "removed at the end" => "lab1.created":
        "return 0;" -> "shmctl(id, IPC_RMID, NULL); return 0;";
    "prints the key" => "lab1.prints-id": "shmid=%d\\n\", id" -> "shmid=%d\\n\", (int)key";
    "key read as hexadecimal" => "lab1.created": "is_hex ? 16 : 10" -> "16";
    "looks first, creates later" => "lab1.two-at-once":
        "int id = shmget((key_t)key, size, IPC_CREAT | IPC_EXCL | 0600);" ->
        "int id = -1;
         if (shmget((key_t)key, 0, 0) != -1)
             errno = EEXIST;
         else
             nanosleep(&(struct timespec){0, 800000000}, NULL),
             id = shmget((key_t)key, size, IPC_CREAT | 0600);",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <time.h>";
    "prints 0, whatever the id is" => "lab1.prints-id":
        "int id = shmget((key_t)key, size, IPC_CREAT | IPC_EXCL | 0600);" ->
        "int id = shmget((key_t)key, size, IPC_CREAT | IPC_EXCL | 0600) < 0 ? -1 : 0;";
    "size cut to 16 bits" => "lab1.size": "(key_t)key, size" -> "(key_t)key, (unsigned short)size";
    "size cut to 32 bits" => "lab1.size": "(key_t)key, size" -> "(key_t)key, (unsigned)size";
    "text before the line" => "lab1.line": "shmid=%d\\n" -> "Segment created. shmid=%d\\n";
    "text after the line" => "lab1.line": "shmid=%d\\n" -> "shmid=%d bytes=8\\n";
    "a line after the line" => "lab1.line": "shmid=%d\\n" -> "shmid=%d\\nDone.\\n";
    "prints a refused id" => "lab1.line":
        "    if (id == -1) {" -> "    if (id == -1) {\n        puts(\"shmid=-1\");";
    "decimal keys only" => "lab1.key-hex": "is_hex ? 16 : 10" -> "10";
    "hexadecimal keys have a sign" => "lab1.key-hex":
        "(key_t)key, size" -> "key > 0x7fffffff ? 0x7fffffff : (key_t)key, size";
    "a child stays" => "lab1.ends":
        "    return 0;" -> "    if (fork() == 0)\n        sleep(60);\n    return 0;",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <unistd.h>";
    "a child stays, attached, and in a session of its own" => "lab1.ends":
        "    return 0;" ->
        "    if (fork() == 0) {
                 setsid();
                 shmat(id, NULL, 0);
                 for (int i = 0; i < 3; i++)
                     close(i);
                 sleep(60);
             }
             return 0;",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <unistd.h>";
    "wrong usage is exit code 1" => "lab1.usage": "return 2;" -> "return 1;";
    "more arguments accepted" => "lab1.usage": "argc != 3" -> "argc < 3";
    "a word taken for 0" => "lab1.usage":
        "return errno == 0 && end != text && *end == '\\0';" -> "return 1;";
    "no argument needed" => "lab1.usage":
        "    if (argc != 3 ||" -> "    if (argc == 1)\n        return 0;\n    if (argc != 3 ||";
};
