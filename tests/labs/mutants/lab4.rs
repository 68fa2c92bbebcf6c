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
};
