//! The book cannot go stale: what its pages show comes from files that other tests compile, run and
//! compare, and every link, every picture and every item of the document is where it should be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shm_workbook::interleavings::{Action, Schedule};
use support::{has, run};
use tempfile::TempDir;

const SRC: &str = "book/src";

/// A page: its file name and its text.
struct Page {
    name: String,
    text: String,
}

/// All pages, SUMMARY.md too; what is included in pages (data/) is none.
fn pages() -> Vec<Page> {
    let files = files_in(SRC, "md");
    let page = |path: PathBuf| Page {
        name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        text: read(&path),
    };
    files.into_iter().map(page).collect()
}

fn page(name: &str) -> Page {
    let text = read(&Path::new(SRC).join(name));
    Page {
        name: name.to_owned(),
        text,
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files_in(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|x| x == extension))
        .collect();
    found.sort();
    found
}

/// Reports all that is wrong at once, not only the first.
#[track_caller]
fn expect_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

impl Page {
    /// What stands between `{{#include ` or `{{#rustdoc_include ` and `}}`.
    fn includes(&self) -> impl Iterator<Item = &str> {
        self.text
            .split("{{#")
            .skip(1)
            .filter_map(|rest| rest.split_once("}}"))
            .filter_map(|(directive, _)| directive.split_once(' '))
            .map(|(_, target)| target)
    }

    /// Fenced blocks: the word behind the fence, and the lines inside.
    fn blocks(&self) -> Vec<(&str, Vec<&str>)> {
        let mut blocks = Vec::new();
        let mut lines = self.text.lines();
        while let Some(line) = lines.next() {
            if let Some(language) = line.strip_prefix("```") {
                let inside = lines.by_ref().take_while(|line| !line.starts_with("```"));
                blocks.push((language, inside.collect()));
            }
        }
        blocks
    }

    /// The lines outside of fenced blocks.
    fn prose(&self) -> impl Iterator<Item = &str> {
        let mut fenced = false;
        self.text.lines().filter(move |line| {
            let fence = line.starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
    }

    fn heading_ids(&self) -> BTreeSet<String> {
        self.prose()
            .filter_map(|line| line.strip_prefix('#'))
            .map(|heading| id(heading.trim_start_matches('#').trim()))
            .collect()
    }

    /// The targets of Markdown links to somewhere in this project.
    fn links(&self) -> Vec<&str> {
        let targets = self.prose().flat_map(|line| line.split("](").skip(1));
        let targets = targets.filter_map(|rest| rest.split(')').next());
        targets.filter(|target| !target.contains("://")).collect()
    }
}

/// A heading's id, as mdBook makes it.
fn id(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
        _ => None,
    });
    kept.collect()
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
        // Chapter 8 measures: it has no lab, and its output is never the same.
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
const DOCUMENT: [&str; 32] = [
    "高效",
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

/// The worst schedule for two processes, from the model's data, which the model's tests compare
/// with the model.
fn worst(increments: usize) -> Schedule {
    let data = read(Path::new("book/src/data/worst-schedules.json"));
    let mut programs = data.split("\"processes\": ").skip(1);
    let program = programs
        .find(|text| {
            text.starts_with("2,")
                && text.contains(&format!("\"increments\": {increments},"))
        })
        .expect("a program of two processes");
    // Values are in rising order, so the first is the smallest.
    let schedule = program.split("\"schedule\": \"").nth(1).unwrap();
    schedule.split('"').next().unwrap().parse().unwrap()
}

/// The stepper's trace as a table, with the add as a turn of its own.
fn trace(schedule: &Schedule) -> String {
    let mut table = String::from("| turn | A | B | counter |\n|---|---|---|---|\n");
    let (mut counter, mut register, mut turn) = (0, [0; 2], 0);
    let mut row = |who: usize, what: &str, value: u64, counter: u64| {
        turn += 1;
        let mut cells = ["", ""].map(str::to_owned);
        cells[who] = format!("{what} {value}");
        table += &format!("| {turn} | {} | {} | {counter} |\n", cells[0], cells[1]);
    };
    for step in schedule.steps() {
        let who = step.process.index();
        match step.action {
            Action::Load => {
                register[who] = counter;
                row(who, "load", counter, counter);
            }
            Action::Store => {
                register[who] += 1;
                row(who, "add", register[who], counter);
                counter = register[who];
                row(who, "store", counter, counter);
            }
        }
    }
    table
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
