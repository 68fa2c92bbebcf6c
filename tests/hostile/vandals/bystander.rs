//! Somebody who has nothing to do with it: a process and objects of the same user.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};

use shm_workbook::procfs::sysvipc;

use crate::user;

#[derive(Debug)]
pub struct Bystander {
    process: Child,
}

impl Bystander {
    pub fn new(as_root: bool) -> Self {
        let user = user::words(as_root);
        let words = [
            "sh",
            "-c",
            "ipcmk -M 100 -S 2 -Q >/dev/null; echo; exec sleep 1000",
        ];
        let words: Vec<&str> = user.iter().copied().chain(words).collect();
        let mut process = Command::new(words[0])
            .args(&words[1..])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = [0];
        std::io::Read::read_exact(process.stdout.as_mut().unwrap(), &mut line).unwrap();
        Self { process }
    }

    /// Neither ended nor stopped.
    pub fn lives(&self) -> bool {
        let pid = nix::unistd::Pid::from_raw(self.process.id() as i32);
        let process = shm_workbook::procfs::process::look(pid).unwrap();
        process.is_alive() && process.state != 'T'
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// All objects of these tables.
#[derive(Debug, PartialEq, Eq)]
pub struct Tables {
    segments: BTreeSet<i32>,
    /// Sets and queues.
    others: BTreeSet<(char, i32)>,
}

pub fn tables() -> Tables {
    let segments = sysvipc::segments().unwrap();
    let sets = sysvipc::semaphore_sets().unwrap();
    let queues = sysvipc::message_queues().unwrap();
    let sets = sets.iter().map(|row| ('s', row.id));
    Tables {
        segments: segments.iter().map(|row| row.id).collect(),
        others: sets.chain(queues.iter().map(|row| ('q', row.id))).collect(),
    }
}

/// Nothing gone; and nothing new, but for what an ordinary user without a namespace cannot tell from
/// others'.
pub fn assert_same(
    before: &Tables,
    after: &Tables,
    as_root: bool,
    isolation: &str,
    what: &str,
) {
    let gone = before.segments.is_subset(&after.segments)
        && before.others.is_subset(&after.others);
    assert!(gone, "{what}: {before:?} {after:?}");
    if as_root || isolation != "none" {
        assert_eq!(before, after, "{what}");
    }
}
