//! Mistakes in lab 6: conduct a race.

use super::{Mutant, mutants};

pub const MUTANTS: &[Mutant] = mutants! {
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
