//! The picture: for each size of message a panel of bars; twice, for wide and for narrow screens.
//!
//! Written by hand: bars, lines and words are three elements of SVG, and a drawing library is forty
//! packages to compile.

use std::fmt::Write;

use crate::figures::{Figures, what};
use crate::measure::{SIZES, TWO_CORES};
use crate::spread::{Spread, digits, size};

/// How many panels stand side by side. On a phone, one: it could not show the words of two.
pub const WIDE: usize = 2;
pub const NARROW: usize = 1;

/// Of a panel, in pixels.
const PANEL: f64 = 480.0;
const NAMES: f64 = 142.0;
const TITLE: f64 = 44.0;
const LINE: f64 = 26.0;
/// For the longest bar's figure.
const FIGURE: f64 = 60.0;

/// From logarithms to pixels: the same for all panels, so that they can be compared.
struct Scale {
    /// Powers of ten of microseconds.
    low: f64,
    high: f64,
}

impl Scale {
    fn of(figures: &Figures) -> Scale {
        let (mut low, mut high) = (f64::MAX, f64::MIN);
        for bytes in SIZES {
            for (_, spread) in times(figures, bytes) {
                low = low.min(micros(spread.min).log10());
                high = high.max(micros(spread.max).log10());
            }
        }
        // A little below the shortest time, so that its bar can be seen.
        Scale {
            low: low - 0.3,
            high,
        }
    }

    fn x(&self, micros: f64) -> f64 {
        let room = PANEL - NAMES - FIGURE;
        NAMES + room * (micros.log10() - self.low) / (self.high - self.low)
    }
}

pub fn svg(figures: &Figures, columns: usize) -> String {
    let scale = Scale::of(figures);
    let panel = TITLE * 2.0 + LINE * figures.names(TWO_CORES).len() as f64;
    let width = PANEL * columns as f64;
    let height = panel * SIZES.len().div_ceil(columns) as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"14\" fill=\"#222\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (place, bytes) in SIZES.into_iter().enumerate() {
        let (left, top) = (place % columns, place / columns);
        let (left, top) = (PANEL * left as f64, panel * top as f64);
        // A string takes whatever is written into it.
        let _ = writeln!(svg, "<g transform=\"translate({left} {top})\">");
        draw(&mut svg, figures, &scale, bytes);
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

fn draw(svg: &mut String, figures: &Figures, scale: &Scale, bytes: usize) {
    let times = times(figures, bytes);
    let bottom = TITLE + LINE * times.len() as f64;
    let title = format!("{}: there and back, µs", size(bytes));
    text(svg, (PANEL / 2.0, 26.0), "middle", &title);
    // From one line to the next it is ten times as long.
    for power in scale.low.ceil() as i32..=scale.high.floor() as i32 {
        let micros = 10_f64.powi(power);
        let x = scale.x(micros);
        line(svg, (x, TITLE - 6.0), (x, bottom), "#ddd");
        text(svg, (x, bottom + 18.0), "middle", &micros.to_string());
    }
    for (place, (name, spread)) in times.into_iter().enumerate() {
        let y = TITLE + LINE * place as f64 + LINE / 2.0;
        let [from, median, to] =
            [spread.min, spread.median, spread.max].map(|time| scale.x(micros(time)));
        let colour = if name.starts_with("shm") {
            "#059"
        } else {
            "#666"
        };
        let _ = writeln!(
            svg,
            "<rect x=\"{NAMES}\" y=\"{:.0}\" width=\"{:.0}\" height=\"16\" fill=\"{colour}\"/>",
            y - 8.0,
            median - NAMES
        );
        line(svg, (from, y), (to, y), "#222");
        text(svg, (NAMES - 8.0, y + 5.0), "end", name);
        text(
            svg,
            (to + 5.0, y + 5.0),
            "start",
            &digits(micros(spread.median)),
        );
    }
}

/// What can be drawn on a logarithmic scale.
fn times(figures: &Figures, bytes: usize) -> Vec<(&str, Spread)> {
    let names = figures.names(TWO_CORES).into_iter();
    let times = names.filter_map(|name| {
        let what = what(TWO_CORES, name, "round trip").of_size(bytes);
        Some((name, figures.spread(&what)?))
    });
    times.filter(|(_, spread)| spread.min > 0.0).collect()
}

fn micros(nanos: f64) -> f64 {
    nanos / 1e3
}

/// Along one of the axes.
fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let end = match y1 == y2 {
        true => format!("H{x2:.1}"),
        false => format!("V{y2:.0}"),
    };
    let _ = writeln!(
        svg,
        "<path d=\"M{x1:.1} {y1:.0}{end}\" stroke=\"{colour}\"/>"
    );
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    // The names may come from a file.
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    // What is the rule need not be said: the picture is loaded by everybody who reads the page.
    let anchor = match anchor {
        "start" => String::new(),
        other => format!(" text-anchor=\"{other}\""),
    };
    let _ = writeln!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\"{anchor}>{text}</text>");
}
