//! The picture: for each size of message a panel of bars, drawn by `plotters` if the feature `plot` is on.

use std::path::Path;

use shm_workbook::lesson::Result;

use crate::results::Results;

/// Was this program built with the drawing library?
pub const IS_THERE: bool = cfg!(feature = "plot");

#[cfg(not(feature = "plot"))]
pub fn draw(_: &Results, _: &Path) -> Result {
    Err(shm_workbook::lesson::Failure::Usage(
        "built without the feature plot".into(),
    ))
}

#[cfg(feature = "plot")]
pub fn draw(results: &Results, file: &Path) -> Result {
    use std::fs;

    use crate::failures::io;

    let svg =
        drawing::svg(results).map_err(|error| shm_workbook::lesson::Failure::Other {
            what: format!("the picture cannot be drawn: {error}"),
            help: "the figures are there without it: leave out --svg".into(),
        })?;
    fs::write(file, svg).map_err(io(&format!("write {}", file.display())))
}

#[cfg(feature = "plot")]
mod drawing {
    use plotters::coord::Shift;
    use plotters::coord::ranged1d::{NoDefaultFormatting, ValueFormatter};
    use plotters::coord::types::RangedCoordf64;
    use plotters::prelude::*;
    use plotters::style::text_anchor::{HPos, Pos, VPos};

    use crate::measure::{Row, SIZES, Sized};
    use crate::results::Results;
    use crate::spread::{Spread, digits, size};

    type Outcome = Result<(), Box<dyn std::error::Error>>;
    type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

    const SHARED_MEMORY: RGBColor = RGBColor(0, 90, 156);
    const OTHERS: RGBColor = RGBColor(110, 110, 110);
    const INK: RGBColor = RGBColor(30, 30, 30);

    pub fn svg(results: &Results) -> Result<String, Box<dyn std::error::Error>> {
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, (960, 760)).into_drawing_area();
            area.fill(&WHITE)?;
            let panels = area.margin(8, 8, 8, 8).split_evenly((2, 2));
            let scale = scale(&results.rows);
            for (panel, bytes) in panels.iter().zip(SIZES) {
                draw(panel, &results.rows, bytes, scale)?;
            }
            area.present()?;
        }
        Ok(svg)
    }

    /// Round trips on a logarithmic scale: each line across is ten times as long.
    fn draw(
        panel: &Area<'_>,
        rows: &[Row],
        bytes: usize,
        (low, high): (f64, f64),
    ) -> Outcome {
        let times: Vec<(&Row, Spread)> = rows
            .iter()
            .filter_map(|row| Some((row, row.of_size(bytes)?.round_trip()?)))
            .collect();
        let title = format!("{}: there and back, µs", size(bytes));
        let mut chart = ChartBuilder::on(panel)
            .caption(title, ("sans-serif", 18, &INK))
            .margin(6)
            .x_label_area_size(28)
            .y_label_area_size(130)
            .build_cartesian_2d((low..high).log_scale(), Names::new(&times))?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(WHITE)
            .x_label_formatter(&|micros| digits_short(*micros))
            .y_labels(times.len() + 2)
            .label_style(("sans-serif", 14, &INK))
            .draw()?;
        let style = ("sans-serif", 13, &INK).into_text_style(panel);
        let style = style.pos(Pos::new(HPos::Left, VPos::Center));
        for (index, (row, spread)) in times.iter().enumerate() {
            let shared = row.mechanism.is_shared_memory();
            let colour = if shared { SHARED_MEMORY } else { OTHERS };
            let (y, median) = (-(index as f64), spread.median / 1e3);
            let bar = [(low, y - 0.3), (median, y + 0.3)];
            chart.draw_series([Rectangle::new(bar, colour.filled())])?;
            // A thin line from the shortest round to the longest.
            let (from, to) = ((spread.min / 1e3, y), (spread.max / 1e3, y));
            chart.draw_series([PathElement::new([from, to], INK)])?;
            let figure = Text::new(digits(median), (5, 0), style.clone());
            chart.draw_series([EmptyElement::at(to) + figure])?;
        }
        Ok(())
    }

    /// One scale for all panels, from a little below the shortest time, with room for the figures
    /// behind the longest bars. In microseconds.
    fn scale(rows: &[Row]) -> (f64, f64) {
        let all = rows
            .iter()
            .filter_map(|row| row.samples.as_ref().ok())
            .flatten();
        let spreads = all.filter_map(Sized::round_trip);
        let (low, high) = spreads.fold((f64::MAX, 0.001_f64), |(low, high), spread| {
            (low.min(spread.min / 1e3), high.max(spread.max / 1e3))
        });
        let low = low.clamp(0.001, high);
        (low / 2.0, high * 6.0)
    }

    fn digits_short(micros: f64) -> String {
        if micros >= 1.0 {
            format!("{micros:.0}")
        } else {
            format!("{micros}")
        }
    }

    /// The vertical axis: one line for each mechanism, the first on top.
    struct Names {
        names: Vec<&'static str>,
        places: RangedCoordf64,
    }

    impl Names {
        fn new(times: &[(&Row, Spread)]) -> Names {
            let lowest = -(times.len() as f64) + 0.4;
            Names {
                names: times.iter().map(|(row, _)| row.mechanism.name).collect(),
                places: (lowest..0.6).into(),
            }
        }
    }

    impl Ranged for Names {
        type FormatOption = NoDefaultFormatting;
        type ValueType = f64;

        fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
            self.places.map(value, limit)
        }

        fn key_points<Hint: plotters::coord::ranged1d::KeyPointHint>(
            &self,
            _: Hint,
        ) -> Vec<f64> {
            (0..self.names.len()).map(|index| -(index as f64)).collect()
        }

        fn range(&self) -> std::ops::Range<f64> {
            self.places.range()
        }
    }

    impl ValueFormatter<f64> for Names {
        fn format_ext(&self, value: &f64) -> String {
            let name = self.names.get(-value.round() as usize);
            name.map_or_else(String::new, |name| (*name).to_owned())
        }
    }
}
