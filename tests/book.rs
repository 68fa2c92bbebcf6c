//! The book cannot go stale: what its pages show comes from files that other tests compile, run and
//! compare, and every link, every picture and every item of the document is where it should be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "book/page.rs"]
mod page;
mod support;
#[path = "book/trace.rs"]
mod trace;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use page::{Page, SRC, anchors, files_below, files_in, page, pages, read};
use support::{has, run};
use tempfile::TempDir;
use trace::{trace, worst};

/// Reports all that is wrong at once, not only the first.
#[track_caller]
fn expect_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_include_has_its_file_and_its_anchor() {
    let mut wrong = Vec::new();
    for page in pages() {
        for target in page.includes() {
            let (file, part) = target.split_once(':').unwrap_or((target, ""));
            let Ok(text) = fs::read_to_string(Path::new(SRC).join(file)) else {
                wrong.push(format!("{}: no file {file}", page.name));
                continue;
            };
            let is_anchor = part.starts_with(|c: char| c.is_alphabetic());
            let both = ["ANCHOR", "ANCHOR_END"].map(|word| format!("{word}: {part}"));
            let has =
                |mark: &String| text.lines().any(|line| line.trim_end().ends_with(mark));
            if is_anchor && !both.iter().all(has) {
                wrong.push(format!("{}: {file} has no anchor {part}", page.name));
            }
            // A snapshot is included from the line after its header, which ends with the second ---.
            let body = text.lines().skip(1).position(|line| line == "---");
            if file.ends_with(".snap")
                && body.map(|at| format!("{}:", at + 3)).as_deref() != Some(part)
            {
                wrong.push(format!(
                    "{}: {target} does not begin behind the header",
                    page.name
                ));
            }
        }
    }
    expect_none(&wrong);
}

/// An anchor that no page includes is noise in the code.
#[test]
fn every_anchor_is_on_a_page() {
    let pages = pages();
    let included: BTreeSet<_> = pages.iter().flat_map(Page::includes).collect();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for path in ["chapters", "src", "tests/c"]
        .into_iter()
        .flat_map(files_below)
    {
        for anchor in anchors(&read(&path)) {
            seen += 1;
            // As a page writes it, from book/src.
            let target = format!("../../{}:{anchor}", path.display());
            if !included.contains(target.as_str()) {
                wrong.push(format!("{}: no page includes {anchor}", path.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} anchors");
    expect_none(&wrong);
}

#[test]
fn no_listing_and_no_output_is_typed_by_hand() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (language, lines) in page.blocks() {
            let included = lines.iter().all(|line| line.starts_with("{{#"));
            // Commands are for the reader to type; everything else is a listing or an output.
            let typed = language == "sh";
            if lines.is_empty() || !(included || typed) {
                wrong.push(format!("{}: {language:?}: {lines:?}", page.name));
            }
        }
    }
    expect_none(&wrong);
}

/// What a sentence quotes of a program's output stands in a snapshot, word for word.
#[test]
fn every_quoted_call_and_message_is_in_a_snapshot() {
    let snapshots = files_in("tests/snapshots", "snap");
    let output: String = snapshots.iter().map(|path| read(path)).collect();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for page in pages() {
        for quote in page.quotes() {
            seen += 1;
            if !output.contains(quote) {
                wrong.push(format!("{}: no program says {quote:?}", page.name));
            }
        }
    }
    assert!(seen > 0, "no page quotes anything");
    expect_none(&wrong);
}

/// Chapter 9's page says in words how much slower the others are with 1 MiB: the recorded run
/// says so, too.
#[test]
fn the_words_about_long_messages_are_those_of_the_recorded_run() {
    let text = page("9-measure.md").text;
    let recorded = read(Path::new("book/src/data/chapter9.csv"));
    let median = |name: &str| -> f64 {
        let line = recorded.lines().find(|line| {
            line.starts_with("two cores,")
                && line.contains(name)
                && line.contains(",1048576,round trip,ns,")
        });
        let line = line.unwrap_or_else(|| panic!("no figure for {name}"));
        line.rsplit(',').nth(2).unwrap().parse().unwrap()
    };
    let streams = [
        "pipe",
        "FIFO",
        "Unix stream",
        "Unix datagrams",
        "TCP loopback",
    ];
    for (words, names, least, most) in [
        ("two to three times as long", &streams[..], 1.5, 3.5),
        ("more than three times as long", &["POSIX queue"], 3.0, 9.0),
        ("more than ten times", &["System V queue"], 10.0, 15.0),
    ] {
        assert!(text.contains(words), "the page no longer says {words:?}");
        for name in names {
            let ratio = median(name) / median("shm, spinning");
            assert!((least..=most).contains(&ratio), "{name}: {ratio}: {words}");
        }
    }
}

/// The chapters' folders, such as `3-read-write`.
fn chapters() -> Vec<String> {
    let entries = fs::read_dir("chapters").unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    names.sort();
    names
}

const SECTIONS: [&str; 8] = [
    "Run it",
    "What you see",
    "How it works",
    "What the kernel did",
    "Predict, then try",
    "Pitfalls",
    "Lab",
    "Check yourself",
];

#[test]
fn every_chapter_has_its_page_its_output_and_its_lab() {
    let summary = page("SUMMARY.md").text;
    let mut wrong = Vec::new();
    let chapters = chapters();
    assert!(chapters.len() >= 7, "{chapters:?}");
    for name in chapters {
        let number = &name[..1];
        if !summary.contains(&format!("({name}.md)")) {
            wrong.push(format!("{name}.md is not in SUMMARY.md"));
            continue;
        }
        let text = page(&format!("{name}.md")).text;
        let mut wanted = vec![
            format!("--bin chapter{number}"),
            format!("chapters/{name}/"),
        ];
        // Chapter 9 measures: it has no lab, and its output is never the same.
        if number <= "7" {
            wanted.push(format!("snapshots/chapter{number}.snap"));
            wanted.push(format!("chapters/{name}/lab.rs"));
            wanted.push(format!("cargo lab check {number}"));
            wanted.extend(SECTIONS.map(|section| format!("\n## {section}\n")));
            if !Path::new(&format!("chapters/{name}/lab.rs")).exists() {
                wrong.push(format!("chapters/{name}/lab.rs is missing"));
            }
        }
        let missing = wanted.iter().filter(|part| !text.contains(*part));
        wrong.extend(missing.map(|part| format!("{name}.md lacks {part:?}")));
    }
    expect_none(&wrong);
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = page("SUMMARY.md");
    let listed: BTreeSet<_> = summary.links().into_iter().map(str::to_owned).collect();
    let there = pages().into_iter().map(|page| page.name);
    let there: BTreeSet<_> = there.filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, there);
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for from in &pages {
        for target in from.links() {
            seen += 1;
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { &from.name } else { file };
            let found = match pages.iter().find(|page| page.name == file) {
                Some(page) => anchor.is_empty() || page.heading_ids().contains(anchor),
                None => anchor.is_empty() && Path::new(SRC).join(file).exists(),
            };
            if !found {
                wrong.push(format!("{}: {target}", from.name));
            }
        }
    }
    assert!(seen > 50, "only {seen} links");
    expect_none(&wrong);
}

/// What the document treats, in its own words: properties, calls with their parameters and
/// returns, flags, the workflow, the two programs, and what it says of synchronisation.
const DOCUMENT: [&str; 34] = [
    "高效",
    "最快",
    "适合传递大量数据",
    "共享性",
    "需要同步机制",
    "无亲缘关系",
    "`shmget()`",
    "`shmget()`: `key`",
    "`shmget()`: `size`",
    "`shmget()`: `shmflg`, `0666`, `IPC_CREAT`",
    "`shmget()`: 返回值 shmid",
    "`IPC_PRIVATE`",
    "`shmat()`",
    "`shmat()`: `shmid`",
    "`shmat()`: `shmaddr`, `NULL`",
    "`shmat()`: `shmflg`, `SHM_RDONLY`",
    "`shmat()`: 返回值",
    "`shmdt()`",
    "`shmdt()`: `shmaddr`",
    "`shmdt()`: 返回值 0, -1",
    "`shmctl()`",
    "`shmctl()`: `shmid`",
    "`shmctl()`: `cmd`, `IPC_RMID`",
    "`shmctl()`: `buf`, `struct shmid_ds`",
    "创建共享内存",
    "附加到进程地址空间",
    "读写数据",
    "分离共享内存",
    "删除共享内存",
    "写数据进程",
    "读数据进程",
    "信号量",
    "互斥锁",
    "数据竞争",
];

#[test]
fn the_introduction_says_where_each_item_of_the_document_is() {
    let text = page("introduction.md").text;
    let row = |item: &&&str| {
        let start = format!("| {item} | ");
        text.lines()
            .any(|line| line.starts_with(&start) && line.contains("]("))
    };
    let missing = DOCUMENT.iter().filter(|item| !row(item));
    expect_none(
        &missing
            .map(|item| format!("no row for {item}"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_picture_says_in_words_what_it_shows() {
    let pages: String = pages().into_iter().map(|page| page.text).collect();
    let pictures = files_in("book/src/pictures", "svg");
    assert!(pictures.len() >= 6, "{pictures:?}");
    let mut ids = BTreeSet::new();
    for path in pictures {
        let (text, name) = (read(&path), path.display());
        let element = |tag: &str| {
            let start = text
                .split_once(&format!("<{tag} "))
                .unwrap_or_else(|| panic!("{name}: no {tag}"));
            let (attributes, rest) = start.1.split_once('>').unwrap();
            (
                attributes.to_owned(),
                rest.split_once("</").unwrap().0.to_owned(),
            )
        };
        let (title, description) = (element("title"), element("desc"));
        assert!(
            !title.1.is_empty() && description.1.len() > 200,
            "{name}: too few words"
        );
        for (attribute, _) in [title, description] {
            let id = attribute.split('"').nth(1).unwrap().to_owned();
            assert!(text.contains("role=\"img\""), "{name}");
            assert!(
                text.matches(&id).count() >= 2,
                "{name}: {id} is not referred to"
            );
            assert!(ids.insert(id), "{name}: an id that another picture has");
        }
        let file = path.file_name().unwrap().to_str().unwrap();
        assert!(
            pages.contains(&format!("pictures/{file}}}}}")),
            "{name} is on no page"
        );
    }
}

/// `UPDATE_TRACES=1 cargo test --test book` writes them anew.
#[test]
fn the_static_tables_of_the_stepper_are_the_models_worst_schedules() {
    for (increments, smallest) in [(1, 1), (2, 2), (3, 2)] {
        let schedule = worst(increments);
        assert_eq!(schedule.final_value(), smallest);
        let path = format!("book/src/data/trace-{increments}.md");
        let table = trace(&schedule);
        if std::env::var_os("UPDATE_TRACES").is_some() {
            fs::write(&path, &table).unwrap();
        }
        assert_eq!(read(Path::new(&path)), table, "{path}");
    }
}

#[test]
fn mdbook_builds_it_without_a_warning() {
    if !has("mdbook", "--version") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let mut build = Command::new("mdbook");
    build
        .args(["build", "book", "--dest-dir"])
        .arg(folder.path());
    let ran = run(&mut build).expect_code(0);
    let log = ran.stdout + &ran.stderr;
    let noise = log
        .lines()
        .filter(|line| line.contains("WARN") || line.contains("ERROR"));
    expect_none(&noise.map(str::to_owned).collect::<Vec<_>>());
    assert!(folder.path().join("1-create.html").exists());
}
