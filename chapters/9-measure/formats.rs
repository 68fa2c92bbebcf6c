//! The results for other programs: CSV and JSON, written by hand, for all that is in them are
//! numbers and a few names.

use std::fmt::Write;

use shm_workbook::lesson::Failure;

use crate::machine;
use crate::markdown;
use crate::results::Results;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Csv,
    Json,
    Markdown,
}

impl std::str::FromStr for Format {
    type Err = Failure;

    fn from_str(name: &str) -> Result<Format, Failure> {
        match name {
            "text" => Ok(Format::Text),
            "csv" => Ok(Format::Csv),
            "json" => Ok(Format::Json),
            "markdown" => Ok(Format::Markdown),
            _ => Err(Failure::Usage("choose text, csv, json or markdown".into())),
        }
    }
}

impl Format {
    /// The whole document; nothing for text, which has been printed on the way.
    pub fn write(self, results: &Results) -> String {
        match self {
            Format::Text => String::new(),
            Format::Csv => csv(results),
            Format::Json => json(results),
            Format::Markdown => markdown::write(results),
        }
    }
}

fn csv(results: &Results) -> String {
    let mut text = String::from("part,name,size,metric,unit,median,min,max\n");
    for figure in results.figures() {
        let size = figure.size.map(|size| size.to_string()).unwrap_or_default();
        let spread = figure.spread;
        // A string takes whatever is written into it.
        let _ = writeln!(
            text,
            "{},{},{size},{},{},{:.3},{:.3},{:.3}",
            quoted_for_csv(figure.part),
            quoted_for_csv(figure.name),
            quoted_for_csv(figure.metric),
            figure.unit,
            spread.median,
            spread.min,
            spread.max
        );
    }
    text
}

/// Only where it has to be: most names have no comma.
fn quoted_for_csv(name: &str) -> String {
    match name.contains([',', '"', '\n']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.to_owned(),
    }
}

fn json(results: &Results) -> String {
    let run = format!(
        "  \"run\": {{\"machine\": {}, \"rounds\": {}, \"cores\": {}, \"optimized\": {}}}",
        string(&machine::describe()),
        results.plan.rounds,
        string(&results.cores.to_string()),
        !cfg!(debug_assertions),
    );
    let figures = results.figures().into_iter().map(|figure| {
        let size = figure.size.map_or_else(|| "null".into(), |size| size.to_string());
        let spread = figure.spread;
        format!(
            "{{\"part\": {}, \"name\": {}, \"size\": {size}, \"metric\": {}, \"unit\": {}, \
             \"median\": {:.3}, \"min\": {:.3}, \"max\": {:.3}}}",
            string(figure.part),
            string(figure.name),
            string(figure.metric),
            string(figure.unit),
            spread.median,
            spread.min,
            spread.max
        )
    });
    let missing = results.rows.iter().filter_map(|row| {
        let why = row.samples.as_ref().err()?;
        let (name, needs) = (string(row.mechanism.name), string(row.mechanism.needs));
        Some(format!(
            "{{\"name\": {name}, \"why\": {}, \"needs\": {needs}}}",
            string(why)
        ))
    });
    let survives = results.prices.iter().map(|price| {
        format!(
            "{{\"name\": {}, \"free_after_kill\": {}, \"free_after_exec\": {}}}",
            string(price.guard.name()),
            word(price.free_after_kill),
            word(price.free_after_exec)
        )
    });
    let copies = results.rows.iter().map(|row| {
        let (name, copies) = (string(row.mechanism.name), string(row.mechanism.copies));
        format!("{{\"name\": {name}, \"copies\": {copies}}}")
    });
    let lists = [
        run,
        list("figures", figures),
        list("missing", missing),
        list("copies", copies),
        list("survives", survives),
    ];
    format!("{{\n{}\n}}\n", lists.join(",\n"))
}

fn list(name: &str, items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("\n    {item}")).collect();
    match items.is_empty() {
        true => format!("  \"{name}\": []"),
        false => format!("  \"{name}\": [{}\n  ]", items.join(",")),
    }
}

fn word(value: Option<bool>) -> String {
    value.map_or_else(|| "null".into(), |value| value.to_string())
}

fn string(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", control as u32);
            }
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
