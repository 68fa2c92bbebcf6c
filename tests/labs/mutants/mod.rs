//! Wrong programs. Each is the C solution with one mistake in it, and each must be rejected by
//! the check that is meant for this mistake.

mod lab1;
mod lab2;
mod lab3;
mod lab4;
mod lab5;
mod lab6;
mod lab7;
mod lab8;
#[cfg(target_arch = "x86_64")]
mod replayed;

use std::collections::BTreeSet;
use std::thread;

use rstest::rstest;

use crate::outside::not_checked::left_to_ci;
use crate::outside::repeat::here_or_in_ci;
use crate::support::{Compiled, c_source, check, ids};

/// One mistake: what it is, the check that must see it, and the change in the source. The old
/// text is there exactly once.
struct Mutant {
    mistake: &'static str,
    check: &'static str,
    changes: &'static [(&'static str, &'static str)],
}

macro_rules! mutants {
    ($($mistake:literal => $check:literal: $($old:literal -> $new:literal),+;)*) => {
        &[$(Mutant {
            mistake: $mistake,
            check: $check,
            changes: &[$(($old, $new)),+],
        }),*]
    };
}

use mutants;

#[rstest]
#[case(1, lab1::MUTANTS)]
#[case(2, lab2::MUTANTS)]
#[case(3, lab3::MUTANTS)]
#[case(4, lab4::MUTANTS)]
#[case(5, lab5::MUTANTS)]
#[case(6, lab6::MUTANTS)]
#[case(7, lab7::MUTANTS)]
#[case(8, lab8::MUTANTS)]
fn each_mutant_is_rejected_by_the_check_meant_for_it(
    #[case] lab: usize,
    #[case] mutants: &'static [Mutant],
) {
    assert!(mutants.len() >= 5);
    reject_all(lab, mutants);
}

#[cfg(target_arch = "x86_64")]
#[rstest]
#[case(2, lab2::BY_ACCESS)]
#[case(3, lab3::BY_ACCESS)]
#[case(4, lab4::BY_ACCESS)]
#[case(5, lab5::BY_ACCESS)]
#[case(6, lab6::BY_ACCESS)]
fn each_mutant_that_only_the_witness_sees_is_rejected(
    #[case] lab: usize,
    #[case] mutants: &'static [Mutant],
) {
    reject_all(lab, mutants);
}

fn reject_all(lab: usize, mutants: &'static [Mutant]) {
    // In CI all of them; here one for each check.
    let mut met = BTreeSet::new();
    let is_first = |mutant: &&Mutant| met.insert(mutant.check);
    let first: Vec<_> = mutants.iter().filter(is_first).collect();
    left_to_ci(first.len() < mutants.len());
    let mutants = here_or_in_ci(first, mutants.iter().collect());
    // Many hang until their time limit, which they can do side by side.
    thread::scope(|scope| {
        for some in mutants.chunks(mutants.len().div_ceil(4)) {
            scope.spawn(move || some.iter().for_each(|mutant| reject(lab, mutant)));
        }
    });
}

fn reject(lab: usize, mutant: &Mutant) {
    let compiled = Compiled::from(&mutate(lab, mutant), false);
    let more = ["--only", mutant.check, "--time-limit", "3"];
    let report = check(lab, compiled.program(), &more);
    assert_eq!(ids(&report, "failed"), [mutant.check], "{}", mutant.mistake);
}

fn mutate(lab: usize, mutant: &Mutant) -> String {
    let mut source = c_source(lab);
    for (old, new) in mutant.changes {
        let times = source.matches(old).count();
        assert_eq!(times, 1, "{}: {old:?} must be there once", mutant.mistake);
        source = source.replace(old, new);
    }
    source
}
