//! Lines of at most 80 columns: one paragraph again, and folded anew.
//!
//! How long an id is changes from run to run, and with it where a line is folded.

use regex::Regex;

use super::chinese::{between, columns, pieces};

const COLUMNS: usize = 80;

/// What chapters folded, as one line each.
pub fn unfold(output: &str) -> String {
    let rest = Regex::new(r"^   (\[\w+\] )?  (\S.*)$").expect("a pattern");
    let title = Regex::new(r"^\d+\. ").expect("a pattern");
    let mut lines: Vec<String> = Vec::new();
    // How long the last printed line is; joined to others, it looks longer.
    let mut printed = 0;
    for line in output.lines() {
        let before = lines.last().map_or("", String::as_str);
        let more = if title.is_match(before) {
            // Behind a long title stands a call, as often as the title's own rest.
            line.strip_prefix("   ")
                .filter(|text| !text.contains("get("))
        } else {
            let found = rest.captures(line);
            let same = |label: &str| before.starts_with(&format!("   {label}"));
            let found =
                found.filter(|f| same(f.get(1).map_or("", |label| label.as_str())));
            found.map(|f| f.get(2).expect("a group").as_str())
        };
        // A call is folded as a whole, before its outcome.
        let piece = |text: &str| match text.strip_prefix("= ") {
            Some(_) => columns(text),
            None => pieces(text).first().map_or(0, |(_, piece)| columns(piece)),
        };
        let more = more
            .filter(|text| printed + between(before, text).len() + piece(text) > COLUMNS);
        match (more, lines.last_mut()) {
            (Some(text), Some(last)) => {
                let space = between(last, text);
                *last = format!("{last}{space}{text}");
            }
            _ => lines.push(line.to_owned()),
        }
        printed = columns(line);
    }
    lines.join("\n")
}

/// A line as a chapter would fold it.
pub fn fold(line: &str) -> Vec<String> {
    let shape = Regex::new(r"^(?:(\d+\. )|   (\[\w+\] )?(> )?)(.*)$").expect("a pattern");
    let found = shape.captures(line).filter(|_| columns(line) > COLUMNS);
    let Some(found) = found else {
        return vec![line.to_owned()];
    };
    let part = |group| found.get(group).map_or("", |part| part.as_str());
    let next = match part(1) {
        "" => format!("   {}  ", part(2)),
        _ => "   ".into(),
    };
    if let Some((call, outcome)) = line.split_once(") = ") {
        return vec![format!("{call})"), format!("{next}= {outcome}")];
    }
    let mut words = pieces(part(4)).into_iter();
    let (_, first) = words.next().unwrap_or_default();
    let mut lines = vec![line[..line.len() - part(4).len()].to_owned() + &first];
    for (space, word) in words {
        match lines.last_mut() {
            Some(last) if columns(last) + space.len() + columns(&word) <= COLUMNS => {
                *last += &format!("{space}{word}");
            }
            _ => lines.push(format!("{next}{word}")),
        }
    }
    lines
}
