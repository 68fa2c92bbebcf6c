//! What it printed, where it hung, what it left.

use super::causes::find;
use super::causes::seen::Seen;

mod not_printed {
    use super::{Seen, find};

    fn kind(stdout: &str, note: &str) -> String {
        let notes = [note.to_string()];
        let seen = Seen {
            stdout,
            notes: &notes,
            timed_out: true,
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn only_a_program_that_waits_for_stdin_has_forgotten_to_flush() {
        let waits = "pid 7 (lab2) waits in read on file descriptor 0";
        assert_eq!(kind("", waits), "not-flushed");
        assert_eq!(kind("", "pid 7 (lab2) sleeps for a time (nanosleep)"), "");
        assert_eq!(kind("size=3\n", waits), "");
    }

    #[test]
    fn a_line_ends_with_a_newline() {
        assert_eq!(
            kind("size=3", "pid 7 (lab2) waits in read on file descriptor 0"),
            "no-newline"
        );
    }
}

mod hang {
    use super::{Seen, find};

    fn kind(notes: &[&str]) -> String {
        let notes: Vec<String> = notes.iter().map(|note| (*note).to_string()).collect();
        let seen = Seen {
            notes: &notes,
            timed_out: true,
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn a_semaphore_that_nobody_has_set() {
        let value =
            "semaphore 0: value 0 (GETVAL), nobody has operated on it yet (GETPID 0)";
        assert_eq!(
            kind(&["pid 7 (lab7) waits in semop for semaphore 0", value]),
            "semaphore-0"
        );
    }

    /// Of a set of three, each member says something else.
    fn kind_of_three(notes: &[&str]) -> String {
        let kernel = [
            "kernel: semaphore set key=0x00000000 semid=3 mode=0600 nsems=3".to_string(),
        ];
        let notes: Vec<String> = notes.iter().map(|note| (*note).to_string()).collect();
        let seen = Seen {
            kernel: &kernel,
            notes: &notes,
            timed_out: true,
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn a_set_of_three_has_no_holder() {
        let waits = "pid 7 (lab8) waits in semop for semaphore 3[0]";
        let ended = "semaphore 3[0]: value 0 (GETVAL), last operation by pid 9, which has ended (GETPID)";
        assert_eq!(kind_of_three(&[waits, ended]), "");
        let never =
            "semaphore 3[0]: value 0 (GETVAL), nobody has operated on it yet (GETPID 0)";
        assert_eq!(kind_of_three(&[waits, never]), "empty-0");
    }

    #[test]
    fn more_permits_than_slots_were_given_twice() {
        let kernel = ["kernel: semaphore set semid=3 mode=0600 nsems=3".to_string()];
        let kind = |empty: u64| {
            let note = format!(
                "semaphore 3[0]: value {empty} (GETVAL), last operation by pid 9"
            );
            let seen = Seen {
                command: "./lab8 $id 2 3 2 89",
                kernel: &kernel,
                notes: &[note],
                timed_out: true,
                ..Seen::default()
            };
            find(&seen).unwrap_or_default().kind
        };
        assert_eq!(kind(3), "undo-on-counts");
        assert_eq!(kind(2), "");
    }

    #[test]
    fn who_sleeps_with_the_mutex_is_seen() {
        let waits = "pid 7 (lab8) waits in semop for semaphore 3[0]";
        let other = "pid 8 (lab8) waits in semop for semaphore 3[2]";
        let full = "semaphore 3[1]: value 4 (GETVAL), last operation by pid 7 (GETPID)";
        let held = "semaphore 3[2]: value 0 (GETVAL), last operation by pid 7 (GETPID)";
        let all = [waits, other, full, held];
        assert_eq!(kind_of_three(&all), "sleeps-with-mutex");
        let free = "semaphore 3[2]: value 1 (GETVAL), last operation by pid 7 (GETPID)";
        assert_eq!(kind_of_three(&[waits, full, free]), "");
    }

    #[test]
    fn a_pipe_that_the_parent_holds_open() {
        let read = "pid 8 (lab6) waits in read on file descriptor 3";
        assert_eq!(
            kind(&["pid 7 (lab6) waits for a child to end", read]),
            "pipe-held"
        );
    }

    #[test]
    fn a_loop() {
        assert_eq!(
            kind(&["pid 7 (lab3) runs: a loop that does not end?"]),
            "runs"
        );
        assert_eq!(kind(&["pid 7 (lab3) waits in semop for semaphore 3"]), "");
    }
}

mod extra_line {
    use super::{Seen, find};

    fn says(stdout: &str) -> Option<String> {
        let expected = "one line on stdout";
        let seen = Seen {
            stdout,
            expected,
            code: Some(0),
            ..Seen::default()
        };
        find(&seen).map(|cause| cause.says)
    }

    #[test]
    fn a_line_before_the_result() {
        let said = says("creating\nshmid=0\n").unwrap_or_default();
        assert!(
            said.starts_with("an extra line comes first: `creating`"),
            "{said}"
        );
    }

    #[test]
    fn a_line_after_the_result() {
        let said = says("shmid=0\ndone\n").unwrap_or_default();
        assert!(said.starts_with("an extra line follows: `done`"), "{said}");
    }

    #[test]
    fn what_was_asked_for_is_not_extra() {
        assert_eq!(says("shmid=0\nchild wrote: done\n"), None);
        assert_eq!(says("address=0x7f00 size=3 nattch=1\n"), None);
        // A text that was passed on is not ours to judge.
        assert_eq!(says("one\ntwo\n"), None);
    }
}

mod ended_early {
    use super::{Seen, find};

    #[test]
    fn what_is_attached_goes_with_the_program() {
        let expected = "segment 0 in /proc/9158/maps";
        let seen = Seen {
            expected,
            over: true,
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "ended-early");
        assert_eq!(
            find(&Seen {
                over: false,
                ..seen
            }),
            None
        );
    }
}

mod left {
    use super::{Seen, find};

    #[test]
    fn a_semaphore_outlives_its_program() {
        let kernel = ["kernel: semaphore set key=0 semid=3".to_string()];
        let expected = "a semaphore that is removed";
        let seen = Seen {
            kernel: &kernel,
            expected,
            code: Some(0),
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "semaphore-left");
        assert_eq!(
            find(&Seen {
                kernel: &[],
                ..seen
            }),
            None
        );
    }
}
