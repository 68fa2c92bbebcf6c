//! Accesses by several threads and processes, by several attachments, from several languages.

use std::path::PathBuf;

use crate::seen::both;
use crate::shared::{events, has};

#[test]
fn threads_and_children_are_told_apart() {
    both("threads", |events, seen, ran| {
        ran.expect_code(0);
        assert_eq!(seen, vec![("atomic update".to_string(), 0, 8); 10]);
        let own = |task: u64| {
            events
                .iter()
                .filter(|e| e["event"] == "access" && e["task"] == task)
                .count()
        };
        assert_eq!((own(0), own(1)), (5, 5));
    });
    both("fork", |events, seen, _| {
        let mut places: Vec<_> = seen
            .iter()
            .map(|(kind, at, _)| (kind.as_str(), *at))
            .collect();
        places.sort_unstable();
        assert_eq!(places, [("store", 0), ("store", 8), ("store", 16)]);
        let mut who: Vec<_> = events
            .iter()
            .filter(|event| event["event"] == "access")
            .map(|event| event["process"].as_str().unwrap())
            .collect();
        who.sort_unstable();
        assert_eq!(who, ["B", "C", "D"]);
    });
}

#[test]
fn a_thread_does_not_slip_by_while_another_ones_call_has_the_guard_open() {
    both("threadread", |_, mut seen, ran| {
        ran.expect_code(0);
        seen.sort_unstable();
        let wanted =
            [(0, 8), (40, 8), (48, 8)].map(|(at, length)| ("store".into(), at, length));
        assert_eq!(seen, wanted);
    });
}

#[test]
fn exec_ends_the_other_threads_of_a_process() {
    both("threadexec", |_, seen, ran| {
        let places: Vec<_> = seen
            .iter()
            .map(|(kind, at, _)| (kind.as_str(), *at))
            .collect();
        assert_eq!(places, [("store", 16), ("store", 8)]);
        ran.expect_code(0);
    });
}

#[test]
fn a_child_of_vfork_is_seen_before_and_after_exec() {
    both("vfork", |_, seen, ran| {
        let wanted = [("store", 0), ("store", 16), ("store", 8), ("store", 0)];
        let places: Vec<_> = seen
            .iter()
            .map(|(kind, at, _)| (kind.as_str(), *at))
            .collect();
        assert_eq!(places, wanted);
        ran.expect_code(0);
    });
}

#[test]
fn a_rust_programs_accesses_are_seen() {
    let solution = PathBuf::from(env!("CARGO_BIN_EXE_chapter6"));
    let Some((events, ran)) = events(&[solution.to_str().unwrap()]) else {
        return;
    };
    ran.expect_code(0);
    // Part 2 of the chapter: 2 workers, 200 times each, on its second segment.
    let own = |kind: &str| {
        let second = events
            .iter()
            .filter(|event| event["segment"] == 2 && event["offset"] == 0);
        second
            .filter(|event| event["kind"] == kind && event["process"] != "A")
            .count()
    };
    assert_eq!((own("load"), own("store")), (400, 400));
}

#[test]
fn a_python_programs_accesses_are_seen() {
    if !has("python3", "--version") {
        return;
    }
    let script = "\
import ctypes
libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
shmid = libc.shmget(0, 4096, 0o1600)
word = ctypes.c_long.from_address(libc.shmat(shmid, None, 0))
libc.shmctl(shmid, 0, None)
for value in range(10):
    word.value = value
";
    let Some((events, ran)) = events(&["python3", "-c", script]) else {
        return;
    };
    ran.expect_code(0);
    let stores = events.iter().filter(|event| event["kind"] == "store");
    let values: Vec<_> = stores
        .map(|event| event["after"].as_str().unwrap())
        .collect();
    let wanted: Vec<_> = (0..10)
        .map(|value| format!("{value:02x}00000000000000"))
        .collect();
    assert_eq!(values, wanted);
}

#[test]
fn two_attachments_of_a_segment_are_one_memory() {
    both("twice", |events, seen, ran| {
        assert_eq!(
            seen,
            [("store".to_string(), 8, 8), ("load".to_string(), 8, 8)]
        );
        let segments: Vec<_> = events
            .iter()
            .filter_map(|event| event["segment"].as_u64())
            .collect();
        assert_eq!(segments, [2, 2]);
        assert_eq!(ran.expect_code(0).stdout, "5\n");
    });
}

#[test]
fn a_detached_segment_is_guarded_no_longer() {
    both("detach", |events, _, ran| {
        ran.expect_code(0);
        let segments: Vec<_> = events
            .iter()
            .filter_map(|event| event["segment"].as_u64())
            .collect();
        assert_eq!(segments, [1, 2]);
    });
}
