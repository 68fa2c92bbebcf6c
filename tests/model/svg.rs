//! Just enough SVG for the two pictures of the book.

use std::fmt::{Display, Write};

/// As wide as all pictures of the book: on a phone, whose column is 350 pixels, letters of 13 are 9.
pub const WIDTH: u32 = 480;

/// A picture under construction. Its colours are its own, on a white ground, since a
/// picture cannot know whether the page around it is light or dark.
pub struct Svg {
    body: String,
    height: u32,
}

/// Where a text stands relative to its point.
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    pub fn new(height: u32) -> Svg {
        Svg {
            body: String::new(),
            height,
        }
    }

    pub fn bar(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: &str) {
        let (right, bottom) = (x + width, y + height);
        self.line(format_args!(
            r#"<path d="M{x:.1} {y:.1}H{right:.1}V{bottom:.1}H{x:.1}Z" fill="{colour}"/>"#
        ));
    }

    pub fn stroke(&mut self, points: &[(f64, f64)], colour: &str, dashed: bool) {
        let points: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let (points, dash) = (
            points.join(" "),
            if dashed {
                " stroke-dasharray=\"5 4\""
            } else {
                ""
            },
        );
        self.line(format_args!(
            r#"<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>"#
        ));
    }

    pub fn dot(&mut self, (x, y): (f64, f64), colour: &str) {
        self.line(format_args!(
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="3.5" fill="{colour}"/>"#
        ));
    }

    pub fn rule(&mut self, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.line(format_args!(
            r##"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" stroke="#ccc"/>"##
        ));
    }

    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: impl Display) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.line(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{text}</text>"#
        ));
    }

    /// The whole file. The description tells in words what the picture shows.
    pub fn finish(self, title: &str, description: &str) -> String {
        let height = self.height;
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc" font-family="sans-serif" font-size="13" fill="#222">
<title id="title">{title}</title>
<desc id="desc">{description}</desc>
<rect width="{WIDTH}" height="{height}" rx="6" fill="#fff"/>
{}</svg>
"##,
            self.body
        )
    }

    fn line(&mut self, element: std::fmt::Arguments<'_>) {
        writeln!(self.body, "{element}").unwrap();
    }
}
