//! The bank of natural mistakes: programs as students write them, each with the sentence that its first
//! finding has to say. The heads of the programs in `programs/` hold what is expected:
//!
//! ```text
//! // mistake: what is wrong
//! // says: a part of the first finding
//! // never: wrong advice, which must not be in it
//! ```

mod build;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use rstest::rstest;

use self::build::Program;
use crate::outside::repeat::here_or_in_ci;
use crate::support::{checker, package, text};

/// A program, and what is said about it.
struct Mistake {
    file: PathBuf,
    head: Vec<(String, String)>,
}

impl Mistake {
    fn read(file: &Path) -> Self {
        let source = fs::read_to_string(file).unwrap();
        let line = |line: &str| {
            let line = line.trim_start_matches(['/', '#', ' ']);
            let (name, value) = line.split_once(": ")?;
            Some((name.to_string(), value.to_string()))
        };
        let head: Vec<_> = source.lines().map_while(line).collect();
        assert_eq!(head[0].0, "mistake", "{}", file.display());
        assert!(
            head.iter().any(|(name, _)| name == "says"),
            "{}",
            file.display()
        );
        Self {
            file: file.into(),
            head,
        }
    }

    fn all<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a str> {
        let fits = self.head.iter().filter(move |(name, _)| name == wanted);
        fits.map(|(_, value)| value.as_str())
    }
}

fn bank(lab: usize) -> Vec<Mistake> {
    let folder = package().join("tests/labs/mistakes/programs");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let of_lab = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        name.starts_with(&format!("{lab}-"))
    };
    let mut files: Vec<PathBuf> = entries.filter(of_lab).collect();
    files.sort();
    files.iter().map(|file| Mistake::read(file)).collect()
}

#[rstest]
fn the_first_finding_names_the_cause(#[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize) {
    let all = bank(lab);
    assert!(all.len() >= 2, "lab {lab}");
    let some = &all[..here_or_in_ci(2, all.len())];
    thread::scope(|scope| {
        for part in some.chunks(some.len().div_ceil(2)) {
            scope.spawn(move || part.iter().for_each(|mistake| tell(lab, mistake)));
        }
    });
}

fn tell(lab: usize, mistake: &Mistake) {
    let Some(program) = Program::of(&mistake.file) else {
        return;
    };
    let lab = lab.to_string();
    let output = checker(&["check", &lab, "--program", program.command()]);
    let said = text(&output.stdout);
    let name = mistake.file.display();
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{name}\n{said}{errors}");
    let first = unfolded(&first_finding(&said));
    for sentence in mistake.all("says") {
        assert!(
            first.contains(sentence),
            "{name}: {sentence:?} is not in\n{said}"
        );
    }
    for advice in mistake.all("never") {
        assert!(!first.contains(advice), "{name}: {advice:?} is in\n{said}");
    }
    let wide = said
        .lines()
        .find(|line| is_foldable(line) && line.chars().count() > 80);
    assert_eq!(wide, None, "{name}");
}

/// From the first check that fails to the next check.
fn first_finding(said: &str) -> String {
    let lines = said.lines().skip_while(|line| !line.starts_with("  ✗"));
    let is_head = |line: &str| line.starts_with("  ") && !line.starts_with("   ");
    let mut lines = lines.peekable();
    let head = lines.next().unwrap_or_default().to_string();
    let rest: Vec<&str> = lines.take_while(|line| !is_head(line)).collect();
    format!("{head}\n{}", rest.join("\n"))
}

fn unfolded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is there to be pasted stays whole, and so does a word longer than a line.
fn is_foldable(line: &str) -> bool {
    let line = line.trim_start();
    let pasted = ["run ", "again ", "lab "];
    let longest = line.split(' ').map(|word| word.chars().count()).max();
    !pasted.iter().any(|start| line.starts_with(start))
        && longest.is_none_or(|longest| longest < 60)
}
