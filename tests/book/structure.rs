//! Every chapter has its page, every link leads somewhere, every item of the document is treated.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::expect_none;
use crate::page::{SRC, id, page, pages};

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

const SECTIONS: [&str; 9] = [
    "Guess first",
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
        // Chapter 9 measures: its output is never the same, and it has no lab.
        if number <= "8" {
            wanted.push(format!("snapshots/chapter{number}.snap"));
            wanted.extend(SECTIONS.map(|section| format!("\n## {section} {{#")));
            wanted.push(format!("chapters/{name}/lab.rs"));
            wanted.push(format!("cargo lab check {number}"));
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

/// Links from elsewhere end at headings. A heading may be worded anew, and be translated: its id stays.
#[test]
fn every_heading_has_an_id_of_its_own() {
    let mut wrong = Vec::new();
    for page in pages().iter().filter(|page| page.name != "SUMMARY.md") {
        let mut seen = BTreeSet::new();
        for heading in page.headings() {
            match id(heading) {
                None => wrong.push(format!("{}: {heading}: no {{#id}}", page.name)),
                Some(id) if !seen.insert(id) => {
                    wrong
                        .push(format!("{}: {heading}: the second of that id", page.name));
                }
                Some(_) => {}
            }
        }
    }
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
