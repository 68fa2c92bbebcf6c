//! All labs and their checks: ids, titles, points.
//!
//! The ids are stable. Course systems and the tests know checks by them.

use crate::bench::Bench;
use crate::checks::{lab1, lab2, lab3, lab4, lab5, lab6, lab7};
use crate::verdict::Judged;

/// One thing that a program is asked for.
#[derive(Debug)]
pub struct Check {
    pub id: &'static str,
    pub title: &'static str,
    pub points: u32,
    pub judge: fn(&Bench) -> Judged,
}

/// One lab. Its checks are in the order in which a reader gets them to pass.
#[derive(Debug)]
pub struct Lab {
    pub number: u8,
    /// Below `chapters/`.
    pub folder: &'static str,
    pub title: &'static str,
    pub checks: &'static [Check],
    pub starter: &'static str,
    pub hints: &'static str,
}

const fn check(
    id: &'static str,
    points: u32,
    title: &'static str,
    judge: fn(&Bench) -> Judged,
) -> Check {
    Check { id, title, points, judge }
}

macro_rules! lab {
    ($number:literal, $folder:literal, $title:literal, $checks:expr) => {
        Lab {
            number: $number,
            folder: $folder,
            title: $title,
            checks: $checks,
            starter: include_str!(concat!("starters/", $folder, ".rs")),
            hints: include_str!(concat!("../../chapters/", $folder, "/hints.md")),
        }
    };
}

pub fn find(number: u8) -> Option<&'static Lab> {
    LABS.iter().find(|lab| lab.number == number)
}

pub fn find_check(id: &str) -> Option<&'static Check> {
    LABS.iter().flat_map(|lab| lab.checks).find(|check| check.id == id)
}

pub static LABS: [Lab; 7] = [
    lab!(1, "1-create", "create a segment", LAB1),
    lab!(2, "2-attach", "attach it, read-only", LAB2),
    lab!(3, "3-read-write", "pass a text", LAB3),
    lab!(4, "4-detach", "detach, again and again", LAB4),
    lab!(5, "5-delete", "leave nothing behind", LAB5),
    lab!(6, "6-race", "conduct a race", LAB6),
    lab!(7, "7-semaphore", "count exactly", LAB7),
];

const LAB1: &[Check] = &[
    check("lab1.created", 2, "a segment with the key, which stays", lab1::created),
    check("lab1.prints-id", 1, "prints the id", lab1::prints_id),
    check("lab1.size", 1, "exactly SIZE bytes", lab1::size),
    check("lab1.mode", 2, "mode 0600", lab1::mode),
    check("lab1.key-taken", 2, "the key is taken: EEXIST", lab1::key_taken),
    check("lab1.bad-size", 1, "reports what shmget refuses", lab1::bad_size),
    check("lab1.two-at-once", 1, "two runs at once: one wins", lab1::two_at_once),
];

const LAB2: &[Check] = &[
    check("lab2.attached", 2, "attached while it runs", lab2::is_attached),
    check("lab2.read-only", 2, "attached read-only", lab2::read_only),
    check("lab2.address", 1, "prints the address", lab2::address),
    check("lab2.size", 1, "prints the size that was asked for", lab2::size),
    check("lab2.nattch", 1, "prints nattch, all attachments counted", lab2::nattch),
    check("lab2.stays", 1, "stays until stdin closes", lab2::stays),
    check("lab2.untouched", 1, "touches no byte", lab2::untouched),
    check("lab2.gone", 1, "the id names nothing: EINVAL", lab2::gone),
];

const LAB3: &[Check] = &[
    check("lab3.format", 2, "the writer keeps to the layout", lab3::format),
    check("lab3.round-trip", 2, "what one writes, the other reads", lab3::round_trip),
    check("lab3.reads-ours", 1, "reads what another program wrote", lab3::reads_ours),
    check("lab3.publishes-last", 2, "the state is stored last", lab3::publishes_last),
    check("lab3.missing", 1, "no such key: ENOENT, and nothing created", lab3::missing),
    check("lab3.key-taken", 1, "the key is taken: EEXIST", lab3::key_taken),
    check("lab3.not-full", 1, "an unwritten segment: EAGAIN", lab3::not_full),
    check("lab3.longest", 1, "the longest text that fits", lab3::longest),
    check("lab3.too-long", 1, "one byte more: EMSGSIZE", lab3::too_long),
    check("lab3.length-lie", 2, "the length in memory is a lie", lab3::length_lie),
    check("lab3.small-segment", 1, "a segment that is too small", lab3::small_segment),
    check("lab3.any-bytes", 1, "a text that is not UTF-8", lab3::any_bytes),
    check("lab3.two-at-once", 1, "two writers at once: one wins", lab3::two_at_once),
];

const LAB4: &[Check] = &[
    check("lab4.sum", 2, "adds up the segment's bytes", lab4::sum),
    check("lab4.no-mapping", 3, "no mapping is left", lab4::no_mapping),
    check("lab4.nattch", 1, "prints nattch after the last detach", lab4::nattch),
    check("lab4.rounds", 2, "attaches and detaches in every round", lab4::rounds),
    check("lab4.stays", 1, "stays until stdin closes", lab4::stays),
    check("lab4.gone", 1, "the id names nothing: EINVAL", lab4::gone),
];

const LAB5: &[Check] = &[
    check("lab5.created", 1, "a private segment, mode 0600", lab5::created),
    check("lab5.marked", 2, "marked for removal at once", lab5::marked),
    check("lab5.waits", 1, "waits for a line", lab5::waits),
    check("lab5.hand-over", 2, "the child's word arrives", lab5::hand_over),
    check("lab5.child", 1, "the child attaches by the id", lab5::child),
    check("lab5.leaves-nothing", 1, "nothing is left at the end", lab5::leaves_nothing),
    check("lab5.killed", 2, "killed at any moment, it leaves nothing", lab5::killed),
    check("lab5.bad-size", 1, "reports what shmget refuses", lab5::bad_size),
    check("lab5.two-at-once", 1, "two runs at once", lab5::two_at_once),
];

const LAB6: &[Check] = &[
    check("lab6.lossless", 1, "2N: nothing is lost", lab6::lossless),
    check("lab6.minimum", 2, "2: nearly everything is lost", lab6::minimum),
    check("lab6.every-target", 2, "every value in between", lab6::every_target),
    check("lab6.any-target", 1, "any value, for a larger N", lab6::any_target),
    check("lab6.one-each", 1, "N = 1: 1 and 2", lab6::one_each),
    check("lab6.two-processes", 2, "two real processes", lab6::two_processes),
    check("lab6.out-of-reach", 1, "what cannot be reached: ERANGE", lab6::out_of_reach),
    check("lab6.gone", 1, "the id names nothing: EINVAL", lab6::gone),
];

const LAB7: &[Check] = &[
    check("lab7.exact", 2, "no update is lost", lab7::exact),
    check("lab7.semaphore", 1, "a semaphore of its own, mode 0600", lab7::semaphore),
    check("lab7.workers", 1, "as many workers as were asked for", lab7::workers),
    check("lab7.excludes", 1, "one at a time", lab7::excludes),
    check("lab7.waits", 1, "who waits, sleeps", lab7::waits),
    check("lab7.interrupted", 2, "a signal interrupts semop", lab7::interrupted),
    check("lab7.killed-worker", 2, "a worker is killed inside", lab7::killed_worker),
    check("lab7.undo-both", 1, "undo on both halves", lab7::undo_both),
    check("lab7.removed", 1, "the semaphore is removed", lab7::removed),
    check("lab7.two-at-once", 1, "two runs at once", lab7::two_at_once),
    check("lab7.gone", 1, "the id names nothing: EINVAL", lab7::gone),
];
