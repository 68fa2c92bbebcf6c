//! The formats that programs read, read back by others than those who wrote them.

use roxmltree::Document;
use serde_json::Value;

use crate::support::{Compiled, SOLUTIONS, c_source, checker, script, text, word};

/// A program with one mistake, so that there is something to report of each kind.
fn one_mistake() -> Compiled {
    Compiled::from(&c_source(1).replace("0600", "0666"), false)
}

fn report(program: &str, format: &str) -> (String, Option<i32>) {
    let output = checker(&["check", "1", "--program", program, "--format", format]);
    (text(&output.stdout), output.status.code())
}

/// The same of one check only.
fn short_report(program: &str, format: &str) -> (String, Option<i32>) {
    let words = ["check", "1", "--only", "lab1.created", "--format", format];
    let output = checker(&[&words[..], &["--program", program]].concat());
    (text(&output.stdout), output.status.code())
}

#[test]
fn json_has_a_schema_and_stable_ids() {
    let (document, code) = report(one_mistake().program(), "json");
    let report: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(report["schema"], 1);
    assert_eq!(
        (&report["points"], &report["max_points"]),
        (&12.into(), &14.into())
    );
    let checks = report["labs"][0]["checks"].as_array().unwrap();
    let known: Vec<&str> = checks
        .iter()
        .map(|check| check["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        known,
        [
            "lab1.created",
            "lab1.prints-id",
            "lab1.size",
            "lab1.mode",
            "lab1.key-taken",
            "lab1.bad-size",
            "lab1.two-at-once",
            "lab1.line",
            "lab1.key-hex",
            "lab1.ends",
            "lab1.usage"
        ]
    );
    let finding = &checks[3]["finding"];
    assert_eq!(checks[3]["status"], "failed");
    for field in ["run", "expected", "idea"] {
        assert!(!finding[field].as_str().unwrap().is_empty(), "{finding:#}");
    }
    assert!(
        finding["saw"].to_string().contains("mode=0666"),
        "{finding:#}"
    );
    assert!(checks[0].get("finding").is_none());
}

#[test]
fn junit_counts_what_has_failed() {
    let (document, code) = report(one_mistake().program(), "junit");
    let document = Document::parse(&document).unwrap();
    assert_eq!(code, Some(1));
    let suites = document.root_element();
    let attributes = |name| (suites.attribute(name), suites.first_element_child());
    assert_eq!(attributes("tests").0, Some("11"));
    assert_eq!(attributes("failures").0, Some("1"));
    let suite = suites.first_element_child().unwrap();
    assert_eq!(suite.attribute("name"), Some("lab1"));
    let failed = document
        .descendants()
        .find(|node| node.has_tag_name("failure"))
        .unwrap();
    assert_eq!(
        failed.parent().unwrap().attribute("name"),
        Some("lab1.mode")
    );
    assert!(failed.text().unwrap().contains("mode=0666"));
}

#[test]
fn gradescope_gets_scores() {
    let (document, _) = report(one_mistake().program(), "gradescope");
    let results: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(results["score"], 12);
    assert_eq!(results["output_format"], "text");
    let tests = results["tests"].as_array().unwrap();
    let sum = |field: &str| {
        tests
            .iter()
            .map(|test| test[field].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!((sum("score"), sum("max_score")), (12, 14));
    let mode = tests
        .iter()
        .find(|test| test["name"].as_str().unwrap().starts_with("lab1.mode"));
    assert_eq!(mode.unwrap()["status"], "failed");
    assert!(
        mode.unwrap()["output"]
            .as_str()
            .unwrap()
            .contains("mode=0666")
    );
}

#[test]
fn all_formats_say_passed() {
    for format in ["text", "json", "junit", "gradescope"] {
        let (document, code) = short_report(&word(SOLUTIONS[0]), format);
        assert_eq!(code, Some(0), "{document}");
    }
    let (document, _) = short_report(&word(SOLUTIONS[0]), "junit");
    let document = Document::parse(&document).unwrap();
    assert_eq!(document.root_element().attribute("failures"), Some("0"));
}

/// XML 1.0 has no way at all to hold most control characters.
#[test]
fn odd_bytes_do_not_break_a_format() {
    let folder = tempfile::tempdir().unwrap();
    let odd = "printf '\\001\\033]]>&<\\377\\000\\357\\277\\276\"'; exit 1";
    let program = script(&folder, "odd", odd);
    Document::parse(&short_report(&program, "junit").0).unwrap();
    for format in ["json", "gradescope"] {
        serde_json::from_str::<Value>(&short_report(&program, format).0).unwrap();
    }
}

#[test]
fn text_has_no_colour_in_a_pipe() {
    let (document, _) = report(one_mistake().program(), "text");
    assert!(!document.contains('\u{1b}'), "{document}");
    for word in ["run ", "expected ", "saw ", "idea ", "12 of 14 points"] {
        assert!(document.contains(word), "{document}");
    }
}

/// What a program prints is data, in every format.
#[test]
fn nothing_that_a_program_prints_is_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = r"\033]0;title\007\302\233\357\277\276\342\200\256\000\377x\n";
    let lines = format!("printf '{bytes}'; printf %0200000d 0 >&2; exit 1");
    let program = script(&folder, "data", &lines);
    for format in ["text", "json", "junit", "gradescope"] {
        let (document, code) = short_report(&program, format);
        assert_eq!(code, Some(1));
        let obeyed = ['\u{1b}', '\u{7}', '\u{9b}', '\u{fffe}', '\u{202e}', '\0'];
        assert!(!document.contains(obeyed), "{format}: {document}");
        assert!(document.lines().all(|line| line.chars().count() < 2000));
        assert!(document.contains("title"), "{document}");
    }
    Document::parse(&short_report(&program, "junit").0).unwrap();
}

#[test]
fn every_format_says_how_the_program_was_kept_apart() {
    let program = one_mistake();
    for format in ["json", "junit", "gradescope"] {
        let (document, _) = short_report(program.program(), format);
        assert!(document.contains("isolation"), "{document}");
    }
}

/// A path that no shell would take as one word, or at all.
#[test]
fn a_program_can_be_named_by_any_path() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"it's \"a\"\n\xff lab");
    let path = folder.path().join(name);
    let compiled = Compiled::from(&c_source(1), true);
    crate::support::copy_program(compiled.program(), &path);
    let output = std::process::Command::new(crate::support::CHECKER)
        .args(["check", "1", "--format", "junit", "--program-file"])
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    Document::parse(&text(&output.stdout)).unwrap();
}
