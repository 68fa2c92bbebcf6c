//! What the chapters say in Chinese: the same lesson, with the same calls and tables.

use std::process::Command;

use crate::buffer::whoever_ends_first;
use crate::support::chinese::{columns, is_wide};
use crate::support::fold::unfold;
use crate::support::redact::redact;
use crate::support::{Ran, chapter, run, run_program};
use regex::Regex;
use rstest::rstest;

fn in_chinese(number: usize) -> Ran {
    let key = shm_workbook::lesson::fresh_key().to_string();
    let mut arguments = vec!["--lang", "zh"];
    if number == 3 {
        // Somebody may use 1234 on this machine.
        arguments.extend(["--key", &key]);
    }
    run_program(chapter(number), &arguments).expect_code(0)
}

/// Figures that can be, in place of those of a free run: the same as in the English snapshots.
fn some_figures(number: usize, stdout: &str) -> String {
    let (short, long) = match number {
        6 => (
            "82903 份副本，63228 份完整，19675 份撕裂",
            "10110 份副本，9578 份完整，532 份撕裂",
        ),
        _ => (
            "5607 份副本，5607 份完整，0 份撕裂",
            "1963 份副本，1963 份完整，0 份撕裂",
        ),
    };
    // Under the semaphore none may be torn.
    let torn = if number == 6 { r"\d+" } else { "0" };
    let copies = format!(r"\d+ 份副本，\d+ 份完整，{torn} 份撕裂");
    let figures = [
        (
            format!("(?m)^25 字节：{copies}$"),
            format!("25 字节：{short}"),
        ),
        (
            format!("(?m)^1000 字节：{copies}$"),
            format!("1000 字节：{long}"),
        ),
        (
            r"用时 [0-9.]+ s：每秒 \d+ 件".into(),
            "用时 0.045 s：每秒 22222 件".into(),
        ),
        (tally(number), "应为 400，实为 231，丢失 169".into()),
    ];
    figures
        .iter()
        .fold(stdout.to_owned(), |text, (pattern, figures)| {
            let pattern = Regex::new(pattern).expect("a pattern");
            pattern.replace_all(&text, figures).into_owned()
        })
}

/// Only the race of chapter 6 may end with any figure.
fn tally(number: usize) -> String {
    let figure = if number == 6 { r"\d+" } else { "never" };
    format!("应为 400，实为 {figure}，丢失 {figure}")
}

fn has_chinese(line: &str) -> bool {
    line.chars().any(is_wide)
}

/// A lesson in Chinese, ready for its snapshot: no title and no remark is left in English, and no line
/// is too long for a terminal.
#[track_caller]
fn ready(number: usize, ran: &Ran) -> String {
    assert_eq!(ran.stderr, "");
    let wide = ran.stdout.lines().find(|line| columns(line) > 80);
    assert_eq!(wide, None);
    let said = redact(&some_figures(number, &ran.stdout));
    let titles = Regex::new(r"^(\d+\. |   > )").expect("a pattern");
    let english = said
        .lines()
        .find(|line| titles.is_match(line) && !has_chinese(line));
    assert_eq!(english, None);
    whoever_ends_first(&said)
}

#[rstest]
fn prints_its_lesson_in_chinese(#[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize) {
    let said = ready(number, &in_chinese(number));
    snapshot!(&format!("chapter{number}-zh"), &said);
}

#[rstest]
#[case("chapter8-readers-writers", chapter(8), &["--pattern", "readers-writers"])]
#[case("chapter8-barrier", chapter(8), &["--pattern", "barrier"])]
#[case("explore6", env!("CARGO_BIN_EXE_explore6"), &[])]
#[case("explore6_reach", env!("CARGO_BIN_EXE_explore6"), &["reach", "2"])]
fn its_other_lessons_are_in_chinese(
    #[case] name: &str,
    #[case] program: &str,
    #[case] arguments: &[&str],
) {
    let arguments = [arguments, &["--lang", "zh"]].concat();
    let said = ready(8, &run_program(program, &arguments).expect_code(0));
    snapshot!(&format!("{name}-zh"), &said);
}

/// Line by line: Chinese, or what stands in the English lesson at the same place.
#[rstest]
fn calls_and_tables_are_the_same(#[values(1, 2, 4, 5)] number: usize) {
    let english = run_program(chapter(number), &[]).expect_code(0).stdout;
    let lines = |stdout: &str| -> Vec<String> {
        unfold(&redact(stdout)).lines().map(str::to_owned).collect()
    };
    let (english, chinese) = (lines(&english), lines(&in_chinese(number).stdout));
    assert_eq!(english.len(), chinese.len(), "{chinese:#?}");
    for (english, chinese) in english.iter().zip(&chinese) {
        assert!(
            has_chinese(chinese) || english == chinese,
            "{english}\n{chinese}"
        );
    }
}

fn first_line(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(chapter(4));
    command.args(arguments).envs(variables.iter().copied());
    let ran = run(&mut command).expect_code(0);
    ran.stdout.lines().next().unwrap_or_default().to_owned()
}

#[rstest]
#[case::all(&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")], &[], true)]
#[case::by_the_user(&[("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "zh_TW")], &[], true)]
#[case::messages(&[("LC_ALL", ""), ("LC_MESSAGES", "de_DE"), ("LANG", "zh_CN")], &[], false)]
#[case::overruled(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], &[], false)]
#[case::english_asked_for(&[("LC_ALL", "zh_CN.UTF-8")], &["--lang", "en"], false)]
#[case::chinese_asked_for(&[("LC_ALL", "C")], &["--lang=zh"], true)]
fn it_speaks_the_language_of_the_user(
    #[case] variables: &[(&str, &str)],
    #[case] arguments: &[&str],
    #[case] chinese: bool,
) {
    let title = match chinese {
        true => "1. 附加并写",
        false => "1. Attach and write",
    };
    assert_eq!(first_line(variables, arguments), title);
}

#[test]
fn another_language_is_wrong_usage() {
    let ran = run_program(chapter(1), &["--lang", "eo"]).expect_code(2);
    let said = "error: --lang eo: there are en and zh\n";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
}

#[test]
fn errors_and_helps_are_in_chinese() {
    let key = shm_workbook::lesson::fresh_key();
    let arguments = ["read", "--key", &key.to_string(), "--lang", "zh"];
    let ran = run_program(chapter(3), &arguments).expect_code(1);
    let said = ran
        .stderr
        .replace(&key.number().to_string(), "1234")
        .replace(&key.to_string(), "0x000004d2");
    snapshot!("chapter3-nobody-created-zh", said.trim_end());
    let ran = run_program(chapter(1), &["--lang", "zh", "--key", "0"]).expect_code(2);
    assert!(ran.stderr.contains("\n用法：chapter1 "), "{}", ran.stderr);
}
