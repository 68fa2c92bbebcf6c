//! How a line of a lesson looks: its place, at most 80 columns, and on a terminal its style.

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The title of a step.
    Title,
    /// What belongs to a step: values, tables.
    Text,
    /// A call as it was made.
    Call,
    /// The one thing to notice.
    Remark,
    /// A result, at the margin. It is never folded: a program may read it, line by line.
    Result,
    /// What a child tells its parent. Nobody else sees it.
    Answer,
}

const COLUMNS: usize = 80;
const STEP: &str = "   ";

impl Kind {
    const ALL: [Kind; 6] = [
        Kind::Title,
        Kind::Text,
        Kind::Call,
        Kind::Remark,
        Kind::Result,
        Kind::Answer,
    ];

    /// What a child writes in front of a line, so that its parent knows what it is.
    pub(super) fn letter(self) -> char {
        match self {
            Kind::Title => 't',
            Kind::Text => ' ',
            Kind::Call => 'c',
            Kind::Remark => '>',
            Kind::Result => '=',
            Kind::Answer => 'a',
        }
    }

    /// Takes a child's line apart. What has no letter is text: a child may write anything.
    pub(super) fn of(line: &str) -> (Kind, &str) {
        let found = Kind::ALL.into_iter().find_map(|kind| {
            let text = line.strip_prefix(kind.letter())?;
            Some((kind, text))
        });
        found.unwrap_or((Kind::Text, line))
    }

    /// The escape sequence that begins its style: steps stand out, calls stay back.
    fn style(self) -> &'static str {
        match self {
            Kind::Title => "\x1b[1m",
            Kind::Call => "\x1b[2m",
            Kind::Text | Kind::Remark | Kind::Result | Kind::Answer => "",
        }
    }
}

/// The lines for a text, each with its end of line. `label` names the child that says it.
pub(super) fn lay_out(kind: Kind, label: &str, text: &str, styled: bool) -> String {
    let step = format!("{STEP}{label}");
    let (first, next) = match kind {
        Kind::Title => (String::new(), STEP.into()),
        Kind::Remark => (format!("{step}> "), format!("{step}  ")),
        Kind::Text | Kind::Call => (step.clone(), format!("{step}  ")),
        Kind::Result | Kind::Answer => return format!("{text}\n"),
    };
    let style = if styled { kind.style() } else { "" };
    let end = if style.is_empty() { "" } else { "\x1b[0m" };
    let mut out = String::new();
    let widths = [&first, &next].map(|indent| COLUMNS - indent.len().min(COLUMNS / 2));
    for (number, part) in parts(kind, text, widths).iter().enumerate() {
        let indent = if number == 0 { &first } else { &next };
        let line = format!("{indent}{part}");
        out += &format!("{style}{}{end}\n", line.trim_end());
    }
    out
}

/// The lines of a help, at most 80 columns wide. A new line in the text begins a new one; what stands in
/// backticks is a command, which is not folded: it is there to be pasted.
pub(super) fn lay_out_help(text: &str) -> String {
    const LABEL: &str = "help: ";
    let width = COLUMNS - LABEL.len();
    let glued = glue_commands(text);
    let parts = glued
        .lines()
        .flat_map(|line| parts(Kind::Text, line, [width; 2]));
    let text = parts.collect::<Vec<_>>().join("\n      ");
    format!("{LABEL}{}\n", text.replace(GLUE, " "))
}

/// A space at which no line is folded.
const GLUE: char = '\u{a0}';

fn glue_commands(text: &str) -> String {
    let glue = |(number, part): (usize, &str)| match number % 2 {
        0 => part.to_owned(),
        _ => part.replace(' ', &GLUE.to_string()),
    };
    text.split('`').enumerate().map(glue).collect()
}

/// The text in parts of these widths: of the first, and of all others. A call is parted from what it
/// returned, anything else at its spaces and between Chinese characters; a word that is longer than
/// that stays whole.
fn parts(kind: Kind, text: &str, [first, next]: [usize; 2]) -> Vec<String> {
    if columns(text) <= first {
        return vec![text.to_owned()];
    }
    if let (Kind::Call, Some((call, outcome))) = (kind, text.split_once(") = ")) {
        return vec![format!("{call})"), format!("= {outcome}")];
    }
    let mut parts = vec![String::new()];
    for (space, word) in words(text) {
        let width = if parts.len() == 1 { first } else { next };
        match parts.last_mut() {
            Some(part) if part.is_empty() => *part = word.to_owned(),
            Some(part) if columns(part) + space.len() + columns(word) <= width => {
                *part += space;
                *part += word;
            }
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

/// What is never folded, each with the space in front of it. Chinese has none between its words: it is
/// folded anywhere, but no line begins with a full stop or ends with an opening bracket.
fn words(text: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    for part in text.split(' ') {
        let (mut space, mut rest) = (" ", part);
        let letters = part.char_indices().zip(part.char_indices().skip(1));
        for ((_, before), (at, after)) in letters {
            let chinese = is_wide(before) || is_wide(after);
            if chinese
                && !"（“《".contains(before)
                && !"，。：；、？！）”》…".contains(after)
            {
                let (word, behind) = rest.split_at(at - (part.len() - rest.len()));
                words.push((space, word));
                (space, rest) = ("", behind);
            }
        }
        words.push((space, rest));
    }
    words
}

/// How many columns of a terminal it takes.
fn columns(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// Chinese characters and their punctuation take two columns.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
}
