//! How long lab 8 waits for a program that goes on slowly, for one that does not go on, and for one that
//! goes on and on.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Compiled, c_source, check, ids};

/// The C solution, whose producers do this before each item.
fn with(before: &str) -> String {
    let put = "static void put(uint64_t item)\n{\n";
    let source = c_source(8).replace(put, &format!("{put}    {before}\n"));
    assert!(source.contains(before));
    source
}

fn is_judged(report: &Value) -> bool {
    report["not_judged"] == json!([])
}

/// More than a third of the limit lies between the first request and the last, and less between two of
/// them. Consumers that are let go meanwhile have taken all before the set is removed too early.
#[rstest]
#[case::right(false, "passed")]
#[case::removed_too_early(true, "failed")]
fn who_goes_on_slowly_is_waited_for(#[case] is_early: bool, #[case] status: &str) {
    let last = "<< 32 | n);\n            _exit(0);";
    let source = with("if ((item & 0xffffffff) <= 4) usleep(2500000);")
        .replace(last, "<< 32 | n);\n            usleep(500000), _exit(0);");
    assert!(source.contains("usleep(500000)"));
    let [wait, remove] = [
        "while (wait(NULL) != -1)",
        "if (semctl(semid, 0, IPC_RMID) == -1)",
    ];
    assert!(source.contains(wait) && source.contains(remove));
    let source = if is_early {
        let removed = source.replace(remove, "if (0)");
        removed.replace(wait, &format!("semctl(semid, 0, IPC_RMID);\n    {wait}"))
    } else {
        source
    };
    let compiled = Compiled::from(&source, false);
    let more = ["--only", "lab8.removed", "--time-limit", "20"];
    let report = check(8, compiled.program(), &more);
    if is_judged(&report) {
        assert_eq!(ids(&report, status), ["lab8.removed"], "{report:#}");
    }
}

/// Its check says what is missing, and not only that there was no end.
#[test]
fn who_stops_for_ever_is_not_waited_for() {
    let compiled = Compiled::from(&with("if ((item & 0xffffffff) == 2) pause();"), false);
    let more = ["--only", "lab8.full", "--time-limit", "3"];
    let report = check(8, compiled.program(), &more);
    if is_judged(&report) {
        let expected = report["labs"][0]["checks"][0]["finding"]["expected"].to_string();
        assert!(expected.contains("items in the ring"), "{report:#}");
    }
}

/// Each of its calls is a stop, so that a tracer could be busy with it for ever.
#[test]
fn who_never_sleeps_is_told_so_before_time_is_up() {
    let source = c_source(8)
        .replace("{member, by, flags}", "{member, by, flags | IPC_NOWAIT}")
        .replace("errno != EINTR", "errno != EAGAIN");
    let report = check(8, Compiled::from(&source, false).program(), &[]);
    if is_judged(&report) {
        let checks = report["labs"][0]["checks"].as_array().unwrap();
        let waits = checks.iter().find(|check| check["id"] == "lab8.waits");
        let saw = waits.unwrap()["finding"]["saw"].to_string();
        assert!(saw.contains("calls of semop, and nothing"), "{report:#}");
        assert!(
            ids(&report, "passed").contains(&"lab8.gone".to_string()),
            "{report:#}"
        );
    }
}
