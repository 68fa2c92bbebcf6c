//! Mistakes in lab 2: attach it, read-only.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
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
    "prints another address" => "lab2.address": "\\n\", address" -> "\\n\", (void *)&stat";
    "takes NULL for the failure" => "lab2.gone": "(void *)-1" -> "NULL";
    "the id not looked at" => "lab2.attached":
        "shmat((int)id, NULL" -> "shmat(0, NULL", "shmctl((int)id, IPC_STAT" -> "shmctl(0, IPC_STAT";
    "id 0 taken for wrong usage" => "lab2.attached":
        "!number(argv[1], &id)" -> "!number(argv[1], &id) || id == 0";
    "size cut to 16 bits" => "lab2.size": "size_t size" -> "unsigned short size";
    "ends at the first line" => "lab2.stays":
        "while (getchar() != EOF)" -> "for (int c = 0; c != EOF && c != '\\n'; c = getchar())";
    "reads a byte later on" => "lab2.untouched":
        "    return 0;\n}" -> "    return *(volatile char *)address * 0;\n}";
    "asks before it attaches" => "lab2.order":
        "    void *address" -> "    struct shmid_ds early;
             shmctl((int)id, IPC_STAT, &early);
             void *address";
    "attached for writing first" => "lab2.never-writable":
        "    void *address" -> "    shmdt(shmat((int)id, NULL, 0));\n    void *address";
    "text before the line" => "lab2.line": "address=%p" -> "attached: address=%p";
    "text after the line" => "lab2.line": "nattch=%lu\\n" -> "nattch=%lu bye\\n";
    "a line at the end" => "lab2.line": "    return 0;\n}" -> "    puts(\"detached\");\n    return 0;\n}";
    "two spaces between" => "lab2.line": "%p size" -> "%p  size";
    "more arguments accepted" => "lab2.usage": "argc != 2" -> "argc < 2";
    "a word taken for 0" => "lab2.usage":
        "return errno == 0 && end != text && *end == '\\0';" -> "return 1;";
    "wrong usage is exit code 1" => "lab2.usage": "return 2;" -> "return 1;";
};

/// What only the witness sees.
#[cfg(target_arch = "x86_64")]
pub const BY_ACCESS: &[Mutant] = mutants! {
    "stores a byte, and gives the page back" => "lab2.untouched":
        "struct shmid_ds stat;" ->
        "struct shmid_ds stat;
         char *other = shmat((int)id, NULL, 0);
         *(volatile char *)other = 1;
         madvise(other, 4096, MADV_REMOVE);
         shmdt(other);",
        "#include <stdio.h>" -> "#include <stdio.h>\n#include <sys/mman.h>";
};
