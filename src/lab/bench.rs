//! The bench: what one check has in hand to try a program with.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::unistd::{Pid, getpid, getuid};
use shm_workbook::{Segment, Semaphore};

use crate::capture::Capture;
use crate::ended::Ended;
use crate::kernel::{self, SegmentRow, SemaphoreRow};
use crate::limits;
use crate::processes::{self, Process};
use crate::session::Session;
use crate::verdict::{Objection, Outcome};
use crate::walls::Walls;
use crate::words::{Word, quote};

/// One check's program, its limits and its objects.
#[derive(Debug)]
pub struct Bench {
    program: Vec<OsString>,
    /// How the reader starts the program.
    shown: String,
    pub limit: Duration,
    walls: Walls,
    /// What to type before the command, such as a segment that the checker provides.
    preface: RefCell<String>,
    remark: RefCell<String>,
    last_run: RefCell<String>,
    /// Every process of the program that was ever seen.
    seen: RefCell<HashSet<Pid>>,
    /// Every semaphore set that one of them was seen to operate on.
    known: RefCell<HashSet<i32>>,
    old_segments: HashSet<i32>,
    old_semaphores: HashSet<i32>,
    looks: Cell<u32>,
}

impl Bench {
    pub fn new(
        program: Vec<OsString>,
        shown: String,
        limit: Duration,
        walls: Walls,
    ) -> Self {
        let old = |ids: Vec<i32>| ids.into_iter().collect();
        Self {
            program,
            shown,
            limit,
            walls,
            preface: RefCell::default(),
            remark: RefCell::default(),
            last_run: RefCell::default(),
            seen: RefCell::default(),
            known: RefCell::default(),
            old_segments: old(kernel::segments().iter().map(|row| row.id).collect()),
            old_semaphores: old(kernel::semaphores().iter().map(|row| row.id).collect()),
            looks: Cell::new(0),
        }
    }

    /// How the reader starts the program.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// What the reader cannot type: a remark that a shell ignores.
    pub fn remark(&self, remark: impl Into<String>) {
        *self.remark.borrow_mut() = format!("  # {}", remark.into());
    }

    /// What the reader types first, to have an object like the checker's.
    pub fn prepare(&self, preface: impl Into<String>) {
        *self.preface.borrow_mut() = preface.into();
    }

    /// Runs the program to its end, with an empty stdin.
    pub fn run(&self, words: &[Word]) -> Result<Ended, Objection> {
        Ok(self.start(words)?.finish())
    }

    pub fn start(&self, words: &[Word]) -> Result<Session<'_>, Objection> {
        self.launch(words, false)
    }

    /// Starts the program as a tracee; see `tracer`.
    pub fn start_traced(&self, words: &[Word]) -> Result<Session<'_>, Objection> {
        self.launch(words, true)
    }

    fn launch(&self, words: &[Word], traced: bool) -> Result<Session<'_>, Objection> {
        let mut child = Command::new("/proc/self/exe")
            .args(["__run", if traced { "traced" } else { "free" }])
            .arg(getpid().to_string())
            .args(&self.program)
            .args(words.iter().map(|word| &word.real))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()?;
        let pid = Pid::from_raw(child.id() as i32);
        self.seen.borrow_mut().insert(pid);
        let piped = || Objection::CannotJudge("no pipe to the program".to_string());
        Ok(Session {
            bench: self,
            pid,
            command: self.command(words),
            stdin: child.stdin.take(),
            out: Capture::of(child.stdout.take().ok_or_else(piped)?)?,
            err: Capture::of(child.stderr.take().ok_or_else(piped)?)?,
            deadline: Instant::now() + self.limit,
            end: Cell::new(None),
            stopped: Cell::new(false),
        })
    }

    fn command(&self, words: &[Word]) -> String {
        let mut command = self.preface.borrow().clone();
        command.push_str(&self.shown);
        for word in words {
            command.push(' ');
            command.push_str(&word.shown);
        }
        command.push_str(&self.remark.borrow());
        self.last_run.replace(command.clone());
        command
    }

    /// Has the program started too many processes? No limit of the kernel stops root from that.
    ///
    /// Without a namespace, the processes and semaphores that are seen here are noted, too:
    /// later, nobody could tell whose they were. Not every look looks: this one is not cheap.
    pub fn is_crowded(&self) -> bool {
        let look = self.looks.get();
        self.looks.set(look.wrapping_add(1));
        if look % 8 != 0 {
            return false;
        }
        let processes = processes::descendants();
        if !self.walls.hide_ipc() {
            self.note(&processes);
            self.semaphores();
        }
        processes.len() as u64 > limits::PROCESSES
    }

    fn note(&self, processes: &[Process]) {
        let pids = processes.iter().map(|process| process.pid);
        self.seen.borrow_mut().extend(pids);
    }

    /// The segments that the program created.
    pub fn segments(&self) -> Vec<SegmentRow> {
        let mut rows = self.new_segments();
        rows.retain(|row| row.creator_pid != getpid().as_raw());
        rows
    }

    /// The segments of this check, the checker's own among them.
    fn new_segments(&self) -> Vec<SegmentRow> {
        let seen = self.seen.borrow();
        let concerns = |row: &SegmentRow| {
            let creator = Pid::from_raw(row.creator_pid);
            self.walls.hide_ipc() || creator == getpid() || seen.contains(&creator)
        };
        let mut rows = kernel::segments();
        rows.retain(|row| !self.old_segments.contains(&row.id) && concerns(row));
        rows
    }

    /// The semaphore sets that the program created. The table does not name the creator, so
    /// without a namespace it is who was ever seen to operate on it.
    pub fn semaphores(&self) -> Vec<SemaphoreRow> {
        let mut rows = kernel::semaphores();
        rows.retain(|row| !self.old_semaphores.contains(&row.id));
        if !self.walls.hide_ipc() {
            self.note(&processes::descendants());
            rows.retain(|row| self.is_ours(row));
        }
        rows
    }

    fn is_ours(&self, row: &SemaphoreRow) -> bool {
        let last = Semaphore::from_id(row.id).last_pid().unwrap_or(0);
        let ours = self.known.borrow().contains(&row.id)
            || self.seen.borrow().contains(&Pid::from_raw(last));
        if ours {
            self.known.borrow_mut().insert(row.id);
        }
        ours && row.uid == getuid().as_raw()
    }

    /// The kernel's tables, as far as they concern this check.
    pub fn rows(&self) -> Vec<String> {
        let rows = self.new_segments();
        let segments = rows.iter().map(SegmentRow::show);
        let semaphores = self.semaphores();
        let semaphores = semaphores.iter().map(SemaphoreRow::show);
        let mut lines: Vec<String> = segments.chain(semaphores).take(8).collect();
        if lines.is_empty() {
            lines.push("the kernel has no segment and no semaphore of yours".to_string());
        }
        lines.iter().map(|line| format!("kernel: {line}")).collect()
    }

    /// A finding that came about between two runs names the last one.
    pub fn name_the_run(&self, mut outcome: Outcome) -> Outcome {
        if let Outcome::Failed(finding) = &mut outcome {
            if finding.run.is_empty() {
                finding.run = self.last_run.borrow().clone();
            }
        }
        outcome
    }

    /// Ends all processes, and without a namespace removes what they have created.
    pub fn clear(&self) {
        processes::end_all();
        if self.walls.hide_ipc() {
            return;
        }
        for row in self.segments() {
            let _ = Segment::from_id(row.id).remove();
        }
        for row in self.semaphores() {
            let _ = Semaphore::from_id(row.id).remove();
        }
    }
}

/// The program as a shell would show it.
pub fn show_program(program: &[OsString]) -> String {
    let words: Vec<String> = program.iter().map(|word| quote(word)).collect();
    words.join(" ")
}
