//! What a lesson says, in Chinese.
//!
//! A chapter says everything in English, and there its reader finds it. Whatever is printed passes
//! here: with `--lang zh`, or where the locale is a Chinese one, it is looked up in `zh-CN.po`.
//! What is not in there stays English. Calls, errnos and tables are the same in every language.

use std::borrow::Cow;
use std::env;
use std::str::FromStr;
use std::sync::OnceLock;

/// The format of gettext: `msgid` is English, `msgstr` Chinese, each on one line.
const CATALOGUE: &str = include_str!("zh-CN.po");

/// A language that lessons speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Chinese,
}

impl FromStr for Language {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Language, Self::Err> {
        match name {
            "en" => Ok(Language::English),
            "zh" => Ok(Language::Chinese),
            _ => Err("there are en and zh"),
        }
    }
}

impl Language {
    /// The user's, as POSIX says: the first of these variables that is not empty.
    fn of_user() -> Language {
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
        let locale = variables
            .filter_map(env::var_os)
            .find(|locale| !locale.is_empty());
        match locale.is_some_and(|locale| locale.as_encoded_bytes().starts_with(b"zh")) {
            true => Language::Chinese,
            false => Language::English,
        }
    }

    /// A locale of this language.
    pub(super) fn locale(self) -> &'static str {
        match self {
            Language::English => "C",
            Language::Chinese => "zh_CN.UTF-8",
        }
    }
}

type Messages = Vec<(String, String)>;

static LANGUAGE: OnceLock<Language> = OnceLock::new();
static MESSAGES: OnceLock<Messages> = OnceLock::new();

/// From now on everything is said in this language, or in the user's.
pub(super) fn begin(chosen: Option<Language>) {
    LANGUAGE.get_or_init(|| chosen.unwrap_or_else(Language::of_user));
}

/// The language; English, as long as nobody has begun.
pub(super) fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or(Language::English)
}

/// A text in the user's language. A title keeps its number.
pub(super) fn say(text: &str) -> Cow<'_, str> {
    if language() == Language::English {
        return Cow::Borrowed(text);
    }
    let messages = MESSAGES.get_or_init(|| messages(CATALOGUE));
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let title = digits.strip_prefix(". ").unwrap_or(text);
    let number = &text[..text.len() - title.len()];
    match look_up(messages, title) {
        Some(said) => Cow::Owned(format!("{number}{said}")),
        None => Cow::Borrowed(text),
    }
}

fn look_up(messages: &Messages, text: &str) -> Option<String> {
    messages.iter().find_map(|(english, chinese)| {
        let mut values = Vec::new();
        matches(english, text, &mut values).then(|| {
            let numbered = (1..).zip(&values);
            numbered.fold(chinese.clone(), |said, (number, value)| {
                said.replace(&format!("{{{number}}}"), value)
            })
        })
    })
}

/// Whether the text is this message. `{1}` stands for a word of any kind; at the end of a message it
/// stands for all the rest.
fn matches<'t>(message: &str, text: &'t str, values: &mut Vec<&'t str>) -> bool {
    let Some((before, behind)) = message.split_once('{') else {
        return message == text;
    };
    let (Some(text), Some((_, behind))) =
        (text.strip_prefix(before), behind.split_once('}'))
    else {
        return false;
    };
    if behind.is_empty() {
        values.push(text);
        return !text.is_empty();
    }
    let literal = behind.split('{').next().unwrap_or_default();
    let Some((value, _)) = text.split_once(literal) else {
        return false;
    };
    values.push(value);
    !value.is_empty()
        && !value.contains(' ')
        && matches(behind, &text[value.len()..], values)
}

/// All messages that have a translation.
fn messages(catalogue: &str) -> Messages {
    let text = |line: &str, name: &str| {
        let quoted = line.strip_prefix(name)?.trim();
        Some(unescaped(quoted.strip_prefix('"')?.strip_suffix('"')?))
    };
    let (mut messages, mut english) = (Messages::new(), String::new());
    for line in catalogue.lines() {
        if let Some(id) = text(line, "msgid ") {
            english = id;
            continue;
        }
        let chinese = text(line, "msgstr ").filter(|chinese| !chinese.is_empty());
        if let Some(chinese) = chinese.filter(|_| !english.is_empty()) {
            messages.push((std::mem::take(&mut english), chinese));
        }
    }
    messages
}

/// PO's escapes are those of C.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        out.extend(match letter {
            '\\' => letters
                .next()
                .map(|next| if next == 'n' { '\n' } else { next }),
            _ => Some(letter),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{CATALOGUE, look_up, messages};

    fn say(text: &str) -> Option<String> {
        let catalogue = "msgid \"\"\nmsgstr \"\"\n\"Language: zh-CN\\n\"\n\n\
             msgid \"left {1}, right {2}\"\nmsgstr \"右 {2}，左 {1}\"\n\n\
             msgid \"read: {1}\"\nmsgstr \"读到：{1}\"\n\n\
             msgid \"open\"\nmsgstr \"\"\n\n\
             msgid \"two\\nlines\"\nmsgstr \"两\\n行\"\n";
        look_up(&messages(catalogue), text)
    }

    #[test]
    fn values_go_where_the_translation_wants_them() {
        assert_eq!(say("left 3, right 40").as_deref(), Some("右 40，左 3"));
        assert_eq!(
            say("read: \"one memory\"").as_deref(),
            Some("读到：\"one memory\"")
        );
        assert_eq!(say("two\nlines").as_deref(), Some("两\n行"));
    }

    #[test]
    fn what_is_not_a_message_is_not_translated() {
        for text in [
            "left 3 4, right 40",
            "left 3, ",
            "read: ",
            "open",
            "",
            "so left 3, right 4",
        ] {
            assert_eq!(say(text), None, "{text}");
        }
    }

    #[test]
    fn each_message_finds_itself_and_keeps_its_values() {
        let all = messages(CATALOGUE);
        assert!(all.len() > 100, "{}", all.len());
        for (english, chinese) in &all {
            assert_eq!(look_up(&all, english).as_ref(), Some(chinese), "{english}");
            for number in 1..=5 {
                let value = format!("{{{number}}}");
                assert_eq!(
                    english.contains(&value),
                    chinese.contains(&value),
                    "{english}"
                );
            }
        }
    }
}
