//! Lab 8 at full size: in CI a million items, here some of them.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rstest::rstest;
use shm_workbook::{Key, Mode, Segment};

use crate::outside::repeat::here_or_in_ci;
use crate::support::{SOLUTIONS, stay_on_one_core, text};

const SLOTS: usize = 8;
const PRODUCERS: usize = 4;
const CONSUMERS: usize = 3;

#[rstest]
fn a_million_items_arrive_once_and_in_order(#[values(true, false)] on_one_core: bool) {
    if on_one_core {
        stay_on_one_core();
    }
    let items = here_or_in_ci(5_000, 250_000);
    let total = PRODUCERS * items;
    let size = 8 * (2 + SLOTS + total);
    let segment = Segment::create(Key::PRIVATE, size.try_into().unwrap(), Mode::OWNER);
    let segment = segment.unwrap().remove_on_drop();
    let words = [SLOTS, PRODUCERS, CONSUMERS, items].map(|word| word.to_string());
    let output = Command::new(SOLUTIONS[7])
        .arg(segment.id().to_string())
        .args(words)
        .output()
        .unwrap();
    assert_eq!(
        text(&output.stdout),
        format!("taken={total}\n"),
        "{output:?}"
    );
    let memory = segment.attach_as::<[AtomicU64]>().unwrap();
    let mut next = [1; PRODUCERS];
    for line in &memory[2 + SLOTS..2 + SLOTS + total] {
        let item = line.load(Relaxed);
        let producer = (item >> 32) as usize - 1;
        assert_eq!(item & 0xffff_ffff, next[producer], "of producer {producer}");
        next[producer] += 1;
    }
    assert_eq!(next, [items as u64 + 1; PRODUCERS]);
}
