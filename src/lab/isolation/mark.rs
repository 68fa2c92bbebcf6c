//! A mark on what a trial creates, where there is no namespace to tell whose it is.
//!
//! The kernel notes the group of whoever creates an object, and nobody can change that note. So a
//! trial without namespaces gets a group of its own, where its judge may give it one: then its objects
//! are known, also those of processes that came and went unseen, and those that were never used.

use capctl::caps::{Cap, CapState};
use nix::unistd::{Gid, Pid, getpid, setresgid};

/// Far from the groups that anybody has.
const FIRST: u32 = 0x4000_0000;

/// The group of this judge's trial.
pub fn of_judge(judge: Pid) -> Gid {
    Gid::from_raw(FIRST + judge.as_raw().unsigned_abs())
}

/// Can this process give such groups? In a user namespace of somebody's, there may be no such numbers.
pub fn is_possible() -> bool {
    let may = CapState::get_current().is_ok_and(|state| state.effective.has(Cap::SETGID));
    may && is_mapped(of_judge(getpid()))
}

fn is_mapped(gid: Gid) -> bool {
    let map = std::fs::read_to_string("/proc/self/gid_map").unwrap_or_default();
    map.lines().any(|line| {
        let mut numbers = line.split_whitespace().map(str::parse::<u32>);
        let (Some(Ok(first)), Some(Ok(_)), Some(Ok(count))) =
            (numbers.next(), numbers.next(), numbers.next())
        else {
            return false;
        };
        gid.as_raw().checked_sub(first).is_some_and(|at| at < count)
    })
}

/// From now on, this process and all that it starts create with the mark.
pub fn take_on(judge: Pid) -> nix::Result<()> {
    if !is_possible() {
        return Ok(());
    }
    let mark = of_judge(judge);
    setresgid(mark, mark, mark)
}
