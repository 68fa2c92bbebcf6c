//! Text for a terminal: at most 80 columns, and ASCII where nothing else can be shown.

/// A terminal is at least as wide as this.
const WIDTH: usize = 80;

/// `label` and a text that is folded at its words, below each other. A word that is too long stays whole:
/// somebody may want to copy it.
pub fn labelled(label: &str, text: &str) -> String {
    let indent = label.chars().count();
    let mut lines = vec![label.to_string()];
    let mut column = indent;
    for word in text.split(' ') {
        let width = word.chars().count();
        if column > indent && column + 1 + width > WIDTH {
            lines.push(" ".repeat(indent));
            column = indent;
        }
        if let Some(line) = lines.last_mut() {
            if column > indent {
                line.push(' ');
                column += 1;
            }
            line.push_str(word);
        }
        column += width;
    }
    lines.join("\n")
}

/// The marks of a report, as the reader's terminal can show them.
pub fn shown(text: &str) -> String {
    if is_utf8() {
        return text.to_string();
    }
    let ascii = [("✓", "+"), ("✗", "x"), ("–", "-"), ("…", "...")];
    ascii.iter().fold(text.to_string(), |text, (mark, plain)| {
        text.replace(mark, plain)
    })
}

/// As setlocale does it: the first of these that is set decides.
fn is_utf8() -> bool {
    let value = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(value);
    // Unlike setlocale: whoever sets nothing, as in a container, has a terminal of today.
    locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}
