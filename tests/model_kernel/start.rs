//! Starting the processes of a script, and hearing from them.

use std::fs::File;
use std::io::BufReader;
use std::os::fd::{BorrowedFd, IntoRawFd};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::{
    ForkResult, Gid, Pid, Uid, fork, pipe, setgroups, setresgid, setresuid,
};

use shm_workbook::procfs::process;

use crate::driver::MOST;
use crate::worker::{Pipes, work};

/// One process of a script, from the driver's side.
pub struct Process {
    pub pid: Pid,
    pub ended: bool,
    pub blocked: bool,
    /// In an IPC namespace of its own, or of the process that forked it.
    pub apart: bool,
}

impl Process {
    pub fn new(pid: Pid, apart: bool) -> Process {
        Process {
            pid,
            ended: false,
            blocked: false,
            apart,
        }
    }
}

/// Has this child ended? It is left for `waitpid`.
pub fn ended(pid: Pid) -> bool {
    !process::look(pid).expect("a child").is_alive()
}

/// Which of these can be read, within some milliseconds.
pub fn readable(ends: &[BorrowedFd], limit: u8) -> Vec<bool> {
    let mut polled: Vec<PollFd> = ends
        .iter()
        .map(|&end| PollFd::new(end, PollFlags::POLLIN))
        .collect();
    poll(&mut polled, PollTimeout::from(limit)).expect("poll");
    polled
        .iter()
        .map(|end| end.any().unwrap_or(false))
        .collect()
}

/// For each process a way there and a way back; the workers' ends survive exec.
pub fn pipes() -> (Vec<File>, Pipes, Vec<BufReader<File>>) {
    let mut lines = Vec::new();
    let mut ends = Pipes::new();
    let mut answers = Vec::new();
    for _ in 0..MOST {
        let (read, write) = pipe().expect("pipe");
        let (from, to) = pipe().expect("pipe");
        lines.push(File::from(write));
        answers.push(BufReader::new(File::from(from)));
        ends.push((read.into_raw_fd(), to.into_raw_fd()));
    }
    (lines, ends, answers)
}

pub fn child(number: usize, user: &str, ends: &Pipes) -> Pid {
    // SAFETY: this process has one thread.
    match unsafe { fork() }.expect("fork") {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            become_user(user);
            work(number, ends.clone(), false)
        }
    }
}

fn become_user(user: &str) {
    let uid = match user {
        "root" => return,
        "one" => 65534,
        _ => 65533,
    };
    let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(65534));
    setgroups(&[]).expect("setgroups");
    setresgid(gid, gid, gid).expect("setresgid");
    setresuid(uid, uid, uid).expect("setresuid");
}

/// May processes of other users be started here? Tried in a process that ends.
pub fn has_users() -> bool {
    // SAFETY: this process has one thread.
    match unsafe { fork() }.expect("fork") {
        ForkResult::Parent { child } => {
            waitpid(child, None) == Ok(WaitStatus::Exited(child, 0))
        }
        ForkResult::Child => {
            let uid = Uid::from_raw(65533);
            let works = setgroups(&[]).is_ok() && setresuid(uid, uid, uid).is_ok();
            #[expect(clippy::exit, reason = "this child has nothing to drop")]
            std::process::exit(i32::from(!works));
        }
    }
}
