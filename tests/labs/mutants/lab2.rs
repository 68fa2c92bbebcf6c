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
    "prints another address" => "lab2.address": "\\n\", address" -> "\\n\", (void *)&id";
    "takes NULL for the failure" => "lab2.gone": "(void *)-1" -> "NULL";
};
