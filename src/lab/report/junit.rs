//! JUnit XML: a suite for each lab, a case for each check.

use std::io::{self, Write};

use xml::EmitterConfig;
use xml::writer::XmlEvent;

use super::plain::plain;
use crate::judge::ground::Ground;
use crate::tally::{Done, Report};
use crate::verdict::Outcome;

type Writer<'a, W> = xml::EventWriter<&'a mut W>;
type Written = xml::writer::Result<()>;

pub fn write(
    reports: &[Report],
    ground: &Ground,
    out: &mut impl Write,
) -> io::Result<()> {
    let config = EmitterConfig::new().perform_indent(true);
    let mut writer = config.create_writer(&mut *out);
    suites(reports, ground, &mut writer).map_err(io::Error::other)?;
    drop(writer);
    writeln!(out)
}

fn suites<W: Write>(
    reports: &[Report],
    ground: &Ground,
    out: &mut Writer<'_, W>,
) -> Written {
    let all = reports.iter().flat_map(|report| &report.checks);
    let (tests, failures) = counts(all);
    let element = XmlEvent::start_element("testsuites")
        .attr("name", "shm-workbook")
        .attr("tests", &tests)
        .attr("failures", &failures)
        .attr("errors", "0");
    out.write(element)?;
    reports
        .iter()
        .try_for_each(|report| suite(report, ground, out))?;
    out.write(XmlEvent::end_element())
}

fn suite<W: Write>(report: &Report, ground: &Ground, out: &mut Writer<'_, W>) -> Written {
    let name = format!("lab{}", report.number);
    let (tests, failures) = counts(report.checks.iter());
    let element = XmlEvent::start_element("testsuite")
        .attr("name", &name)
        .attr("tests", &tests)
        .attr("disabled", "0")
        .attr("errors", "0")
        .attr("failures", &failures);
    out.write(element)?;
    out.write(XmlEvent::start_element("properties"))?;
    let isolation = XmlEvent::start_element("property")
        .attr("name", "isolation")
        .attr("value", ground.isolation.name());
    out.write(isolation)?;
    out.write(XmlEvent::end_element())?;
    out.write(XmlEvent::end_element())?;
    let mut checks = report.checks.iter();
    checks.try_for_each(|done| case(done, &name, out))?;
    out.write(XmlEvent::end_element())
}

fn case<W: Write>(done: &Done, suite: &str, out: &mut Writer<'_, W>) -> Written {
    let seconds = format!("{:.3}", done.seconds);
    let element = XmlEvent::start_element("testcase")
        .attr("name", done.id)
        .attr("classname", suite)
        .attr("time", &seconds);
    out.write(element)?;
    match &done.outcome {
        Outcome::Passed => {}
        Outcome::Failed(finding) => {
            let message = legal(&finding.expected);
            let element = XmlEvent::start_element("failure")
                .attr("message", &message)
                .attr("type", done.id);
            out.write(element)?;
            out.write(XmlEvent::characters(&legal(&plain(finding))))?;
            out.write(XmlEvent::end_element())?;
        }
        Outcome::Skipped(reason) => {
            let message = legal(reason);
            out.write(XmlEvent::start_element("skipped").attr("message", &message))?;
            out.write(XmlEvent::end_element())?;
        }
    }
    out.write(XmlEvent::end_element())
}

/// How many checks, and how many of them have failed; as text, for attributes.
fn counts<'a>(checks: impl Iterator<Item = &'a Done> + Clone) -> (String, String) {
    let failed = |done: &&Done| matches!(done.outcome, Outcome::Failed(_));
    let failures = checks.clone().filter(failed).count();
    (checks.count().to_string(), failures.to_string())
}

/// XML 1.0 has no way at all to hold most control characters, not even by an escape: section 2.2,
/// "Characters".
fn legal(text: &str) -> String {
    let fits = |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|c| if fits(c) { c } else { '\u{fffd}' })
        .collect()
}
