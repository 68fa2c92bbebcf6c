//! A page of the book, read as text: what it includes, shows, links to.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub const SRC: &str = "book/src";

/// A page: its file name and its text.
pub struct Page {
    pub name: String,
    pub text: String,
}

/// All pages, SUMMARY.md too; what is included in pages (data/) is none.
pub fn pages() -> Vec<Page> {
    let files = files_in(SRC, "md");
    let page = |path: PathBuf| Page {
        name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        text: read(&path),
    };
    files.into_iter().map(page).collect()
}

pub fn page(name: &str) -> Page {
    let text = read(&Path::new(SRC).join(name));
    Page {
        name: name.to_owned(),
        text,
    }
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn files_in(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|x| x == extension))
        .collect();
    found.sort();
    found
}

/// All files in a folder and in the folders in it.
pub fn files_below(folder: &str) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => files_below(path.to_str().unwrap()),
        false => vec![path],
    };
    paths.into_iter().flat_map(below).collect()
}

/// The names of the anchors in a file: in its comments, not in a string that it prints.
pub fn anchors(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| line.trim_start().starts_with('/'))
        .filter_map(|line| line.split_once("ANCHOR: "))
        .map(|(_, name)| name.trim_end_matches("*/").trim())
}

impl Page {
    /// What stands between `{{#include ` or `{{#rustdoc_include ` and `}}`.
    pub fn includes(&self) -> impl Iterator<Item = &str> {
        self.text
            .split("{{#")
            .skip(1)
            .filter_map(|rest| rest.split_once("}}"))
            .filter_map(|(directive, _)| directive.split_once(' '))
            .map(|(_, target)| target)
    }

    /// Fenced blocks: the word behind the fence, and the lines inside.
    pub fn blocks(&self) -> Vec<(&str, Vec<&str>)> {
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

    /// Code in the text that a program has printed: a call with what it returned, or a message.
    pub fn quotes(&self) -> Vec<&str> {
        let spans = self
            .prose()
            .flat_map(|line| line.split('`').skip(1).step_by(2));
        let printed = |span: &&str| {
            ["): E", ") = "].iter().any(|sign| span.contains(sign))
                || ["error: ", "help: "]
                    .iter()
                    .any(|sign| span.starts_with(sign))
        };
        spans.filter(printed).collect()
    }

    /// The lines that are headings.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.prose().filter(|line| line.starts_with('#'))
    }

    /// The ids that stand behind the headings: `## Lab {#lab}`.
    pub fn heading_ids(&self) -> BTreeSet<&str> {
        self.headings().filter_map(id).collect()
    }

    /// The targets of Markdown links to somewhere in this project.
    pub fn links(&self) -> Vec<&str> {
        let targets = self.prose().flat_map(|line| line.split("](").skip(1));
        let targets = targets.filter_map(|rest| rest.split(')').next());
        targets.filter(|target| !target.contains("://")).collect()
    }
}

/// A heading's own id: one that a translation of its words does not change.
pub fn id(heading: &str) -> Option<&str> {
    let (_, id) = heading.rsplit_once("{#")?;
    id.strip_suffix('}')
}
