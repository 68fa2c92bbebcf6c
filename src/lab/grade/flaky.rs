//! A right program is right each time. Where a program, judged several times, is not judged the same,
//! somebody has to look: at its race, or at the checker.

use serde_json::{Value, json};

/// The checks that did not end the same each time, with their ends in order.
pub fn differences(reports: &[Value]) -> Vec<Value> {
    let mut ids: Vec<&str> = reports
        .iter()
        .flat_map(checks)
        .filter_map(|check| check["id"].as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let ends = |id: &str| -> Vec<&str> {
        let end = |report| status(report, id);
        reports.iter().map(end).collect()
    };
    let all = ids.into_iter().map(|id| (id, ends(id)));
    all.filter(|(_, ends)| ends.windows(2).any(|pair| pair[0] != pair[1]))
        .map(|(id, ends)| json!({ "id": id, "statuses": ends }))
        .collect()
}

/// All checks of all labs in a report.
pub fn checks(report: &Value) -> impl Iterator<Item = &Value> {
    let labs = report["labs"].as_array().into_iter().flatten();
    labs.flat_map(|lab| lab["checks"].as_array().into_iter().flatten())
}

fn status<'a>(report: &'a Value, id: &str) -> &'a str {
    let found = checks(report).find(|check| check["id"] == id);
    found
        .and_then(|check| check["status"].as_str())
        .unwrap_or("missing")
}
