//! What chapter 6 says about interleavings, and that real processes end where the model says.

// A panic is how a test fails; clippy knows that of test functions, not of their helpers.
use crate::support::fold::unfold;
use crate::support::redact::redact;
use crate::support::{Ran, chapter, run_program};
use regex::Regex;
use rstest::rstest;
use shm_workbook::interleavings::{Lock, Process, Program, Schedule};

fn chapter6(arguments: &[&str]) -> Ran {
    run_program(chapter(6), arguments)
}

fn explore6(arguments: &[&str]) -> Ran {
    run_program(env!("CARGO_BIN_EXE_explore6"), arguments)
}

/// What the counter of the real processes had at the end of the order.
#[track_caller]
fn counted(ran: &Ran) -> u64 {
    let tally = Regex::new(r"(?m)^expected \d+, counted (\d+), lost \d+$").unwrap();
    let found = tally.captures(&ran.stdout);
    found.unwrap_or_else(|| panic!("{}", ran.stdout))[1]
        .parse()
        .unwrap()
}

/// The order that was played.
#[track_caller]
fn played(ran: &Ran) -> Schedule {
    let stdout = unfold(&ran.stdout);
    let title = stdout
        .lines()
        .find_map(|line| line.strip_prefix("1. A forced order: "));
    title
        .unwrap_or_else(|| panic!("{}", ran.stdout))
        .parse()
        .unwrap()
}

#[test]
fn the_table_of_all_that_can_happen() {
    let ran = explore6(&[]).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!("explore6", &ran.stdout);
}

#[rstest]
fn the_table_has_the_models_figures(#[values(1, 2, 4, 5, 32)] increments: usize) {
    let ran = explore6(&["--increments", &increments.to_string()]).expect_code(0);
    let outcomes = Program::new(2, increments)
        .unwrap()
        .outcomes::<u128>()
        .unwrap();
    let row = Regex::new(r"(?m)^ +(\d+) +(\d+) +\d+\.\d\d %  #+(?: correct)?$").unwrap();
    let rows: Vec<(u64, u128)> = row
        .captures_iter(&ran.stdout)
        .map(|found| (found[1].parse().unwrap(), found[2].parse().unwrap()))
        .collect();
    let expected: Vec<(u64, u128)> =
        outcomes.iter().map(|(value, n)| (value, *n)).collect();
    assert_eq!(rows, expected, "{}", ran.stdout);
}

#[rstest]
fn the_worst_order_that_it_prints_is_as_bad_on_real_processes(
    #[values(1, 2, 3, 4, 5)] increments: usize,
) {
    let ran = explore6(&["--increments", &increments.to_string()]).expect_code(0);
    let stdout = unfold(&ran.stdout);
    let schedule = stdout
        .lines()
        .find_map(|line| line.trim().parse::<Schedule>().ok());
    let schedule = schedule
        .unwrap_or_else(|| panic!("{}", ran.stdout))
        .to_string();
    let ran = chapter6(&["--schedule", &schedule, "--increments", "1"]).expect_code(0);
    assert_eq!(counted(&ran), if increments == 1 { 1 } else { 2 });
}

#[rstest]
fn every_value_that_can_be_reached_is_reached_by_real_processes(
    #[values(1, 2, 3, 4, 5)] increments: usize,
) {
    let outcomes = Program::new(2, increments)
        .unwrap()
        .outcomes::<u128>()
        .unwrap();
    for (value, _) in outcomes.iter() {
        let (target, n) = (value.to_string(), increments.to_string());
        let ran = explore6(&["reach", &target, "--increments", &n]).expect_code(0);
        assert_eq!(counted(&ran), value, "{}", ran.stdout);
        assert_eq!(played(&ran).increments(), 2 * increments);
        let confirmed = format!("\npredicted {value}, reached {value}\n");
        assert!(ran.stdout.contains(&confirmed), "{}", ran.stdout);
    }
}

#[rstest]
#[case(3, 1)]
#[case(3, 2)]
#[case(3, 3)]
fn three_real_processes_reach_every_value_too(
    #[case] processes: usize,
    #[case] increments: usize,
) {
    let program = Program::new(processes, increments).unwrap();
    for (value, _) in program.outcomes::<u128>().unwrap().iter() {
        let schedule = program.schedule_for(value).unwrap().unwrap().to_string();
        let ran =
            chapter6(&["--schedule", &schedule, "--increments", "1"]).expect_code(0);
        assert_eq!(counted(&ran), value, "{schedule}");
    }
}

#[test]
fn an_order_that_gets_stuck_comes_as_far_as_the_model_says() {
    let by = Process::new(0).unwrap();
    let lock = Lock::NeverGivenBack { by, increment: 2 };
    let program = Program::new(2, 3).unwrap().with_lock(lock).unwrap();
    let outcomes = program.outcomes::<u128>().unwrap();
    assert!(!outcomes.stuck().is_empty());
    for place in outcomes.stuck() {
        let schedule = place.schedule().to_string();
        let ran =
            chapter6(&["--schedule", &schedule, "--increments", "1"]).expect_code(0);
        assert_eq!(counted(&ran), place.value(), "{place}");
    }
}

#[test]
fn reaching_the_minimum_prints_its_lesson() {
    let ran = explore6(&["reach", "2", "--increments", "3"]).expect_code(0);
    assert_eq!(ran.stderr, "");
    snapshot!("explore6_reach", &redact(&ran.stdout));
}

#[rstest]
#[case("1", "3")]
#[case("0", "1")]
#[case("7", "3")]
fn what_cannot_be_reached_is_refused(#[case] target: &str, #[case] increments: &str) {
    let ran = explore6(&["reach", target, "--increments", increments]).expect_code(1);
    assert_eq!(ran.stdout, "");
    let error = format!(
        "error: no order of 2 workers, N = {increments}, ends with {target}\nhelp: "
    );
    assert!(ran.stderr.starts_with(&error), "{}", ran.stderr);
}

#[rstest]
#[case(&["--increments", "33"], "too large")]
#[case(&["measure", "1", "--increments", "33"], "too large")]
#[case(&["reach", "5", "--increments", "41"], "too many states")]
#[case(&["--increments", "10000"], "too many states")]
fn what_is_too_large_is_refused_and_never_wrong(
    #[case] arguments: &[&str],
    #[case] why: &str,
) {
    let ran = explore6(arguments).expect_code(1);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("error: ") && ran.stderr.contains(why),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("\nhelp: ask for fewer increments"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_seed_picks_the_same_order_again() {
    let program = Program::new(2, 4).unwrap();
    for seed in ["0", "1", "7", "18446744073709551615"] {
        let arguments = ["random", "--seed", seed, "--increments", "4"];
        let schedule = program.random_schedule(seed.parse().unwrap());
        for _ in 0..2 {
            let ran = explore6(&arguments).expect_code(0);
            assert_eq!(played(&ran), schedule);
            assert_eq!(counted(&ran), schedule.final_value());
        }
    }
    assert_ne!(program.random_schedule(0), program.random_schedule(1));
}

#[test]
fn a_seed_that_was_not_given_is_told() {
    let first = explore6(&["random"]).expect_code(0);
    let again =
        Regex::new(r"(?m)^Again: .* -- (random --seed \d+ --increments 3)$").unwrap();
    let found = again
        .captures(&first.stdout)
        .unwrap_or_else(|| panic!("{}", first.stdout));
    let arguments: Vec<&str> = found.get(1).unwrap().as_str().split(' ').collect();
    let second = explore6(&arguments).expect_code(0);
    assert_eq!(played(&first), played(&second));
}

#[rstest]
#[case(1, 1)]
#[case(40, 3)]
#[case(10, 5)]
fn what_is_measured_lies_within_what_can_happen(
    #[case] runs: u64,
    #[case] increments: usize,
) {
    let (r, n) = (runs.to_string(), increments.to_string());
    let ran = explore6(&["measure", &r, "--increments", &n]).expect_code(0);
    let row = Regex::new(r"(?m)^ +(\d+) +(\d+\.\d\d) % +\d+\.\d\d % +(\d+)$").unwrap();
    let outcomes = Program::new(2, increments)
        .unwrap()
        .outcomes::<u128>()
        .unwrap();
    let mut values = Vec::new();
    let mut races = 0;
    for found in row.captures_iter(&ran.stdout) {
        let value = found[1].parse().unwrap();
        assert_eq!(found[2], format!("{:.2}", 100.0 * outcomes.share(value)));
        races += found[3].parse::<u64>().unwrap();
        values.push(value);
    }
    assert_eq!(races, runs, "{}", ran.stdout);
    assert!(
        values
            .into_iter()
            .eq(outcomes.iter().map(|(value, _)| value))
    );
}

#[rstest]
#[case(&["--increments", "x"], "--increments must be 1 to 10000, not x")]
#[case(&["--increments", "0"], "--increments must be 1 to 10000, not 0")]
#[case(&["--increments", "18446744073709551615"], "--increments must be 1 to 10000, not 1844")]
#[case(&["3"], "\"3\" is neither reach, random nor measure")]
#[case(&["reach"], "TARGET is missing")]
#[case(&["reach", "20001"], "TARGET must be 0 to 20000, not 20001")]
#[case(&["reach", "2", "3"], "unknown argument \"3\"")]
#[case(&["reach", "2", "--seed", "3"], "unknown argument \"--seed\"")]
#[case(&["reach", "2", "--increments", "0"], "--increments must be 1 to 10000, not 0")]
#[case(&["measure", "0"], "RUNS must be 1 to 10000, not 0")]
#[case(&["random", "--seed", "x"], "--seed must be 0 to")]
fn a_wrong_question_is_wrong_usage(#[case] arguments: &[&str], #[case] expected: &str) {
    let ran = explore6(arguments).expect_code(2);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(expected), "{}", ran.stderr);
    assert!(ran.stderr.contains("\nusage: explore6 "), "{}", ran.stderr);
}

/// Copies, whole and torn, for each length.
fn copies(ran: &Ran) -> Vec<[u64; 4]> {
    let line =
        Regex::new(r"(?m)^(\d+) bytes: (\d+) copies, (\d+) whole, (\d+) torn$").unwrap();
    let numbers = |found: regex::Captures| found.extract().1.map(|n| n.parse().unwrap());
    line.captures_iter(&ran.stdout).map(numbers).collect()
}

#[test]
fn a_message_copied_while_it_is_written_is_torn_every_time() {
    for _ in 0..3 {
        let ran = chapter6(&["--increments", "1"]).expect_code(0);
        let copies: Vec<&str> = ran
            .stdout
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with('"'))
            .collect();
        let [old, torn, new] = copies[..] else {
            panic!("{}", ran.stdout)
        };
        assert_eq!(old, "\"Hello from shared memory!\"");
        assert_eq!(torn, "\"Greetings frhared memory!\"");
        assert_eq!(new, "\"Greetings from process B.\"");
    }
}

#[test]
fn left_to_itself_each_copy_is_whole_or_torn() {
    let ran = chapter6(&["--increments", "1"]).expect_code(0);
    let [[25, short, whole, torn], [1000, long, intact, broken]] = copies(&ran)[..]
    else {
        panic!("{}", ran.stdout)
    };
    assert!(short > 0 && long > 0);
    assert_eq!((whole + torn, intact + broken), (short, long));
}

#[test]
fn under_the_semaphore_no_copy_is_torn() {
    let ran = run_program(chapter(7), &["--increments", "1"]).expect_code(0);
    let [[25, short, whole, 0], [1000, long, intact, 0]] = copies(&ran)[..] else {
        panic!("{}", ran.stdout)
    };
    assert!(short > 0 && long > 0);
    assert_eq!((whole, intact), (short, long));
}
