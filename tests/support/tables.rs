//! Lays out anew what has columns, once its values are others.

use regex::Captures;

/// The lines of `struct shmid_ds`: name, value, meaning.
pub fn relayout_field(line: &str) -> String {
    let field = pattern!(r"^   (shm_[a-z.]+) +(\S+) +(.*)$");
    let laid_out = field.replace(line, |found: &Captures| {
        format!("   {:<13} {:<11} {}", &found[1], &found[2], &found[3])
    });
    laid_out.into_owned()
}

/// Lays out the rows below each header of the kernel's table.
pub fn align_tables(lines: &[String]) -> Vec<String> {
    let is_row = |line: &String| pattern!(r"^   (key|0x[0-9a-f]{8}|-) ").is_match(line);
    let mut aligned = Vec::new();
    for part in lines.chunk_by(|a, b| is_row(a) && is_row(b)) {
        if !is_row(&part[0]) {
            aligned.extend_from_slice(part);
            continue;
        }
        let rows: Vec<Vec<&str>> = part
            .iter()
            .map(|row| row.split_whitespace().collect())
            .collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell =
            |row: &Vec<&str>, column: usize| row.get(column).map_or(0, |cell| cell.len());
        let width = |column| rows.iter().map(|row| cell(row, column)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &rows {
            let cells = row
                .iter()
                .zip(&widths)
                .map(|(cell, &width)| format!("{cell:width$}"));
            let text = cells.collect::<Vec<_>>().join("  ");
            aligned.push(format!("   {}", text.trim_end()));
        }
    }
    aligned
}
