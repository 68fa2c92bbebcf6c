//! Chinese on a terminal: each character takes two columns, and there are no spaces between words.

const OPENING: &str = "（“《";
const CLOSING: &str = "，。：；、？！）”》…";

pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// May a line end between these two, where no space is?
fn may_part(before: char, after: char) -> bool {
    (is_wide(before) || is_wide(after))
        && !OPENING.contains(before)
        && !CLOSING.contains(after)
}

/// What stays together, each with what stands before it: a space or nothing.
pub fn pieces(text: &str) -> Vec<(&'static str, String)> {
    let mut pieces = Vec::new();
    for word in text.split(' ') {
        pieces.push((" ", String::new()));
        let mut before = None;
        for letter in word.chars() {
            if before.is_some_and(|before| may_part(before, letter)) {
                pieces.push(("", String::new()));
            }
            if let Some((_, piece)) = pieces.last_mut() {
                piece.push(letter);
            }
            before = Some(letter);
        }
    }
    pieces
}

/// What stood between two lines before they were folded. Between Chinese and Latin there is a space, but
/// none beside Chinese punctuation.
pub fn between(line: &str, next: &str) -> &'static str {
    let (Some(before), Some(after)) = (line.chars().last(), next.chars().next()) else {
        return " ";
    };
    let marks = |c: char| OPENING.contains(c) || CLOSING.contains(c);
    match is_wide(before) && is_wide(after) || marks(before) || marks(after) {
        true => "",
        false => " ",
    }
}
