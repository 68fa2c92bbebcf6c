//! All labs and their checks: ids, titles, points.
//!
//! The ids are stable. Course systems and the tests know checks by them.

use crate::checks::check::Check;
use crate::checks::{lab1, lab2, lab3, lab4, lab5, lab6, lab7, lab8};

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

impl Lab {
    pub fn has(&self, id: &str) -> bool {
        self.checks.iter().any(|check| check.id == id)
    }
}

pub fn find(number: u8) -> Option<&'static Lab> {
    LABS.iter().find(|lab| lab.number == number)
}

pub fn find_check(id: &str) -> Option<&'static Check> {
    LABS.iter()
        .flat_map(|lab| lab.checks)
        .find(|check| check.id == id)
}

pub static LABS: [Lab; 8] = [
    lab!(1, "1-create", "create a segment", lab1::CHECKS),
    lab!(2, "2-attach", "attach it, read-only", lab2::CHECKS),
    lab!(3, "3-read-write", "pass a text", lab3::CHECKS),
    lab!(4, "4-detach", "detach, again and again", lab4::CHECKS),
    lab!(5, "5-delete", "leave nothing behind", lab5::CHECKS),
    lab!(6, "6-race", "conduct a race", lab6::CHECKS),
    lab!(7, "7-semaphore", "count exactly", lab7::CHECKS),
    lab!(8, "8-bounded-buffer", "a bounded buffer", lab8::CHECKS),
];
