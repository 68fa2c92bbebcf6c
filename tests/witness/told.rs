//! What `cargo lab` prints, as the page shows it: sentences as prose, and a trace as a table. In a block of
//! code a phone would fold the columns of a trace over each other.

use crate::markdown::{escaped, table};

/// Where the columns of a trace begin: three processes, what the memory holds then, the line of the source.
const BEGIN: [usize; 5] = [0, 18, 36, 54, 68];
const HEAD: [&str; 5] = ["A", "B", "C", "holds then", "line"];
/// Under a race its trace stands indented, and what is said of it a little less.
const UNDER_A_RACE: &str = "    ";
const SAID: &str = "  ";

fn cells(line: &str) -> Vec<String> {
    let letters: Vec<_> = line.chars().collect();
    let ends = BEGIN.iter().skip(1).copied().chain([usize::MAX]);
    let cell = |(from, to): (&usize, usize)| {
        let text = letters.iter().take(to).skip(*from).collect::<String>();
        escaped(text.trim())
    };
    BEGIN.iter().zip(ends).map(cell).collect()
}

/// The columns that say something.
fn trace(lines: &[&str]) -> String {
    let rows: Vec<_> = lines.iter().map(|line| cells(line)).collect();
    let kept: Vec<_> = (0..HEAD.len())
        .filter(|&at| rows.iter().any(|row| !row[at].is_empty()))
        .collect();
    let head: Vec<_> = kept.iter().map(|&at| HEAD[at]).collect();
    let kept_of = |row: &Vec<String>| kept.iter().map(|&at| row[at].clone()).collect();
    table(&head, &rows.iter().map(kept_of).collect::<Vec<_>>())
}

#[derive(PartialEq)]
enum Kind {
    Code,
    Said,
    Trace,
}

fn kind(line: &str, in_trace: bool) -> Kind {
    match line {
        _ if in_trace || line.starts_with(UNDER_A_RACE) => Kind::Trace,
        _ if line.starts_with(SAID) => Kind::Said,
        _ => Kind::Code,
    }
}

pub fn as_markdown(text: &str) -> String {
    let mut in_trace = false;
    let lines = text.lines().filter(|line| !line.is_empty()).map(|line| {
        in_trace |= line == "[A]";
        let kind = kind(line, in_trace);
        let indented = kind == Kind::Trace && !in_trace;
        (
            kind,
            if indented {
                &line[UNDER_A_RACE.len()..]
            } else {
                line
            },
        )
    });
    let lines: Vec<_> = lines.collect();
    let parts = lines.chunk_by(|one, next| one.0 == next.0).map(|part| {
        let lines: Vec<_> = part.iter().map(|(_, line)| *line).collect();
        match part[0].0 {
            Kind::Code => format!("```text\n{}\n```\n", lines.join("\n")),
            Kind::Said => lines
                .iter()
                .map(|line| format!("- {}\n", escaped(line.trim())))
                .collect(),
            Kind::Trace => trace(&lines),
        }
    });
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn under_a_race_its_trace_stands_indented() {
    let printed = "\
$ cargo lab races
race 1
  B store 1, 8 bytes
                      load 0                                            count.c:18
";
    let expected = "```text\n$ cargo lab races\nrace 1\n```\n\n- B store 1, 8 bytes\n\n\
        <div class=\"steps\">\n\n| B | line |\n|---|---|\n| load 0 | count.c:18 |\n\n</div>\n";
    assert_eq!(as_markdown(printed), expected);
}

#[test]
fn each_column_of_a_trace_is_where_it_is_printed() {
    let printed = "\
[A]
wait …                                                              count.c:22
                                    store 1            M1+0=1       count.c:18
";
    let made = as_markdown(printed);
    assert!(made.contains("| A | C | holds then | line |"), "{made}");
    assert!(made.contains("| wait … |  |  | count.c:22 |"), "{made}");
    assert!(
        made.contains("|  | store 1 | M1+0=1 | count.c:18 |"),
        "{made}"
    );
}
