//! A finding as plain lines.

use crate::verdict::Finding;

/// A finding without colours, for the fields of course systems.
pub fn plain(finding: &Finding) -> String {
    let mut text = String::new();
    if let Some(todo) = &finding.todo {
        text += &format!("This failure is expected: not yet implemented, at {todo}\n");
    }
    if let Some(cause) = &finding.cause {
        text += &format!("cause:    {}\n", cause.says);
    }
    text += &format!(
        "run:      {}\nexpected: {}\n",
        finding.run, finding.expected
    );
    for line in &finding.saw {
        text += &format!("saw:      {line}\n");
    }
    for line in &finding.steps {
        text += &format!("  {line}\n");
    }
    text + &format!("idea:     {}\n", finding.idea)
}
