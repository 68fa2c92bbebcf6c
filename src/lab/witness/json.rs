//! An event as a line of JSON.

use serde_json::{Value, json};

use super::event::{End, Event, What};
use super::task::Process;

pub fn event(event: &Event, line: &str) -> Value {
    let mut object = match &event.what {
        What::Access(access) => json!({
            "event": "access",
            "kind": access.kind.name(),
            "atomic": access.atomic,
            "segment": access.place.segment + 1,
            "offset": access.place.offset,
            "length": access.length,
            "before": access.before.map(|value| hex(value.bytes())),
            "after": access.after.map(|value| hex(value.bytes())),
            "call": access.by_call,
        }),
        What::Call(done) => json!({
            "event": "call",
            "name": done.name,
            "text": done.text,
            "result": done.result,
        }),
        What::Waits(_, text) => json!({ "event": "waits", "text": text }),
        What::Began { parent } => json!({
            "event": "began",
            "parent": parent.map(Process::letter),
        }),
        What::Became(program) => json!({ "event": "exec", "program": program }),
        What::Signal(signal) => json!({ "event": "signal", "signal": signal }),
        What::Ended(End::Exited(code)) => json!({ "event": "exit", "code": code }),
        What::Ended(End::Killed(signal)) => {
            json!({ "event": "killed", "signal": signal })
        }
        What::Ended(End::Unseen) => json!({ "event": "ended" }),
    };
    object["process"] = Process::letter(event.process).into();
    object["task"] = event.task.into();
    object["line"] = line.into();
    object
}

/// The bytes, the one with the lowest address first.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
