//! The accesses that were seen of a mode of counts.c.

use serde_json::Value;

use crate::shared::{Ran, events, program};

/// Kind, offset and length of each access, in order.
pub type Seen = Vec<(String, u64, u64)>;

pub fn seen(events: &[Value]) -> Seen {
    let accesses = events.iter().filter(|event| event["event"] == "access");
    accesses
        .map(|access| {
            let atomic = access["atomic"] == true;
            let kind = access["kind"].as_str().unwrap();
            let kind = if atomic {
                format!("atomic {kind}")
            } else {
                kind.to_string()
            };
            (
                kind,
                access["offset"].as_u64().unwrap(),
                access["length"].as_u64().unwrap(),
            )
        })
        .collect()
}

/// A mode of counts.c, compiled with and without optimisation.
pub fn both(mode: &str, judge: impl Fn(&[Value], Seen, Ran)) {
    for level in ["-O0", "-O2"] {
        let Some(program) = program("counts", level) else {
            return;
        };
        let Some((events, ran)) = events(&[program.to_str().unwrap(), mode]) else {
            return;
        };
        let seen = seen(&events);
        judge(&events, seen, ran);
    }
}

pub fn expect(mode: &str, wanted: &[(&str, u64, u64)]) {
    both(mode, |_, seen, ran| {
        let wanted: Seen = wanted
            .iter()
            .map(|&(kind, at, length)| (kind.into(), at, length))
            .collect();
        assert_eq!(seen, wanted, "{mode}");
        ran.expect_code(0);
    });
}
