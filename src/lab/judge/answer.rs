//! What a judge answers: its secret, and the outcome of its check, as one JSON value.

use serde_json::{Value, json};

use crate::verdict::{Finding, Outcome};

/// An answer that was read.
#[derive(Debug)]
pub enum Answer {
    Judged(Outcome),
    /// What a probe has found.
    Found(Found),
    /// What a compiler has done.
    Built(Built),
}

#[derive(Debug)]
pub struct Built {
    /// Is there a program now?
    pub made: bool,
    /// The compiler's words, warnings among them.
    pub said: String,
}

/// What a probe finds out.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Is the trial kept from files that are not its own?
    pub landlock: bool,
    /// Do its signals reach others, where it can see them?
    pub signals: bool,
    /// Why no program can be traced, if none can.
    pub tracing: Option<String>,
    /// How much longer everything takes here than on a usual machine.
    pub slowness: u32,
}

pub fn write(answer: &Answer, secret: &str) -> String {
    let (name, value) = match answer {
        Answer::Judged(Outcome::Passed) => ("passed", json!(true)),
        Answer::Judged(Outcome::Failed(finding)) => ("failed", finding.to_json()),
        Answer::Judged(Outcome::Skipped(reason)) => ("skipped", json!(reason)),
        Answer::Built(Built { made, said }) => {
            ("built", json!({ "made": made, "said": said }))
        }
        Answer::Found(found) => {
            let Found {
                landlock,
                signals,
                tracing,
                slowness,
            } = found;
            (
                "found",
                json!({ "landlock": landlock, "signals": signals, "tracing": tracing, "slowness": slowness }),
            )
        }
    };
    json!({ "secret": secret, "what": name, "more": value }).to_string()
}

/// `None` if this is no answer of the judge that was told this secret.
pub fn read(bytes: &[u8], secret: &str) -> Option<Answer> {
    let answer: Value = serde_json::from_slice(bytes).ok()?;
    if answer.get("secret")?.as_str()? != secret {
        return None;
    }
    let more = answer.get("more")?;
    Some(match answer.get("what")?.as_str()? {
        "passed" => Answer::Judged(Outcome::Passed),
        "failed" => Answer::Judged(Outcome::Failed(Finding::from_json(more)?)),
        "skipped" => Answer::Judged(Outcome::Skipped(more.as_str()?.to_string())),
        "built" => Answer::Built(Built {
            made: more.get("made")?.as_bool()?,
            said: more.get("said")?.as_str()?.to_string(),
        }),
        "found" => Answer::Found(Found {
            landlock: more.get("landlock")?.as_bool()?,
            signals: more.get("signals")?.as_bool()?,
            tracing: more.get("tracing")?.as_str().map(str::to_string),
            slowness: more.get("slowness")?.as_u64()?.try_into().ok()?,
        }),
        _ => return None,
    })
}
