//! What a program prints, as Markdown: it wraps on a phone, and nothing in it is taken for a mark.

/// Keeps Markdown from seeing marks of its own in what a program prints.
pub fn escaped(text: &str) -> String {
    let mark = |c: char| match "\\`*_[]<>#-|\"~".contains(c) {
        true => format!("\\{c}"),
        false => c.to_string(),
    };
    text.chars().map(mark).collect()
}

/// A table that shows all its columns on a phone (workbook.css); its cells are Markdown already.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<_> = head.iter().map(|name| (*name).to_owned()).collect();
    let rule = "|---".repeat(head.len());
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!(
        "<div class=\"steps\">\n\n{}{rule}|\n{rows}\n</div>\n",
        line(&head)
    )
}
