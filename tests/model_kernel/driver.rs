//! Runs scripts on the real kernel, each in an IPC namespace of its own, and prints after each step
//! what model.js prints of the model.
//!
//! Nothing here waits for time to pass. Whether a process has blocked in `semop`, and who has come back,
//! is told by the kernel's own count of those who wait.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsFd;

use nix::sched::{CloneFlags, setns, unshare};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{Pid, close};

use crate::start::{Process, child, ended, pipes, readable};
use crate::tables::{self, Who};

/// As many as a script may have, with those that are forked.
pub const MOST: usize = 6;

struct Run {
    processes: Vec<Process>,
    lines: Vec<File>,
    answers: Vec<BufReader<File>>,
    main: File,
}

/// Reads scripts, as model.js does, and prints what came of each step.
pub fn drive(input: impl BufRead, mut output: impl Write) {
    let mut run: Option<Run> = None;
    for line in input.lines() {
        let line = line.expect("a script");
        if let Some(users) = line.strip_prefix("users ") {
            drop(run.take());
            run = Some(Run::start(users));
            writeln!(output, "{line}").expect("output");
        } else if let Some(run) = &mut run {
            let result = run.step(&line);
            let woken = run.woken();
            writeln!(output, "{line} = {result}{woken};{}", run.tables())
                .expect("output");
        }
    }
}

impl Run {
    fn start(users: &str) -> Run {
        unshare(CloneFlags::CLONE_NEWIPC).expect("a namespace");
        let (lines, worker_ends, answers) = pipes();
        let children = users.split(' ').enumerate();
        let processes = children
            .map(|(number, user)| Process::new(child(number, user, &worker_ends), false))
            .collect();
        for end in worker_ends
            .into_iter()
            .flat_map(|(read, write)| [read, write])
        {
            close(end).expect("close");
        }
        Run {
            processes,
            lines,
            answers,
            main: File::open("/proc/self/ns/ipc").expect("a namespace"),
        }
    }

    fn step(&mut self, line: &str) -> String {
        let (who, call) = line.split_once(' ').expect("who and what");
        let number: usize = who.parse().expect("a process");
        let name = call.split(' ').next().unwrap_or_default();
        let able = self.processes.get(number).is_some_and(|process| {
            !process.ended && (!process.blocked || name == "kill")
        });
        match name {
            _ if !able => "skip".into(),
            "fork" if self.processes.len() == MOST => "skip".into(),
            "kill" => {
                kill(self.processes[number].pid, Signal::SIGKILL).expect("kill");
                self.has_ended(number)
            }
            "fork" => self.fork(number),
            "semop" => self.operate(number, call),
            _ => {
                self.tell(number, call);
                let answer = self.answer(number);
                if name == "unshare" && answer == "0" {
                    self.processes[number].apart = true;
                }
                match answer.parse::<i32>() {
                    Ok(_) if call.ends_with("GETPID") => self.who().name(&answer),
                    _ => answer,
                }
            }
        }
    }

    fn tell(&mut self, number: usize, text: &str) {
        let told = writeln!(self.lines[number], "{text}");
        told.unwrap_or_else(|error| panic!("process {number}, {text}: {error}"));
    }

    /// The worker's answer, or how it ended. The others hold its pipe, too, so its end is no end of file.
    fn answer(&mut self, number: usize) -> String {
        loop {
            let ready = [self.answers[number].get_ref().as_fd()];
            if readable(&ready, 1_u8)[0] {
                let mut line = String::new();
                let answer = self.answers[number].read_line(&mut line);
                // The last one of all to end closes its pipe for good.
                return match answer.expect("an answer") {
                    0 => self.has_ended(number),
                    _ => line.trim_end().to_owned(),
                };
            }
            if ended(self.processes[number].pid) {
                return self.has_ended(number);
            }
        }
    }

    /// Waits for the end, so that everything has been tidied up; says how it ended.
    fn has_ended(&mut self, number: usize) -> String {
        let process = &mut self.processes[number];
        process.ended = true;
        process.blocked = false;
        match waitpid(process.pid, None).expect("a child") {
            WaitStatus::Signaled(_, Signal::SIGSEGV, _) => "SIGSEGV".into(),
            _ => "0".into(),
        }
    }

    fn fork(&mut self, number: usize) -> String {
        self.tell(number, &format!("fork {}", self.processes.len()));
        let pid: i32 = self.answer(number).parse().expect("a process number");
        let apart = self.processes[number].apart;
        self.processes.push(Process::new(Pid::from_raw(pid), apart));
        "0".into()
    }

    /// `semop` answers, or the kernel counts one more who waits.
    fn operate(&mut self, number: usize, call: &str) -> String {
        let before = self.waiting_beside(number);
        self.tell(number, call);
        loop {
            let ready = [self.answers[number].get_ref().as_fd()];
            if readable(&ready, 0_u8)[0] {
                return self.answer(number);
            }
            // Twice: the call may take place in the middle of the first count, and then somebody who
            // waits for another semaphore than before is counted at both.
            if self.waiting_beside(number) > before
                && self.waiting_beside(number) > before
            {
                self.processes[number].blocked = true;
                return "blocks".into();
            }
        }
    }

    /// How many wait in this process's namespace.
    fn waiting_beside(&self, number: usize) -> usize {
        self.within(&self.processes[number], tables::waiting)
    }

    /// Who came back from a semop that had blocked: as many as no longer wait.
    fn woken(&mut self) -> String {
        let mut blocked: Vec<usize> = (0..self.processes.len())
            .filter(|&number| self.processes[number].blocked)
            .collect();
        if blocked.is_empty() {
            return String::new();
        }
        let mut back = Vec::new();
        while blocked.len() > self.waiting(&blocked) {
            let ends: Vec<_> = blocked
                .iter()
                .map(|&n| self.answers[n].get_ref().as_fd())
                .collect();
            let Some(at) = readable(&ends, 10_u8).iter().position(|&ready| ready) else {
                continue;
            };
            let number = blocked.remove(at);
            self.processes[number].blocked = false;
            back.push(format!(" +{number}={}", self.answer(number)));
        }
        back.sort();
        back.concat()
    }

    /// How many of them wait, in all the namespaces that they are in.
    fn waiting(&self, blocked: &[usize]) -> usize {
        let mut seen = Vec::new();
        let mut count = 0;
        for process in blocked.iter().map(|&number| &self.processes[number]) {
            let namespace = tables::namespace_of(process.pid);
            if !seen.contains(&namespace) {
                count += self.within(process, tables::waiting);
                seen.push(namespace);
            }
        }
        count
    }

    /// Looks around in the namespace of a process.
    fn within<T>(&self, process: &Process, look: impl FnOnce() -> T) -> T {
        if !process.apart || process.ended {
            return look();
        }
        let theirs =
            File::open(format!("/proc/{}/ns/ipc", process.pid)).expect("a namespace");
        setns(theirs, CloneFlags::CLONE_NEWIPC).expect("enter a namespace");
        let seen = look();
        setns(&self.main, CloneFlags::CLONE_NEWIPC).expect("come back");
        seen
    }

    fn who(&self) -> Who {
        let pids = self.processes.iter().map(|process| process.pid.as_raw());
        Who(pids.collect())
    }

    fn tables(&self) -> String {
        let who = self.who();
        let apart = self
            .processes
            .iter()
            .enumerate()
            .filter(|(_, p)| p.apart && !p.ended);
        let theirs = apart.map(|(number, process)| {
            format!(
                " ns of {number}:{}",
                self.within(process, || tables::both(&who))
            )
        });
        tables::both(&who) + &theirs.collect::<String>()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        for process in self.processes.iter().filter(|process| !process.ended) {
            // Both fail only if the process has ended already.
            let _ = kill(process.pid, Signal::SIGKILL);
            let _ = waitpid(process.pid, None);
        }
    }
}
