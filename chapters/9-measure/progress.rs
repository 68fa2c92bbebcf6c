//! How far it is: a bar on stderr, for somebody who looks at a terminal.

use std::io::{IsTerminal, Write, stderr};

#[derive(Debug)]
pub struct Progress {
    shown: bool,
    total: usize,
    done: usize,
}

const WIDTH: usize = 30;

impl Progress {
    pub fn new(total: usize) -> Progress {
        Progress {
            shown: stderr().is_terminal(),
            total,
            done: 0,
        }
    }

    pub fn advance(&mut self, what: &str) {
        self.done += 1;
        if self.shown {
            let full = (WIDTH * self.done / self.total.max(1)).min(WIDTH);
            let bar = format!("{:<WIDTH$}", "#".repeat(full));
            // It matters to nobody if this line cannot be written.
            let _ = write!(
                stderr(),
                "\r\x1b[K[{bar}] {}/{} {what}",
                self.done,
                self.total
            );
        }
    }

    /// Takes the bar away, so that a line can be printed in its place.
    pub fn clear(&self) {
        if self.shown {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
