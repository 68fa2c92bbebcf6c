//! Programs with a known number of accesses: exactly those are seen.

use crate::seen::{Seen, both, expect};

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
