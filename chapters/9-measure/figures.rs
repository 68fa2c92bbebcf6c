//! All that a run has found, as one list. The tables, the picture and the CSV file are views of it.

use std::fmt::Write;

use shm_workbook::lesson::{Failure, Result};

use crate::spread::Spread;

/// What was measured, or is to be looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct What {
    /// Which of the chapter's questions it answers.
    part: String,
    /// Of what: a mechanism, a guard.
    name: String,
    /// Of a message, in bytes; empty where there is none.
    size: String,
    metric: String,
}

pub fn what(part: &str, name: &str, metric: &str) -> What {
    let (part, name, metric) = (part.into(), name.into(), metric.into());
    let size = String::new();
    What {
        part,
        name,
        size,
        metric,
    }
}

impl What {
    pub fn of_size(self, bytes: usize) -> What {
        let size = bytes.to_string();
        What { size, ..self }
    }
}

#[derive(Debug)]
struct Figure {
    what: What,
    unit: String,
    /// One for each round.
    values: Vec<f64>,
    /// For what is no number.
    note: String,
}

#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

const HEADER: &str = "part,name,size,metric,unit,median,min,max,note";

impl Figures {
    /// What one more round has measured, in thousandths of the unit: what the file keeps, so that
    /// the tables of a run and of its file never differ in the last digit.
    pub fn add(&mut self, what: What, unit: &str, value: f64) {
        let value = (value * 1000.0).round() / 1000.0;
        if let Some(figure) = self.0.iter_mut().find(|figure| figure.what == what) {
            return figure.values.push(value);
        }
        let (unit, values, note) = (unit.into(), vec![value], String::new());
        self.0.push(Figure {
            what,
            unit,
            values,
            note,
        });
    }

    /// Something to know that is no number.
    pub fn note(&mut self, what: What, note: &str) {
        let (unit, values, note) = (String::new(), Vec::new(), note.into());
        self.0.push(Figure {
            what,
            unit,
            values,
            note,
        });
    }

    pub fn spread(&self, what: &What) -> Option<Spread> {
        Spread::of(&self.find(what)?.values)
    }

    pub fn text(&self, what: &What) -> Option<&str> {
        self.find(what).map(|figure| figure.note.as_str())
    }

    fn find(&self, what: &What) -> Option<&Figure> {
        self.0.iter().find(|figure| figure.what == *what)
    }

    /// What this part has figures of, in the order in which they came.
    pub fn names(&self, part: &str) -> Vec<&str> {
        let mut names = Vec::new();
        for Figure { what, .. } in &self.0 {
            if what.part == part && !names.contains(&what.name.as_str()) {
                names.push(&what.name);
            }
        }
        names
    }

    pub fn csv(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for Figure {
            what,
            unit,
            values,
            note,
        } in &self.0
        {
            let numbers = Spread::of(values).map_or(",,".into(), |spread| {
                let Spread { median, min, max } = spread;
                format!("{median:.3},{min:.3},{max:.3}")
            });
            let What {
                part,
                name,
                size,
                metric,
            } = what;
            let [part, name, metric, note] =
                [part, name, metric, note].map(|text| quoted(text));
            // A string takes whatever is written into it.
            let _ = writeln!(
                text,
                "{part},{name},{size},{metric},{unit},{numbers},{note}"
            );
        }
        text
    }

    /// Reads what [`Figures::csv`] has written.
    pub fn from_csv(text: &str) -> Result<Figures> {
        let mut lines = text.lines();
        let mut figures = match lines.next() {
            Some(HEADER) => Figures::default(),
            _ => return Err(not_ours(1)),
        };
        for (line, number) in lines.zip(2..) {
            let figure = figure(fields(line)).ok_or_else(|| not_ours(number))?;
            figures.0.push(figure);
        }
        Ok(figures)
    }
}

/// `None` if these are not the fields of a figure.
fn figure(fields: Vec<String>) -> Option<Figure> {
    let [part, name, size, metric, unit, median, min, max, note]: [String; 9] =
        fields.try_into().ok()?;
    let number =
        |text: &String| text.parse().ok().filter(|number: &f64| number.is_finite());
    let numbers = [median, min, max];
    let values = match numbers.iter().all(String::is_empty) {
        true => Vec::new(),
        // The median of these three is the median of all rounds: nothing else has to be kept.
        false => numbers.iter().map(number).collect::<Option<_>>()?,
    };
    let what = What {
        part,
        name,
        size,
        metric,
    };
    Some(Figure {
        what,
        unit,
        values,
        note,
    })
}

/// Only where it has to be: most names have no comma.
fn quoted(text: &str) -> String {
    match text.contains([',', '"']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// The fields of a line. A quote within a quoted field is doubled.
fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let (mut field, mut quoted, mut last) = (String::new(), false, ',');
    for character in line.chars() {
        match character {
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            '"' => {
                quoted = !quoted;
                if quoted && last == '"' {
                    field.push('"');
                }
            }
            other => field.push(other),
        }
        last = character;
    }
    fields.push(field);
    fields
}

fn not_ours(line: usize) -> Failure {
    Failure::Other {
        what: format!("line {line} of the file is no figure of this chapter"),
        help: "give --from a file that --save has written".into(),
    }
}
