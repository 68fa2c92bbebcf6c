//! Programs with a known number of accesses: exactly those are seen.

use std::path::PathBuf;

use serde_json::Value;

use crate::shared::{Ran, events, has, program};

/// Kind, offset and length of each access, in order.
type Seen = Vec<(String, u64, u64)>;

fn seen(events: &[Value]) -> Seen {
    let accesses = events.iter().filter(|event| event["event"] == "access");
    accesses
        .map(|access| {
            let atomic = access["atomic"] == true;
            let kind = access["kind"].as_str().unwrap();
            let kind = if atomic {
                format!("atomic {kind}")
            } else {
                kind.to_string()
            };
            (
                kind,
                access["offset"].as_u64().unwrap(),
                access["length"].as_u64().unwrap(),
            )
        })
        .collect()
}

/// A mode of counts.c, compiled with and without optimisation.
fn both(mode: &str, judge: impl Fn(&[Value], Seen, Ran)) {
    for level in ["-O0", "-O2"] {
        let Some(program) = program("counts", level) else {
            return;
        };
        let Some((events, ran)) = events(&[program.to_str().unwrap(), mode]) else {
            return;
        };
        let seen = seen(&events);
        judge(&events, seen, ran);
    }
}

fn expect(mode: &str, wanted: &[(&str, u64, u64)]) {
    both(mode, |_, seen, ran| {
        let wanted: Seen = wanted
            .iter()
            .map(|&(kind, at, length)| (kind.into(), at, length))
            .collect();
        assert_eq!(seen, wanted, "{mode}");
        ran.expect_code(0);
    });
}

#[test]
fn an_increment_is_a_load_and_a_store() {
    expect("plain", &[("load", 0, 8), ("store", 0, 8)].repeat(5));
}

#[test]
fn each_width_is_seen_and_loaded_with_its_sign() {
    both("widths", |_, seen, ran| {
        let lengths: Vec<(&str, u64)> =
            seen.iter().map(|(k, _, l)| (k.as_str(), *l)).collect();
        assert_eq!(
            lengths[..4],
            [("store", 1), ("store", 2), ("store", 4), ("store", 8)]
        );
        assert_eq!(
            lengths[4..],
            [
                ("load", 1),
                ("load", 2),
                ("load", 4),
                ("load", 8),
                ("load", 2)
            ]
        );
        // 1 - 2 - 3 - 4, and 0xfffe without a sign.
        assert_eq!(ran.expect_code(0).stdout, "65526\n");
    });
}

#[test]
fn an_update_by_one_instruction_is_told_apart_and_so_is_its_lock() {
    expect("atomic", &[("atomic update", 0, 8)].repeat(5));
    expect("inc", &[("update", 0, 8)].repeat(5));
    expect("xchg", &[("atomic update", 0, 8)]);
}

#[test]
fn a_compare_and_exchange_that_fails_changes_nothing() {
    both("cmpxchg", |events, seen, ran| {
        assert_eq!(seen, [("atomic update".to_string(), 0, 8)]);
        let access = events
            .iter()
            .find(|event| event["event"] == "access")
            .unwrap();
        assert_eq!(access["before"], access["after"]);
        assert_eq!(ran.expect_code(0).stdout, "0\n");
    });
}

#[test]
fn a_repeated_instruction_is_an_access_for_each_round() {
    let bytes: Vec<_> = (0..16).map(|at| ("store", at, 1)).collect();
    expect("rep", &bytes);
    let words: Vec<_> = (0..4)
        .flat_map(|k| [("load", 8 * k, 8), ("store", 100 + 8 * k, 8)])
        .collect();
    expect("repboth", &words);
}

#[test]
fn a_vector_is_one_wide_access() {
    expect("vector", &[("store", 0, 16), ("load", 0, 16)]);
}

#[test]
fn an_instruction_with_two_places_is_seen_by_the_one_in_the_segment() {
    expect("stack", &[("load", 0, 8)]);
}

#[test]
fn an_access_across_a_pages_end_is_one() {
    both("crossing", |_, seen, ran| {
        let wanted = [
            ("store".to_string(), 4092, 8),
            ("load".to_string(), 4092, 8),
        ];
        assert_eq!(seen, wanted);
        assert_eq!(ran.expect_code(0).stdout, "102030405060708\n");
    });
}

/// The bytes that were stored, each as often as it was.
fn stored(seen: &Seen) -> Vec<u64> {
    let stores = seen.iter().filter(|(kind, ..)| kind == "store");
    let mut bytes: Vec<u64> = stores
        .flat_map(|(_, at, length)| *at..at + length)
        .collect();
    bytes.sort_unstable();
    bytes.dedup();
    bytes
}

#[test]
fn a_copy_by_the_library_stores_exactly_its_bytes() {
    both("memcpy", |_, seen, ran| {
        assert_eq!(stored(&seen), (0..200).collect::<Vec<_>>());
        assert!(seen.iter().all(|(kind, ..)| kind == "store"), "{seen:?}");
        ran.expect_code(0);
    });
    both("strcpy", |_, seen, _| {
        assert_eq!(stored(&seen), (0..26).collect::<Vec<_>>());
    });
}

#[test]
fn the_kernels_own_accesses_work_and_are_seen() {
    both("kernel", |events, _, ran| {
        ran.expect_code(0);
        let by_call = events.iter().filter(|event| event["call"].is_string());
        let by_call: Vec<_> = by_call
            .map(|event| {
                (
                    &event["call"],
                    &event["kind"],
                    &event["offset"],
                    &event["length"],
                )
            })
            .map(|(call, kind, at, length)| format!("{call} {kind} {at} {length}"))
            .collect();
        assert_eq!(
            by_call,
            [r#""write" "load" 0 25"#, r#""read" "store" 4096 10"#]
        );
    });
}

#[test]
fn the_pieces_of_a_vector_are_seen_one_by_one() {
    expect("vectors", &[("load", 0, 3), ("store", 8, 8)]);
}

#[test]
fn a_call_whose_pointers_lie_in_the_segment_works_as_without_us() {
    both("nested", |_, _, ran| {
        assert_eq!(ran.expect_code(0).stdout, "written\n");
    });
}

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

#[test]
fn a_fault_of_the_programs_own_is_its_own() {
    both("null", |_, seen, ran| {
        assert_eq!(ran.expect_code(42).stdout, "own fault\n");
        assert_eq!(seen, []);
    });
    both("readonly", |_, seen, ran| {
        assert_eq!(ran.expect_code(42).stdout, "0\nown fault\n");
        assert_eq!(seen, [("load".to_string(), 0, 8)]);
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
