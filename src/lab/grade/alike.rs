//! Two programs that are nearly the same. That is a hint to look at both, and no verdict: the task is the same
//! for all, and small.
//!
//! The measure: of the runs of tokens that are in the shorter one's source and not in the starter, how many
//! are in the other one's source, too. Programs of different languages are not compared.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::grades::Row;
use super::submission::Submission;
use super::tokens;
use crate::{catalogue, project};

/// In percent, from which two are pointed out.
const NEARLY: usize = 80;

/// Whoever has fewer runs of his own has written too little to be told from others.
const FEWEST: usize = 40;

#[derive(Debug)]
pub struct Pair {
    pub lab: u8,
    pub students: [String; 2],
    pub percent: usize,
}

struct Source<'a> {
    student: &'a str,
    end: OsString,
    own: HashSet<u64>,
}

/// The most alike first.
pub fn pairs(labs: &[u8], rows: &[Row]) -> Vec<Pair> {
    let mut found = Vec::new();
    for lab in labs {
        let source = |row: &'_ Row| read(&row.submission, *lab, labs.len() == 1);
        let sources: Vec<Source> = rows
            .iter()
            .filter_map(|row| {
                let (end, own) = source(row)?;
                let student = row.submission.student.as_str();
                Some(Source { student, end, own })
            })
            .collect();
        for (index, one) in sources.iter().enumerate() {
            let others = sources[index + 1..].iter();
            found.extend(others.filter_map(|other| compare(*lab, one, other)));
        }
    }
    found.sort_by_key(|pair| std::cmp::Reverse(pair.percent));
    found
}

fn compare(lab: u8, one: &Source, other: &Source) -> Option<Pair> {
    let shorter = one.own.len().min(other.own.len());
    if shorter < FEWEST || one.end != other.end {
        return None;
    }
    let percent = one.own.intersection(&other.own).count() * 100 / shorter;
    let students = [one.student, other.student].map(str::to_string);
    (percent >= NEARLY).then_some(Pair {
        lab,
        students,
        percent,
    })
}

/// The end of its name, and the runs that are not the starter's.
fn read(
    submission: &Submission,
    lab: u8,
    only: bool,
) -> Option<(OsString, HashSet<u64>)> {
    let path = submission.program(lab, only)?;
    let end = path.extension()?.to_os_string();
    let is_python = end == "py";
    let mut own = tokens::runs(&fs::read_to_string(&path).ok()?, is_python);
    for run in tokens::runs(&starter(lab, Path::new(&end)), is_python) {
        own.remove(&run);
    }
    Some((end, own))
}

fn starter(lab: u8, end: &Path) -> String {
    let Some(lab) = catalogue::find(lab) else {
        return String::new();
    };
    let name = match end.to_str() {
        Some("rs") => return lab.starter.to_string(),
        Some("py") => "starter.py",
        _ => "starter.c",
    };
    let chapter = project::folder().join("chapters").join(lab.folder);
    fs::read_to_string(chapter.join(name)).unwrap_or_default()
}
