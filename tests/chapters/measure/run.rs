//! One whole run, and what it says, writes and leaves.

use std::fs;
use std::sync::OnceLock;

use rstest::rstest;

use super::*;

/// One whole run, for all tests that only look at what it says, writes and leaves.
struct Saved {
    directory: tempfile::TempDir,
    text: String,
    left: String,
    stderr: String,
}

fn saved() -> &'static Saved {
    static SAVED: OnceLock<Saved> = OnceLock::new();
    SAVED.get_or_init(|| {
        let _alone = alone();
        let directory = tempfile::tempdir().unwrap();
        let temporary = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        let mut command = run_and_look(
            "\"$@\"",
            &["--quick", "--rounds", "1", "--save", path],
            temporary.path(),
        );
        let ran = crate::support::run(&mut command).expect_code(0);
        let (text, left) = ran
            .stdout
            .split_once("code 0\n")
            .unwrap_or((&ran.stdout, ""));
        assert!(text.ends_with("You have come to the end!\n"), "{ran:?}");
        Saved {
            directory,
            text: text.to_owned(),
            left: left.to_owned(),
            stderr: ran.stderr,
        }
    })
}

fn file(extension: &str) -> String {
    let path = saved().directory.path().join("chapter9");
    fs::read_to_string(path.with_extension(extension)).unwrap()
}

#[rstest]
fn every_mechanism_moves_messages_of_every_size(
    #[values(("round trip", "ns"), ("one way", "bytes/s"))] (metric, unit): (&str, &str),
    #[values("64", "1024", "65536", "1048576")] size: &str,
) {
    // A message that arrives damaged, or not at all, ends the program with an error.
    let figures = figures(&file("csv"));
    for mechanism in MECHANISMS {
        let is = |f: &&Figure| {
            (&*f.part, &*f.name, &*f.metric, &*f.size, &*f.unit)
                == ("two cores", mechanism, metric, size, unit)
        };
        let found: Vec<&Figure> = figures.iter().filter(is).collect();
        assert_eq!(found.len(), 1, "{mechanism}, {metric}, {size}");
        let [median, min, max] = found[0].numbers.unwrap();
        assert!(
            0.0 < min && min <= median && median <= max,
            "{:?}",
            found[0]
        );
    }
    assert!(figures.iter().all(|figure| figure.metric != "missing"));
}

/// A figure without its machine means nothing to anybody else.
#[test]
fn a_run_names_its_machine() {
    let machine = note(&figures(&file("csv")), "machine", "");
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let numbers: Vec<&str> = kernel.split('.').take(2).collect();
    let expected = format!("{}, Linux {}", std::env::consts::ARCH, numbers.join("."));
    assert!(machine.contains(&expected), "{machine}");
    assert!(file("md").contains(&machine));
    assert!(saved().text.contains(&machine));
}

const TABLES: [&str; 12] = [
    "64-B",
    "1-KiB",
    "64-KiB",
    "1-MiB",
    "copies",
    "checks",
    "waiting",
    "one-core",
    "pages",
    "neighbours",
    "price",
    "survives",
];

#[test]
fn the_tables_of_the_page_are_those_of_the_terminal() {
    let (markdown, text) = (file("md"), &saved().text);
    for anchor in TABLES {
        let (_, rest) = markdown.split_once(&format!("ANCHOR: {anchor}\n")).unwrap();
        let (table, _) = rest.split_once(&format!("ANCHOR_END: {anchor}\n")).unwrap();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        assert!(rows.len() > 3, "{table}");
        // The row below the header is of dashes.
        for row in rows[..1].iter().chain(&rows[2..]) {
            assert_eq!(row.len(), rows[0].len(), "{table}");
            let is_row = |line: &str| {
                let mut rest = line.trim_start();
                row.iter().all(|cell| {
                    let after = rest.strip_prefix(cell).map(str::trim_start);
                    rest = after.unwrap_or_default();
                    after.is_some()
                })
            };
            assert!(text.lines().any(is_row), "{row:?} is not in:\n{text}");
        }
    }
}

#[test]
fn the_picture_is_well_formed_and_shows_every_mechanism() {
    let svg = file("svg");
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
        .filter_map(|node| node.text())
        .collect();
    for mechanism in MECHANISMS {
        // One panel for each size.
        let panels = texts.iter().filter(|text| **text == mechanism).count();
        assert_eq!(panels, 4, "{mechanism}");
    }
}

#[test]
fn text_tells_each_part_of_the_truth() {
    let text = &saved().text;
    for title in [
        "1. 11 ways to pass a message, 1 round,",
        "2. Median of all rounds, and the shortest and the longest",
        "3. Copies",
        "4. What waiting costs",
        "5. Both ends on one core",
        "6. Cold pages",
        "7. Two counters",
        "8. The price of being correct",
        "9. What a lock survives",
    ] {
        assert!(text.contains(title), "{title} is not in:\n{text}");
    }
    assert!(
        text.contains(", cores ") || text.contains("on core "),
        "which cores were used?\n{text}"
    );
}

/// What `pthread_mutexattr_setrobust(3)`, `semop(2)` and `flock(2)` say, seen by the next who locks.
#[rstest]
#[case("nothing", "-", "-")]
#[case("fetch_add", "-", "-")]
#[case("futex mutex", "stays locked", "stays locked")]
#[case("robust mutex", "freed, and told", "freed, and told")]
#[case("semaphore", "stays locked", "stays locked")]
#[case("semaphore, undo", "freed", "stays locked")]
// Not what flock(2) says: it depends on how the file was opened.
#[case("flock", "freed", "freed (close-on-exec)")]
fn a_lock_survives_what_its_man_page_says(
    #[case] guard: &str,
    #[case] kill: &str,
    #[case] exec: &str,
) {
    let figures = figures(&file("csv"));
    assert_eq!(note(&figures, guard, "if killed"), kill);
    assert_eq!(note(&figures, guard, "after exec"), exec);
}

#[test]
fn whatever_guards_the_counter_loses_nothing() {
    let mut figures = figures(&file("csv"));
    figures.retain(|figure| figure.metric == "lost");
    assert_eq!(figures.len(), 7);
    for figure in figures {
        let [_, _, most] = figure.numbers.unwrap();
        assert!(most == 0.0 || figure.name == "nothing", "{figure:?}");
    }
}

#[test]
fn nothing_is_left_behind_at_the_end() {
    let Saved { left, stderr, .. } = saved();
    assert_eq!(left, "", "left behind");
    // The bar is for a terminal only, and so are the codes that move it.
    match stderr.contains("mount: ") || stderr.contains("unshare: ") {
        true => crate::support::missing("POSIX queues that are left behind", stderr),
        false => assert_eq!(stderr, ""),
    }
}
