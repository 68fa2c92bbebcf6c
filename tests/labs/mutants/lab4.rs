//! Mistakes in lab 4: detach, again and again.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
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
    "whole pages added up" => "lab4.no-tail":
        "i < stat.shm_segsz" -> "i < ((stat.shm_segsz + 4095) & ~4095UL)";
    "one byte too many" => "lab4.no-tail": "i < stat.shm_segsz" -> "i <= stat.shm_segsz";
    "a sum of 32 bits" => "lab4.large": "unsigned long sum" -> "unsigned sum", "sum=%lu" -> "sum=%u";
    "a mapping left in a child" => "lab4.no-mapping":
        "    printf(\"sum" ->
        "    int ready[2];
             char byte;
             pipe(ready);
             if (fork() == 0) {
                 shmat(id, NULL, SHM_RDONLY);
                 write(ready[1], \"\", 1);
                 for (;;) pause();
             }
             read(ready[0], &byte, 1);
             printf(\"sum",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <unistd.h>";
    "the id not looked at" => "lab4.sum": "(int)shmid" -> "0";
    "ends at the first line" => "lab4.stays":
        "while (getchar() != EOF)" -> "for (int c = 0; c != EOF && c != '\\n'; c = getchar())";
    "text before the line" => "lab4.line": "sum=%lu" -> "the sum: sum=%lu";
    "a line at the end" => "lab4.line": "    return 0;\n}" -> "    puts(\"bye\");\n    return 0;\n}";
    "a line for every round" => "lab4.line": "        sum = 0;\n" -> "        sum = 0;\n        puts(\"round\");\n";
    "more arguments accepted" => "lab4.usage": "argc != 3" -> "argc < 3";
    "a word taken for 0" => "lab4.usage":
        "return errno == 0 && end != text && *end == '\\0';" -> "return 1;";
    "wrong usage is exit code 1" => "lab4.usage": "return 2;" -> "return 1;";
};

/// What only the witness sees.
#[cfg(target_arch = "x86_64")]
pub const BY_ACCESS: &[Mutant] = mutants! {
    "added up in the last round only" => "lab4.each-round":
        "i < stat.shm_segsz" -> "round == rounds - 1 && i < stat.shm_segsz";
    "added up in the first round only" => "lab4.each-round":
        "i < stat.shm_segsz" -> "round == 0 && i < stat.shm_segsz",
        "        sum = 0;\n" -> "        sum = round == 0 ? 0 : sum;\n";
    "every second byte in all rounds but the last" => "lab4.each-round":
        "i < stat.shm_segsz; i++" -> "i < stat.shm_segsz; i += round == rounds - 1 ? 1 : 2";
    "the last byte in the last round only" => "lab4.each-round":
        "i < stat.shm_segsz" -> "i < stat.shm_segsz - (round < rounds - 1)";
    "a byte behind the end loaded, and not added" => "lab4.no-tail":
        "            sum += byte[i];\n" -> "            sum += byte[i];\n        (void)byte[stat.shm_segsz];\n";
};
