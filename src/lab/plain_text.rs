//! What a program has printed, made fit to be shown.

/// The longest line of a finding.
const MOST: usize = 300;

/// One line of text that says nothing to a terminal, to XML or to the eye but what is in it: no
/// control or escape sequences, no marks that turn the direction of writing around, no characters
/// that are none. Each becomes U+FFFD. What is too long is cut.
pub fn clean(line: &str) -> String {
    let mut clean: String = line.chars().take(MOST).map(visible).collect();
    if line.chars().nth(MOST).is_some() {
        clean.push('…');
    }
    clean
}

/// The same for a command of the checker's own making, which may be long.
pub fn clean_command(text: &str) -> String {
    text.chars().map(visible).collect()
}

fn visible(c: char) -> char {
    let turns = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let breaks = matches!(c, '\u{2028}' | '\u{2029}');
    let hides = matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let none = u32::from(c) & 0xfffe == 0xfffe;
    if c.is_control() || turns || breaks || hides || none {
        '\u{fffd}'
    } else {
        c
    }
}
