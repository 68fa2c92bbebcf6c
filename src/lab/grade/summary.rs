//! What the grades of a class say together.

use std::collections::BTreeMap;

use super::flaky::checks;
use super::grades::{Grade, Row};

/// Shares of the points: none, up to a quarter, and so on, all.
pub const SHARES: [&str; 6] = [
    "none",
    "to 25 %",
    "to 50 %",
    "to 75 %",
    "below 100 %",
    "all",
];

#[derive(Debug)]
pub struct Check {
    pub id: String,
    pub title: String,
    pub failed: usize,
    pub judged: usize,
}

/// How many of those who have a grade have which share in the lab at this place.
pub fn distribution(lab: usize, rows: &[Row]) -> [usize; SHARES.len()] {
    let mut counts = [0; SHARES.len()];
    for row in rows {
        if let Some(points) = row.grades.get(lab).and_then(Grade::points) {
            counts[share(points)] += 1;
        }
    }
    counts
}

fn share((points, most): (u64, u64)) -> usize {
    match points {
        0 => 0,
        _ if points >= most => 5,
        _ if points * 4 <= most => 1,
        _ if points * 2 <= most => 2,
        _ if points * 4 <= most * 3 => 3,
        _ => 4,
    }
}

/// The checks that failed, most often first.
pub fn failures(rows: &[Row]) -> Vec<Check> {
    let mut found: BTreeMap<String, Check> = BTreeMap::new();
    let grades = rows.iter().flat_map(|row| &row.grades);
    for grade in grades {
        let Grade::Judged(judged) = grade else {
            continue;
        };
        for check in checks(&judged.report) {
            let text = |name: &str| check[name].as_str().unwrap_or("?").to_string();
            let entry = found.entry(text("id")).or_insert_with(|| Check {
                id: text("id"),
                title: text("title"),
                failed: 0,
                judged: 0,
            });
            entry.failed += usize::from(check["status"] == "failed");
            entry.judged += usize::from(check["status"] != "skipped");
        }
    }
    let mut all: Vec<Check> = found
        .into_values()
        .filter(|check| check.failed > 0)
        .collect();
    all.sort_by_key(|check| std::cmp::Reverse(check.failed));
    all
}
