//! What ended a program, and what its calls said.

use super::causes::find;
use super::causes::seen::Seen;

mod crash {
    use super::{Seen, find};
    use nix::sys::signal::Signal;

    fn says(seen: &Seen) -> String {
        find(seen).map(|cause| cause.says).unwrap_or_default()
    }

    #[test]
    fn a_panic_is_named_with_its_place_and_message() {
        let stderr = "thread 'main' panicked at lab.rs:7:5:\nno such id\nnote: run with";
        let seen = Seen {
            stderr,
            ..Seen::default()
        };
        assert_eq!(
            says(&seen),
            "the program panicked at lab.rs:7:5: no such id"
        );
    }

    #[test]
    fn a_todo_is_no_mistake() {
        let stderr = "thread 'main' panicked at lab.rs:7:5:\nnot yet implemented: attach";
        assert_eq!(
            says(&Seen {
                stderr,
                ..Seen::default()
            }),
            ""
        );
    }

    #[test]
    fn a_traceback_is_named_by_its_last_line() {
        let stderr = "Traceback (most recent call last):\n  File \"/a/lab.py\", line 3, in <module>\n    x\nNameError: name 'x' is not defined";
        let seen = Seen {
            stderr,
            ..Seen::default()
        };
        let wanted =
            "Python stopped with NameError: name 'x' is not defined in lab.py, line 3";
        assert_eq!(says(&seen), wanted);
    }

    #[test]
    fn the_signal_of_a_child_comes_before_what_the_parent_says() {
        let seen = Seen {
            stderr: "child: SIGSEGV",
            code: Some(1),
            ..Seen::default()
        };
        assert!(says(&seen).starts_with("a child of the program was killed by SIGSEGV"));
    }

    #[test]
    fn ctypes_cuts_addresses() {
        let signal = Some(Signal::SIGSEGV);
        let seen = Seen {
            signal,
            command: "python3 lab2.py 7",
            ..Seen::default()
        };
        assert!(find(&seen).is_some_and(|cause| cause.advice.contains("restype")));
    }
}

mod mode {
    use super::{Seen, find};

    fn says(mode: &str) -> Option<String> {
        let kernel = [format!(
            "kernel: segment key=0x1 shmid=4 mode={mode} bytes=9 nattch=0"
        )];
        find(&Seen {
            kernel: &kernel,
            ..Seen::default()
        })
        .map(|cause| cause.says)
    }

    #[test]
    fn decimal_numbers_are_recognised_by_their_low_bits() {
        let said = says("0130").unwrap_or_default();
        assert!(
            said.contains("600 in decimal") && said.contains("0o1130"),
            "{said}"
        );
        let said = says("0232").unwrap_or_default();
        assert!(
            said.contains("666 in decimal") && said.contains("IPC_CREAT"),
            "{said}"
        );
    }

    #[test]
    fn other_modes_are_no_accident() {
        assert_eq!(says("0600"), None);
        assert_eq!(says("0666"), None);
    }
}

mod untested {
    use super::{Seen, find};

    const REFUSED: &str = "`shmget: EEXIST` on stderr and exit code 1";

    #[test]
    fn minus_one_is_printed_as_an_id() {
        let seen = Seen {
            expected: REFUSED,
            stdout: "shmid=-1\n",
            code: Some(0),
            ..Seen::default()
        };
        let cause = find(&seen).unwrap_or_default();
        assert!(cause.says.ends_with("`shmid=-1`"), "{cause:?}");
    }

    #[test]
    fn a_comparison_is_printed_as_an_id() {
        let seen = Seen {
            expected: REFUSED,
            stdout: "shmid=0\n",
            code: Some(0),
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "comparison");
    }

    #[test]
    fn zero_is_valid() {
        let kernel =
            ["kernel: segment key=0x1 shmid=0 mode=0600 bytes=9 nattch=0".to_string()];
        let seen = Seen {
            kernel: &kernel,
            stderr: "shmget: EEXIST",
            code: Some(1),
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "zero");
        assert_eq!(
            find(&Seen {
                expected: REFUSED,
                ..seen
            }),
            None
        );
    }
}

mod symbol {
    use super::{Seen, find};

    fn says(stderr: &str) -> Option<String> {
        let expected = "`shmget: EEXIST` on stderr and exit code 1";
        let seen = Seen {
            stderr,
            expected,
            code: Some(1),
            ..Seen::default()
        };
        find(&seen).map(|cause| cause.says)
    }

    #[test]
    fn perror_writes_the_text() {
        let said = says("shmget: File exists\n").unwrap_or_default();
        assert!(
            said.contains("`File exists`") && said.contains("`shmget: EEXIST`"),
            "{said}"
        );
    }

    #[test]
    fn a_sentence_is_no_report() {
        let said = says("Error: no segment\n").unwrap_or_default();
        assert!(said.starts_with("stderr does not say which call"), "{said}");
    }

    #[test]
    fn another_errno_is_another_matter() {
        assert_eq!(says("shmat: EINVAL\n"), None);
    }
}

mod calls {
    use super::{Seen, find};

    fn kind(stderr: &str, expected: &str) -> String {
        let seen = Seen {
            stderr,
            expected,
            code: Some(1),
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn a_call_that_should_have_succeeded_is_explained() {
        assert_eq!(kind("shmat: EINVAL", "exit code 0"), "shmat-EINVAL");
        assert_eq!(
            kind("shmdt: Invalid argument", "exit code 0"),
            "shmdt-EINVAL"
        );
        assert_eq!(kind("semop: EIDRM", "exit code 0"), "semop-EIDRM");
        assert_eq!(kind("semop: EINTR", "exit code 0"), "semop-EINTR");
    }

    #[test]
    fn a_refusal_that_was_asked_for_is_none() {
        let expected = "`shmat: EINVAL` on stderr and exit code 1";
        assert_eq!(kind("shmat: EINVAL", expected), "");
    }
}
