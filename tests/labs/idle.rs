//! A program that does nothing has done nothing right.

use rstest::rstest;

use crate::support::{Compiled, check, ids, script};

/// It prints nothing, attaches nothing, and ends when its stdin does. Checks that ask what a program
/// did *not* do, such as leaving a mapping behind, have nothing to praise here.
#[rstest]
fn a_program_that_only_waits_has_no_point(#[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize) {
    let folder = tempfile::tempdir().unwrap();
    let program = script(&folder, "idle", "exec cat >/dev/null");
    let report = check(lab, &program, &["--time-limit", "2"]);
    assert_eq!(report["points"], 0, "{report:#}");
    assert_eq!(ids(&report, "passed"), [""; 0]);
}

/// One process that fills in what several should have made: its end result is right, and that is all.
#[test]
fn a_program_that_makes_all_of_lab_8_alone_has_points_for_its_manners_only() {
    let alone = r#"
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/shm.h>
        int main(int argc, char **argv)
        {
            if (argc != 6) return 2;
            uint64_t slots = atol(argv[2]), producers = atol(argv[3]), items = atol(argv[5]), n = 0;
            uint64_t *words = shmat(atoi(argv[1]), NULL, 0);
            if (words == (void *)-1) return fprintf(stderr, "shmat: EINVAL\n"), 1;
            if (slots > 32767) return fprintf(stderr, "semctl: ERANGE\n"), 1;
            for (uint64_t p = 1; p <= producers; p++)
                for (uint64_t i = 1; i <= items; i++, n++)
                    words[2 + n % slots] = words[2 + slots + n] = p << 32 | i;
            words[0] = words[1] = n;
            return printf("taken=%lu\n", (unsigned long)n), 0;
        }"#;
    let report = check(8, Compiled::from(alone, false).program(), &[]);
    if report["not_judged"].as_array().is_some_and(Vec::is_empty) {
        assert_eq!(
            ids(&report, "passed"),
            ["lab8.gone", "lab8.line"],
            "{report:#}"
        );
    }
}
