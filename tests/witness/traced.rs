//! The traced program runs as without us, and the command line does what it says.

use std::process::Command;

use crate::shared::{LAB, lab, program, run};

#[test]
fn output_and_exit_code_are_as_without_us() {
    let script =
        "echo out; echo err >&2; read line; echo $line; (exit 3) | cat; kill -9 $$";
    let mut without = Command::new("sh");
    let without = run(without.args(["-c", script]));
    let mut with = Command::new(LAB);
    let with =
        run(with.args(["trace", "--output", "/dev/null", "--", "sh", "-c", script]));
    assert_eq!(
        (&with.stdout, &with.stderr),
        (&without.stdout, &without.stderr)
    );
    // A process cannot end itself by a signal in another's name: as a shell has it.
    assert_eq!((without.code, with.code), (None, Some(128 + 9)));
}

#[test]
fn signals_of_all_kinds_reach_the_program() {
    let script =
        "trap 'echo term' TERM; trap 'echo real-time' RTMIN+3; trap 'echo segv' SEGV
        kill $$; kill -RTMIN+3 $$ || kill -37 $$; kill -SEGV $$; echo end";
    let mut command = Command::new(LAB);
    let ran =
        run(command.args(["trace", "--output", "/dev/null", "--", "bash", "-c", script]));
    assert_eq!(ran.expect_code(0).stdout, "term\nreal-time\nsegv\nend\n");
}

#[test]
fn a_stopped_program_goes_on_when_it_is_continued() {
    let script = "(kill -STOP $BASHPID; echo continued) & sleep 0.2; kill -CONT $!; wait";
    let mut command = Command::new(LAB);
    let ran =
        run(command.args(["trace", "--output", "/dev/null", "--", "bash", "-c", script]));
    assert_eq!(ran.expect_code(0).stdout, "continued\n");
}

#[test]
fn a_program_that_cannot_be_started_says_so() {
    let ran = run(Command::new(LAB).args(["trace", "--", "/nowhere"]));
    assert!(ran.stderr.contains("/nowhere"), "{}", ran.stderr);
    assert_eq!(ran.code, Some(127));
}

#[test]
fn a_traced_program_cannot_be_traced_twice_and_that_is_said() {
    let words = ["trace", "--", LAB, "trace", "--", "true"];
    let ran = run(Command::new(LAB).args(words));
    assert!(ran.stderr.contains("not here"), "{}", ran.stderr);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn a_trace_has_a_column_for_each_process_and_fits_80_columns() {
    let Some(program) = program("racy", "-O2") else {
        return;
    };
    let words = ["trace", "--", program.to_str().unwrap(), "counter"];
    let Some(ran) = lab(&words) else { return };
    let wanted = [
        "                  load 0                               M1+0=0       racy.c:",
        "                                    load 0             M1+0=0       racy.c:",
        "                                    store 1            M1+0=1       racy.c:",
    ];
    for line in wanted {
        assert!(ran.stderr.contains(line), "{line}\nin:\n{}", ran.stderr);
    }
    assert!(
        ran.stderr.lines().all(|line| line.len() <= 80),
        "{}",
        ran.stderr
    );
    ran.expect_code(0);
}

#[test]
fn a_limit_ends_the_program_and_says_so() {
    let Some(program) = program("clean", "-O2") else {
        return;
    };
    let words = [
        "trace",
        "--limit",
        "5",
        "--",
        program.to_str().unwrap(),
        "mutex",
    ];
    let Some(ran) = lab(&words) else { return };
    assert!(ran.stderr.contains("after 5 accesses"), "{}", ran.stderr);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn usage_is_explained_and_wrong_usage_refused() {
    for verb in ["trace", "races", "explore"] {
        let ran = run(Command::new(LAB).args([verb, "--help"])).expect_code(0);
        assert!(
            ran.stdout.contains(&format!("cargo lab {verb} ")),
            "{}",
            ran.stdout
        );
        run(Command::new(LAB).args([verb])).expect_code(2);
        run(Command::new(LAB).args([verb, "--nonsense", "--", "true"])).expect_code(2);
    }
}
