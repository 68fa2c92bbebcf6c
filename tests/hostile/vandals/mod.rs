//! More of them, in CI each against all checks of a lab: no points, an answer, nobody and nothing left,
//! nothing of anybody else's touched.

mod bystander;
mod greedy;
mod programs;
mod room;

use rstest::rstest;
use serde_json::Value;

use crate::outside::not_checked::left_to_ci;
use crate::outside::repeat::{here_or_in_ci, in_ci};
use crate::support::text;
use crate::{user, weather};
use bystander::Bystander;
use room::Room;

/// How many cases the test below has. The numbers of their first programs differ by one and a
/// multiple of this, so that together they reach every program.
const SURROUNDINGS: usize = 5;

/// The first check of each lab.
const FIRST: [&str; 8] = [
    "lab1.created",
    "lab2.attached",
    "lab3.format",
    "lab4.sum",
    "lab5.created",
    "lab6.lossless",
    "lab7.exact",
    "lab8.each-once",
];

/// What a program is written in.
#[derive(Debug, Clone, Copy)]
pub enum Language {
    C(&'static str),
    Perl(&'static str),
    Shell(&'static str),
}

#[derive(Debug)]
pub struct Vandal {
    name: &'static str,
    what: Language,
    /// Does it do what the lab asks for, too? Then it may have the points for that.
    is_honest: bool,
    /// Does it destroy what is its user's?
    reaches_all: bool,
    /// Does it take all there is?
    storm: bool,
}

/// Here one in each surrounding, the first, in one check; in CI each of them in one, in all checks. All of
/// them everywhere, which takes most of an hour, is what `EACH_VANDAL=1` asks for.
fn chosen(first: usize) -> impl Iterator<Item = (usize, &'static Vandal)> {
    let all: Vec<_> = programs::VANDALS.iter().chain(greedy::VANDALS).collect();
    let (first, every) = match std::env::var_os("EACH_VANDAL") {
        Some(_) => (0, 1),
        None => here_or_in_ci((first, all.len()), (first % SURROUNDINGS, SURROUNDINGS)),
    };
    all.into_iter().enumerate().skip(first).step_by(every)
}

/// How judging ended.
enum Answer {
    Report(Value),
    /// Exit code 2: the isolation cannot be had, or the machine is too busy. No grade, so no points.
    NoGrade {
        busy: bool,
    },
}

/// What the checker finds, as this user, with this isolation.
fn judge(room: &Room, lab: usize, isolation: &str, as_root: bool) -> Answer {
    let mut command = user::command(as_root, 900, &room.checker);
    command.args(["check", &lab.to_string(), "--program"]);
    command.arg(&room.program).args(["--format", "json"]);
    command.args(["--time-limit", "2", "--isolation", isolation]);
    if !in_ci() {
        command.args(["--only", FIRST[lab - 1]]);
    }
    command
        .env("TMPDIR", &room.scratch)
        .env("M", &room.seconds)
        .env("SOLUTION", &room.solution);
    let output = command.output().unwrap();
    let said = text(&output.stderr);
    let busy = said.contains("is the machine too busy");
    let refused = isolation != "none" && said.contains("does not let you have");
    if output.status.code() == Some(2) && output.stdout.is_empty() && (busy || refused) {
        return Answer::NoGrade { busy };
    }
    let report = serde_json::from_slice(&output.stdout);
    Answer::Report(report.unwrap_or_else(|error| panic!("{error}: {output:?}")))
}

fn assert_worth_nothing(report: &Value, vandal: &Vandal, what: &str) {
    if !vandal.is_honest {
        assert_eq!(report["points"], 0, "{what}: {report:#}");
    }
    for reason in report["not_judged"].as_array().unwrap() {
        assert!(
            reason.to_string().contains("can be traced here"),
            "{what}: {reason}"
        );
    }
}

#[rstest]
#[case::root_full(0, true, "full")]
#[case::root_user(11, true, "user")]
#[case::root_none(22, true, "none")]
#[case::user_user(33, false, "user")]
#[case::user_none(44, false, "none")]
fn no_vandal_gains_or_breaks_anything(
    #[case] first: usize,
    #[case] as_root: bool,
    #[case] isolation: &str,
) {
    let is_root = nix::unistd::getuid().is_root();
    if (as_root && !is_root) || !room::has_landlock() {
        return;
    }
    let apart = is_root && room::own_tables();
    left_to_ci(true);
    for (index, vandal) in chosen(first) {
        let lab = index % 8 + 1;
        let what = format!("lab {lab}, {isolation}, {as_root}: {}", vandal.name);
        let room = Room::for_program(vandal.what, lab);
        let bystander = Bystander::new(as_root);
        let before = bystander::tables();
        let weather = weather::wait_for(vandal.storm);
        let answer = judge(&room, lab, isolation, as_root);
        drop(weather);
        match answer {
            Answer::Report(report) => assert_worth_nothing(&report, vandal, &what),
            Answer::NoGrade { busy: true } => {}
            Answer::NoGrade { busy: false } => return,
        }
        room.assert_nothing_left(&what);
        assert!(bystander.lives(), "{what}");
        if apart && !(vandal.reaches_all && isolation == "none") {
            bystander::assert_same(
                &before,
                &bystander::tables(),
                as_root,
                isolation,
                &what,
            );
        }
    }
}
