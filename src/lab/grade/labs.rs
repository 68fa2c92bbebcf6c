//! Which labs are graded: `3`, `1-7`, `3,7`.

use std::ops::RangeInclusive;

use crate::catalogue;

pub fn all() -> Vec<u8> {
    catalogue::LABS.iter().map(|lab| lab.number).collect()
}

pub fn most_points(lab: u8) -> u64 {
    let checks = catalogue::find(lab).into_iter().flat_map(|lab| lab.checks);
    checks.map(|check| u64::from(check.points)).sum()
}

pub fn parse(text: &str) -> Result<Vec<u8>, String> {
    let mut labs = Vec::new();
    for part in text.split(',') {
        let range = range(part).ok_or_else(which)?;
        let before = labs.len();
        labs.extend(all().into_iter().filter(|lab| range.contains(lab)));
        let known = [range.start(), range.end()].map(|lab| catalogue::find(*lab));
        if labs.len() == before || known.iter().any(Option::is_none) {
            return Err(which());
        }
    }
    Ok(labs)
}

fn range(part: &str) -> Option<RangeInclusive<u8>> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
}

fn which() -> String {
    let count = catalogue::LABS.len();
    format!("labs are 1 to {count}: --lab 3, --labs 1-7, --labs 3,7")
}
