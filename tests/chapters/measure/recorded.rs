//! What needs no measuring: the command line, and the figures of another run.

use std::fs;
use std::path::{Path, PathBuf};

use rstest::rstest;

use super::{CHAPTER, HEADER};
use crate::support::{self, Ran};

#[rstest]
#[case(&["--format", "json"])]
#[case(&["--format"])]
#[case(&["--rounds", "x"])]
#[case(&["--rounds", "0"])]
#[case(&["--rounds", "101"])]
#[case(&["--messages", "0"])]
#[case(&["--from"])]
#[case(&["fast"])]
fn wrong_usage_is_refused(#[case] arguments: &[&str]) {
    let ran = support::run_program(CHAPTER, arguments).expect_code(2);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("usage: chapter9"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_role_that_there_is_not_is_refused() {
    // A child has to name its parent, which is this test.
    let me = std::process::id().to_string();
    let ran = support::run_program(CHAPTER, &["--role", "sitterr", &me]).expect_code(2);
    assert!(ran.stderr.contains("sitterr"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[rstest]
#[case::a_file("/dev/null", "EEXIST: File exists", "a file of another kind")]
#[case::below_a_file("/dev/null/x", "ENOTDIR: Not a directory", "a file of another kind")]
fn a_place_that_cannot_be_used_is_refused_before_anything_is_measured(
    #[case] path: &str,
    #[case] error: &str,
    #[case] help: &str,
) {
    let ran = support::run_program(CHAPTER, &["--save", path]).expect_code(1);
    assert_eq!(ran.stdout, "");
    let expected = format!("error: create the directory {path}: {error}\nhelp: ");
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
    assert!(ran.stderr.contains(help), "{}", ran.stderr);
}

/// The run that the page shows.
fn recorded(extension: &str) -> PathBuf {
    Path::new("book/src/data/chapter9").with_extension(extension)
}

/// Shows the run again and saves it there.
fn from_recorded(directory: &Path) -> Ran {
    let (csv, directory) = (recorded("csv"), directory.to_str().unwrap());
    let arguments = ["--from", csv.to_str().unwrap(), "--save", directory];
    support::run_program(CHAPTER, &arguments)
}

#[rstest]
fn the_page_shows_what_was_recorded(
    #[values("csv", "md", "svg", "narrow.svg")] extension: &str,
) {
    let directory = tempfile::tempdir().unwrap();
    from_recorded(directory.path()).expect_code(0);
    let shown = directory.path().join("chapter9").with_extension(extension);
    let [shown, on_the_page] =
        [shown, recorded(extension)].map(|file| fs::read_to_string(file).unwrap());
    assert!(
        shown == on_the_page,
        "chapter9.{extension} is not of chapter9.csv: run --from it"
    );
}

/// With the figures of that run; on a machine with too much to do they may be longer.
#[test]
fn no_line_is_wider_than_a_terminal() {
    let directory = tempfile::tempdir().unwrap();
    let ran = from_recorded(directory.path()).expect_code(0);
    let wide = ran.stdout.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
}

#[test]
fn csv_comes_out_as_it_went_in() {
    let csv = recorded("csv");
    let arguments = ["--from", csv.to_str().unwrap(), "--format", "csv"];
    let ran = support::run_program(CHAPTER, &arguments).expect_code(0);
    assert!(
        ran.stdout == fs::read_to_string(csv).unwrap(),
        "{}",
        ran.stdout
    );
}

#[rstest]
#[case::empty("", 1)]
#[case::another_header("part,name\n", 1)]
#[case::too_few_fields("{}\npage,again,,time,ns,1,1,1\n", 2)]
#[case::no_number("{}\npage,again,,time,ns,1,1,1,\npage,more,,time,ns,1,x,1,\n", 3)]
#[case::not_finite("{}\npage,again,,time,ns,inf,1,1,\n", 2)]
#[case::half_a_spread("{}\npage,again,,time,ns,1,,,\n", 2)]
fn a_file_that_is_not_ours_is_refused_by_its_line(
    #[case] text: &str,
    #[case] line: usize,
) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.csv");
    fs::write(&file, text.replace("{}", HEADER)).unwrap();
    let ran =
        support::run_program(CHAPTER, &["--from", file.to_str().unwrap()]).expect_code(1);
    let expected =
        format!("error: line {line} of the file is no figure of this chapter\nhelp: ");
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

/// A quote, a comma, and what SVG would take for a tag.
#[test]
fn names_of_a_file_are_quoted_wherever_they_are_shown() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.csv");
    let line = "two cores,\"a \"\"b\"\", <c>&\",64,round trip,ns,2.000,1.000,3.000,";
    let text = format!("{HEADER}\n{line}\n");
    fs::write(&file, &text).unwrap();
    let path = directory.path().to_str().unwrap();
    let arguments = ["--from", file.to_str().unwrap(), "--save", path];
    support::run_program(CHAPTER, &arguments).expect_code(0);
    let saved = |name| fs::read_to_string(directory.path().join(name)).unwrap();
    assert_eq!(saved("chapter9.csv"), text);
    let svg = saved("chapter9.svg");
    let document = roxmltree::Document::parse(&svg).unwrap();
    assert!(
        document
            .descendants()
            .any(|node| node.text() == Some("a \"b\", <c>&")),
        "{svg}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let csv = directory.path().join("chapter9.csv");
    fs::create_dir(&csv).unwrap();
    let ran = from_recorded(directory.path()).expect_code(1);
    let expected = format!(
        "error: write {}: EISDIR: Is a directory\nhelp: the path leads to a file of another kind; ",
        csv.display()
    );
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
}
