//! JUnit XML: a suite for each lab, a case for each check.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::plain;
use crate::verdict::{Done, Outcome, Report};

pub fn write(reports: &[Report], out: &mut impl Write) -> io::Result<()> {
    let mut document = quick_junit::Report::new("shm-workbook");
    document.add_test_suites(reports.iter().map(suite));
    document.serialize(out).map_err(io::Error::other)
}

fn suite(report: &Report) -> TestSuite {
    let mut suite = TestSuite::new(format!("lab{}", report.number));
    suite.add_test_cases(report.checks.iter().map(|done| case(report, done)));
    suite
}

fn case(report: &Report, done: &Done) -> TestCase {
    let status = match &done.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed(finding) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_message(finding.expected.clone())
                .set_type(done.id);
            status.set_description(plain(finding));
            status
        }
        Outcome::Skipped(reason) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason.clone());
            status
        }
    };
    let mut case = TestCase::new(done.id, status);
    case.set_classname(format!("lab{}", report.number));
    case.set_time(Duration::from_secs_f64(done.seconds));
    case
}
