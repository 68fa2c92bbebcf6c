//! A table as text: for the terminal, and as Markdown for the page.

use crate::figures::{Figures, What, what};
use crate::spread::{Spread, digits};
use crate::tables::Show::{Median, Note, Percent, Range, Ratio};
use crate::tables::{Column, Table};

/// The longest, in characters.
const BAR: f64 = 8.0;

impl Table {
    pub fn markdown(&self, figures: &Figures) -> String {
        let mut lines = self.lines(figures);
        let right = |column: &Column| if column.2 == Note { "---" } else { "---:" };
        let dashes = self.columns.iter().map(right);
        lines.insert(
            1,
            ["---"]
                .into_iter()
                .chain(dashes)
                .map(String::from)
                .collect(),
        );
        lines
            .iter()
            .map(|line| format!("| {} |\n", line.join(" | ")))
            .collect()
    }

    /// In columns as wide as they have to be, with bars for what is in the first of them.
    pub fn text(&self, figures: &Figures) -> String {
        let lines = self.lines(figures);
        let width =
            |place: usize| lines.iter().map(|line| line[place].chars().count()).max();
        let mut bars = self.bars(figures).into_iter();
        let mut text = String::new();
        for (number, line) in lines.iter().enumerate() {
            for (place, cell) in line.iter().enumerate() {
                let width = width(place).unwrap_or(0);
                text += &match place.checked_sub(1).map(|place| self.columns[place].2) {
                    None => format!("{cell:<width$}"),
                    Some(Note) => format!("  {cell:<width$}"),
                    Some(_) => format!("  {cell:>width$}"),
                };
            }
            if number > 0 {
                text += &format!("  {}", bars.next().unwrap_or_default());
            }
            text.push('\n');
        }
        text
    }

    /// The header, then a line for each name.
    fn lines(&self, figures: &Figures) -> Vec<Vec<String>> {
        let titles = self.columns.iter().map(|column| column.0);
        let mut lines = vec![
            [self.title]
                .into_iter()
                .chain(titles)
                .map(String::from)
                .collect(),
        ];
        let names = figures.names(self.part);
        for name in &names {
            let mut line = vec![(*name).to_owned()];
            for column in self.columns {
                let cell = self.cell(figures, names[0], name, column);
                line.push(cell.unwrap_or_else(|| "missing".into()));
            }
            lines.push(line);
        }
        lines
    }

    fn cell(
        &self,
        figures: &Figures,
        first: &str,
        name: &str,
        column: &Column,
    ) -> Option<String> {
        let what = self.what(name, column);
        let spread = figures.spread(&what);
        Some(match column.2 {
            Range(factor) => {
                let Spread { median, min, max } = spread?;
                let [median, min, max] =
                    [median, min, max].map(|value| digits(value * factor));
                format!("{median} ({min}–{max})")
            }
            Median(factor) => digits(spread?.median * factor),
            Percent(factor, decimals) => {
                format!("{:.decimals$} %", spread?.median * factor)
            }
            Ratio => {
                let first = figures.spread(&self.what(first, column))?;
                format!("{} ×", digits(spread?.median / first.median))
            }
            Note => figures.text(&what)?.to_owned(),
        })
    }

    /// Only where the first column is one to compare by.
    fn bars(&self, figures: &Figures) -> Vec<String> {
        let column = &self.columns[0];
        if !matches!(column.2, Range(_)) {
            return Vec::new();
        }
        let names = figures.names(self.part).into_iter();
        let spreads = names.map(|name| figures.spread(&self.what(name, column)));
        let medians: Vec<f64> = spreads
            .map(|spread| spread.map_or(0.0, |spread| spread.median))
            .collect();
        let longest = medians.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        let bar = |median: &f64| "#".repeat((BAR * median / longest).ceil() as usize);
        medians.iter().map(bar).collect()
    }

    fn what(&self, name: &str, column: &Column) -> What {
        let what = what(self.part, name, column.1);
        match self.size {
            Some(bytes) => what.of_size(bytes),
            None => what,
        }
    }
}
