//! What can be seen of a program while it runs.

use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::Pid;
use shm_workbook::procfs::maps::{self, Mapping};
use shm_workbook::procfs::process::{self, SystemCall};

use super::diagnosis;
use super::ended::End;
use super::session::{Session, TICK};
use super::stuck::Stuck;
use crate::causes;
use crate::causes::seen::Seen;
use crate::isolation::processes;
use crate::verdict::{Finding, Objection};

impl Session<'_> {
    /// Only while the checker waits for the program and for nothing else.
    pub(super) fn end_if(&self, stuck: &Stuck) {
        if self.end.get().is_none() && stuck.look() {
            self.end.set(Some(End::Stuck));
        }
        let hangs = matches!(self.end.get(), Some(End::TimedOut | End::Stuck));
        if hangs && self.notes.borrow().is_empty() {
            self.notes.replace(diagnosis::of_hang(self.objects));
        }
    }

    /// Is nobody left who could go on? Asks without waiting for anybody: a tracer does that.
    pub fn is_stuck(&self, stuck: &Stuck) -> bool {
        self.end_if(stuck);
        matches!(self.end.get(), Some(End::Stuck))
    }

    /// Waits until the program has printed a whole line, and returns the first.
    pub fn first_line(&mut self) -> Result<String, Objection> {
        let stuck = Stuck::new();
        loop {
            self.end_if(&stuck);
            let bytes = self.out.bytes();
            if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
                return Ok(String::from_utf8_lossy(&bytes[..end]).into_owned());
            }
            if self.is_over() && (self.is_running() || self.out.is_closed()) {
                self.end_if(&stuck);
                let idea = "Print the line, and end it with a newline.";
                return Err(self.finish().objection("one line on stdout", idea));
            }
            thread::sleep(TICK);
        }
    }

    /// Does the program stay until something arrives on stdin? False if it ends instead.
    ///
    /// To see a process sleep in a read of file descriptor 0 is the quick answer. Where the
    /// read is done by another thread, or by other means, a second of patience has to do.
    pub fn stays(&self) -> bool {
        let until = Instant::now() + Duration::from_secs(1);
        let reads = |pid| {
            let call = process::system_call(pid).ok().flatten();
            call.is_some_and(|SystemCall { number, arguments }| {
                number == crate::syscalls::READ && arguments[0] == 0
            })
        };
        self.wait_until(|| {
            let all = processes::glance().unwrap_or_default();
            all.iter().any(|process| reads(process.pid)) || Instant::now() > until
        })
    }

    /// Where the program has attached segments, in any of its processes: it may be started by a
    /// wrapper that forks. Nowhere any more, once it has ended.
    pub fn attachments(&self) -> Result<Vec<Mapping>, Objection> {
        let mut found = self.attachments_of(self.pid)?;
        for process in process::descendants(self.pid)? {
            found.extend(self.attachments_of(process.pid)?);
        }
        Ok(found)
    }

    fn attachments_of(&self, pid: Pid) -> Result<Vec<Mapping>, Objection> {
        match maps::of(pid) {
            Ok(mut maps) => {
                maps.retain(|map| map.segment().is_some());
                Ok(maps)
            }
            Err(error) if process::is_gone(&error) => Ok(Vec::new()),
            Err(error) => {
                let objection = self.objection(
                    "a program whose /proc/PID/maps can be read",
                    "The checker looks there for what is attached. Does the program hide it?",
                );
                Err(objection.with(format!("/proc/{pid}/maps: {error}")))
            }
        }
    }

    /// An objection to a program that still runs.
    pub fn objection(&self, expected: impl Into<String>, idea: &str) -> Objection {
        let now = if self.is_over() { "has ended" } else { "runs" };
        let mut saw = vec![format!("the program {now}, pid {}", self.pid)];
        let stdout = String::from_utf8_lossy(&self.out.bytes()).into_owned();
        saw.extend(stdout.lines().take(5).map(|line| format!("stdout: {line}")));
        let kernel = self.objects.rows();
        saw.extend(kernel.iter().cloned());
        // A finding shows what can be seen; the checks ask `attachments`.
        let maps = maps::of(self.pid).unwrap_or_default();
        let segments = maps.iter().filter(|map| map.segment().is_some());
        saw.extend(segments.map(|map| format!("/proc/{}/maps: {map}", self.pid)));
        let expected = expected.into();
        let cause = causes::find(&Seen {
            command: &self.command,
            expected: &expected,
            stdout: &stdout,
            over: self.is_over(),
            kernel: &kernel,
            ..Seen::default()
        });
        let idea = cause.as_ref().map_or(idea, |cause| &cause.advice);
        Objection::Fault(Box::new(Finding {
            run: self.command.clone(),
            expected,
            saw,
            idea: idea.to_string(),
            cause: cause.map(Box::new),
            ..Finding::default()
        }))
    }
}
