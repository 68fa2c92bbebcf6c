//! All that a run has found, and the flat list of figures that every format prints.

use std::time::Duration;

use crate::cold::Pages;
use crate::cores::Cores;
use crate::measure::{Plan, Row, Sample, Sized};
use crate::price::{Neighbours, Price};
use crate::spread::Spread;

#[derive(Debug)]
pub struct Results {
    pub plan: Plan,
    pub cores: Cores,
    pub rows: Vec<Row>,
    /// Both ends on one core, with short messages.
    pub one_core: Vec<Row>,
    /// What checking a message takes, which is part of every figure.
    pub checks: Vec<(usize, Duration)>,
    pub pages: Option<Pages>,
    pub neighbours: Neighbours,
    pub prices: Vec<Price>,
}

/// One line of a table.
#[derive(Debug)]
pub struct Figure {
    /// Which of the chapter's questions it answers.
    pub part: &'static str,
    pub name: &'static str,
    /// Of a message, in bytes, where there is one.
    pub size: Option<usize>,
    pub metric: &'static str,
    pub unit: &'static str,
    pub spread: Spread,
}

impl Sized {
    pub fn round_trip(&self) -> Option<Spread> {
        self.spread(|sample| sample.round_trip)
    }

    pub fn throughput(&self) -> Option<Spread> {
        self.spread(|sample| sample.throughput)
    }

    pub fn cpu(&self) -> Option<Spread> {
        self.spread(|sample| sample.cpu)
    }

    fn spread(&self, figure: fn(&Sample) -> f64) -> Option<Spread> {
        Spread::of(self.samples.iter().map(figure))
    }
}

impl Row {
    pub fn of_size(&self, size: usize) -> Option<&Sized> {
        self.samples
            .as_ref()
            .ok()?
            .iter()
            .find(|sized| sized.size == size)
    }
}

impl Results {
    pub fn figures(&self) -> Vec<Figure> {
        let mut figures = rows("two cores", &self.rows);
        figures.extend(rows("one core", &self.one_core));
        figures.extend(self.checks.iter().map(|&(size, time)| Figure {
            size: Some(size),
            ..once("check", "checksum", "time", time.as_nanos() as f64)
        }));
        let time = |part, name, spread| figure(part, name, "time", "ns", spread);
        if let Some(pages) = &self.pages {
            figures.push(time("page", "first store", pages.cold));
            figures.push(time("page", "second store", pages.warm));
        }
        let Neighbours {
            alone,
            one_line,
            apart,
        } = self.neighbours;
        figures.push(time("two counters", "one worker alone", alone));
        figures.push(time("two counters", "in one cache line", one_line));
        figures.push(time("two counters", "apart", apart));
        for price in &self.prices {
            let name = price.guard.name();
            figures.push(figure("increment", name, "alone", "ns", price.alone));
            figures.push(figure(
                "increment",
                name,
                "contended",
                "ns",
                price.contended,
            ));
            figures.push(figure("increment", name, "lost", "percent", price.lost));
        }
        figures
    }
}

fn rows(part: &'static str, rows: &[Row]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for row in rows {
        let name = row.mechanism.name;
        for sized in row.samples.iter().flatten() {
            let of = |metric, unit, spread: Option<Spread>| {
                let size = Some(sized.size);
                spread.map(|spread| Figure {
                    size,
                    ..figure(part, name, metric, unit, spread)
                })
            };
            figures.extend(of("round trip", "ns", sized.round_trip()));
            figures.extend(of("one way", "bytes/s", sized.throughput()));
            figures.extend(of("processor time per round trip", "ns", sized.cpu()));
        }
        figures.extend(row.idle.map(|idle| Figure {
            metric: "processor time while it waits",
            unit: "cores",
            ..once(part, name, "", idle)
        }));
    }
    figures
}

fn figure(
    part: &'static str,
    name: &'static str,
    metric: &'static str,
    unit: &'static str,
    spread: Spread,
) -> Figure {
    Figure {
        part,
        name,
        size: None,
        metric,
        unit,
        spread,
    }
}

fn once(
    part: &'static str,
    name: &'static str,
    metric: &'static str,
    value: f64,
) -> Figure {
    let spread = Spread {
        median: value,
        min: value,
        max: value,
    };
    figure(part, name, metric, "ns", spread)
}
