//! Tables with commas, as RFC 4180 has them.

/// All rows. A file that begins with a byte order mark begins after it.
pub fn read(text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    while !(rest.is_empty() && row.is_empty()) {
        let (field, after) = field(rest)?;
        row.push(field);
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => {
                rows.push(std::mem::take(&mut row));
                let after = after.strip_prefix('\r').unwrap_or(after);
                rest = after.strip_prefix('\n').unwrap_or(after);
            }
        }
    }
    Ok(rows)
}

/// One field, and what comes after it.
fn field(text: &str) -> Result<(String, &str), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\r', '\n']).unwrap_or(text.len());
        return Ok((text[..end].to_string(), &text[end..]));
    };
    let mut field = String::new();
    loop {
        let end = rest.find('"').ok_or("a quote is not closed")?;
        field.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => rest = after,
            None if rest.is_empty() || rest.starts_with([',', '\r', '\n']) => {
                return Ok((field, rest));
            }
            None => return Err("text goes on after a quote was closed".to_string()),
        }
        field.push('"');
    }
}

pub fn write(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| {
        let fields: Vec<String> = row.iter().map(|field| quote(field)).collect();
        fields.join(",") + "\r\n"
    };
    rows.iter().map(line).collect()
}

fn quote(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) || field != field.trim() {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_string()
    }
}
