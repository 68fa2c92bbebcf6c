//! Replaces what changes from run to run by fixed values that look as natural.
//!
//! Each kind gets its values in the order in which they first appear. A table is laid out anew
//! afterwards, since its columns are as wide as their values.

use std::collections::HashMap;

use regex::{Captures, Regex};

use super::fold::{fold, unfold};
use super::tables::{align_tables, relayout_field};

/// A chapter's output, ready for a snapshot or a page.
pub fn redact(output: &str) -> String {
    let mut names = Names::default();
    let output = unfold(output);
    let lines: Vec<String> = output.lines().map(|line| names.line(line)).collect();
    let lines = align_tables(&lines);
    lines
        .iter()
        .flat_map(|line| fold(line))
        .collect::<Vec<_>>()
        .join("\n")
}

#[derive(Default)]
struct Names {
    keys: HashMap<String, u32>,
    segments: HashMap<String, u32>,
    semaphores: HashMap<String, u32>,
    processes: HashMap<String, u32>,
    /// The address that each real one stands for now; an address may be used again.
    addresses: HashMap<u64, u64>,
    attached: u64,
}

/// The value for this name: one after the other, from `first` on.
fn nth(names: &mut HashMap<String, u32>, name: &str, first: u32) -> String {
    let next = first + names.len() as u32;
    names.entry(name.to_owned()).or_insert(next).to_string()
}

fn replace(line: &str, pattern: &Regex, mut with: impl FnMut(&str) -> String) -> String {
    let replaced = pattern.replace_all(line, |found: &Captures| {
        let (whole, part) = (&found[0], found.get(1).expect("one group"));
        let at = part.start() - found.get(0).expect("the whole").start();
        format!(
            "{}{}{}",
            &whole[..at],
            with(part.as_str()),
            &whole[at + part.len()..]
        )
    });
    replaced.into_owned()
}

impl Names {
    fn line(&mut self, line: &str) -> String {
        let line = pages_of_four_kib(line);
        let line = self.key(&line);
        let line = self.address(&line);
        let line = self.segment(&line);
        let line = self.semaphore(&line);
        let line = whole_copies(&line);
        self.process_and_time(&line)
    }

    fn key(&mut self, line: &str) -> String {
        let fake = |names: &mut HashMap<String, u32>, key: u32| {
            let next = [1234, 5678, 4321][names.len().min(2)];
            *names.entry(key.to_string()).or_insert(next)
        };
        let hex = |text: &str| u32::from_str_radix(text, 16).expect("hexadecimal");
        // fresh_key makes keys from 0x40000000 on.
        let line = replace(line, pattern!(r"0x([4-7][0-9a-f]{7})\b"), |key| {
            format!("{:08x}", fake(&mut self.keys, hex(key)))
        });
        let line = replace(&line, pattern!(r"/SYSV([4-7][0-9a-f]{7})\b"), |key| {
            format!("{:08x}", fake(&mut self.keys, hex(key)))
        });
        replace(
            &line,
            pattern!(r"(?:is |十进制是 )(\d+)(?: in decimal|。)"),
            |key| fake(&mut self.keys, key.parse().expect("a number")).to_string(),
        )
    }

    fn address(&mut self, line: &str) -> String {
        let parse = |text: &str| u64::from_str_radix(text, 16).expect("hexadecimal");
        // The kernel chose it. One that was wished for has its value already.
        let chosen = pattern!(r"shmat\(\d+, NULL, .*\) = 0x([0-9a-f]+)");
        if let Some(found) = chosen.captures(line) {
            self.addresses
                .insert(parse(&found[1]), 0x7f5c_3a2d_8000 - self.attached * 0x1000);
            self.attached += 1;
        }
        let known = |real: u64| {
            let near = |within: u64| {
                let start = real.checked_sub(within)?;
                Some(self.addresses.get(&start)? + within)
            };
            (0..16).find_map(near)
        };
        let fake = |real: u64| known(real).unwrap_or(real);
        // From 8 digits on: a machine of 32 bits has such addresses. A key may look like one.
        let line = replace(line, pattern!(r"0x([0-9a-f]{8,})"), |real| {
            let fake = known(parse(real));
            fake.map_or_else(|| real.to_owned(), |fake| format!("{fake:x}"))
        });
        let range = pattern!(r"^(\s+)([0-9a-f]{8,})-([0-9a-f]{8,}) ");
        let range = range.replace(&line, |found: &Captures| {
            let (start, end) = (parse(&found[2]), parse(&found[3]));
            format!(
                "{}{:x}-{:x} ",
                &found[1],
                fake(start),
                fake(start) + (end - start) / page() * FOUR_KIB
            )
        });
        range.into_owned()
    }

    fn segment(&mut self, line: &str) -> String {
        let patterns = [
            pattern!(r"shmget\(.*\) = (\d+)"),
            pattern!(r"\bshm(?:at|ctl)\((\d+)"),
            pattern!(r"^ +(?:0x[0-9a-f]{8}|-) +(\d+) "),
            pattern!(r" 00:01 (\d+) /SYSV"),
            pattern!(r"is the id, (\d+)"),
            pattern!(r"使用的是标识符 (\d+)"),
            pattern!(r"ipcrm -m (\d+)"),
        ];
        patterns.iter().fold(line.to_owned(), |line, pattern| {
            replace(&line, pattern, |id| {
                // A failed call returned -1, which is no id; \d does not match its sign.
                nth(&mut self.segments, id, 32770)
            })
        })
    }

    fn semaphore(&mut self, line: &str) -> String {
        [
            pattern!(r"semget\(.*\) = (\d+)"),
            pattern!(r"\bsem(?:op|timedop|ctl)\((\d+)"),
            pattern!(r"^ +semaphore (\d+):"),
        ]
        .iter()
        .fold(line.to_owned(), |line, pattern| {
            replace(&line, pattern, |id| nth(&mut self.semaphores, id, 5))
        })
    }

    fn process_and_time(&mut self, line: &str) -> String {
        let processes = [
            pattern!(r"^ +0x[0-9a-f]{8} +\d+ +\d+ +0\d{3} +\d+ +(\d+)"),
            pattern!(r"shm_[cl]pid +(\d+)"),
            pattern!(r"GETPID\) = (\d+)"),
            pattern!(r"last pid (\d+)"),
        ];
        let line = processes.iter().fold(line.to_owned(), |line, pattern| {
            replace(&line, pattern, |pid| nth(&mut self.processes, pid, 4711))
        });
        let line = replace(
            &line,
            pattern!(r"^in (\d+\.\d+ s: \d+) items a second$"),
            |_| "0.045 s: 22222".into(),
        );
        let line = replace(&line, pattern!(r"(shm_[ac]time +\d+)"), |_| {
            "shm_atime     1790000000".into()
        });
        let line = line.replace(
            "shm_atime     1790000000  created",
            "shm_ctime     1790000000  created",
        );
        let line = replace(&line, pattern!(r"shm_perm\.c?uid +(\d+)"), |_| {
            "1000".into()
        });
        relayout_field(&line)
    }
}

const FOUR_KIB: u64 = 0x1000;

/// Bytes in a page of this machine.
fn page() -> u64 {
    shm_workbook::procfs::process::page_size().expect("a page has a size")
}

/// How much is mapped, as if pages had 4 KiB.
fn pages_of_four_kib(line: &str) -> String {
    let ours = |mapped: &str| {
        let mapped: u64 = mapped.parse().expect("a number");
        (mapped / page() * FOUR_KIB).to_string()
    };
    let line = replace(line, pattern!(r"(\d+) mapped: whole pages"), ours);
    let line = replace(&line, pattern!(r"映射了(?:的)? (\d+)"), ours);
    replace(&line, pattern!(r"the (\d+) that are mapped"), ours)
}

/// How many copies were made in a while, if all of them were whole.
fn whole_copies(line: &str) -> String {
    let counted = pattern!(r"^(\d+) bytes: (\d+) copies, (\d+) whole, 0 torn$");
    match counted.captures(line) {
        Some(found) if found[2] == found[3] => {
            let copies = if &found[1] == "25" { 5607 } else { 1963 };
            format!(
                "{} bytes: {copies} copies, {copies} whole, 0 torn",
                &found[1]
            )
        }
        _ => line.to_owned(),
    }
}
