//! Which orders around a bounded buffer get stuck: none with the right order of the waits; with the
//! wrong one, exactly those that can fill or empty the buffer while somebody is still to come.

use rstest::rstest;
use shm_workbook::interleavings::{Buffer, Waits};

/// Up to 3 of everything in CI. Here without the largest, which have most of the states.
fn all_sizes() -> impl Iterator<Item = [u8; 4]> {
    let is_patient = std::env::var_os("CI").is_some();
    let one_to_three = || 1..=3u8;
    let sizes = one_to_three().flat_map(move |k| {
        one_to_three().flat_map(move |p| {
            one_to_three().flat_map(move |c| one_to_three().map(move |n| [k, p, c, n]))
        })
    });
    sizes.filter(move |[_, p, c, n]| is_patient || p + c + n <= 6)
}

fn buffer(sizes: [u8; 4], producers_wait: Waits, consumers_wait: Waits) -> Buffer {
    let [slots, producers, consumers, items] = sizes;
    Buffer {
        slots,
        producers,
        consumers,
        items,
        producers_wait,
        consumers_wait,
    }
}

#[rstest]
#[case::two_calls(Waits::CountFirst, Waits::CountFirst)]
#[case::one_call(Waits::Together, Waits::Together)]
#[case::mixed(Waits::CountFirst, Waits::Together)]
fn with_the_right_waits_no_order_gets_stuck(
    #[case] producers: Waits,
    #[case] consumers: Waits,
) {
    for sizes in all_sizes() {
        let stuck = buffer(sizes, producers, consumers).stuck();
        assert!(stuck.is_empty(), "{sizes:?}: {}", stuck[0]);
    }
}

/// A producer sleeps with the mutex only if the buffer can be full with one more item to come.
#[test]
fn producers_that_take_the_mutex_first_get_stuck_if_more_items_come_than_slots() {
    for sizes in all_sizes() {
        let [slots, producers, _, items] = sizes;
        let stuck = buffer(sizes, Waits::MutexFirst, Waits::CountFirst).stuck();
        assert_eq!(!stuck.is_empty(), producers * items > slots, "{sizes:?}");
    }
}

/// A consumer that comes first holds the mutex and waits for what nobody can put.
#[test]
fn consumers_that_take_the_mutex_first_always_can_get_stuck() {
    for sizes in all_sizes() {
        let stuck = buffer(sizes, Waits::CountFirst, Waits::MutexFirst).stuck();
        assert!(!stuck.is_empty(), "{sizes:?}");
        assert!(
            stuck[0].order.iter().any(|step| step == "C0"),
            "{}",
            stuck[0]
        );
    }
}

/// Somebody sleeps with the mutex, the others at the mutex, or at a count that only they could raise.
#[test]
fn in_every_stuck_place_somebody_holds_the_mutex_and_sleeps_at_a_count() {
    for sizes in all_sizes().filter(|sizes| sizes.iter().sum::<u8>() <= 8) {
        for (producers, consumers) in [
            (Waits::MutexFirst, Waits::CountFirst),
            (Waits::CountFirst, Waits::MutexFirst),
            (Waits::MutexFirst, Waits::MutexFirst),
        ] {
            for place in buffer(sizes, producers, consumers).stuck() {
                assert!(!place.at_count.is_empty(), "{sizes:?}: {place}");
                assert!(!place.at_mutex.is_empty(), "{sizes:?}: {place}");
            }
        }
    }
}

#[test]
fn the_order_that_chapter_8_forces_is_the_models() {
    let one = buffer([1, 1, 1, 2], Waits::MutexFirst, Waits::CountFirst);
    let places: Vec<String> = one.stuck().iter().map(ToString::to_string).collect();
    // P puts one item and takes the mutex again; C waits at once, or has its `full` already.
    assert_eq!(
        places,
        ["P0 P0 P0 P0 P0 C0: P0 waits for a slot, C0 waits for the mutex",]
    );
}
