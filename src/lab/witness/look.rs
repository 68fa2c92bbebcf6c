//! What a task is doing at this moment.

use std::fs;

use nix::errno::Errno;
use nix::unistd::Pid;
use shm_workbook::procfs::process;

use super::engine::{Done, Trouble};
use super::raw;
use super::stop::Stop;

/// Has it stopped?
pub fn look(pid: Pid) -> Done<Option<Stop>> {
    match raw::wait(pid, false) {
        Ok(status) => Ok(status.map(Stop::from_status)),
        Err(Errno::EINTR) => Ok(None),
        Err(Errno::ECHILD) => Err(Trouble::Lost),
        Err(errno) => Err(errno.into()),
    }
}

/// Does it sleep indeed? A task calls itself asleep some time before it goes to sleep, while it still
/// looks for a reason not to, and on a busy machine it may be kept there. `/proc/PID/syscall` tells.
pub fn is_asleep(pid: Pid) -> bool {
    !matches!(process::system_call(pid), Ok(None))
}

/// The letter for a task's state, as `proc_pid_stat(5)` lists them; `?` if it is gone.
pub fn state(pid: Pid) -> u8 {
    let fields = fields(pid);
    fields.first().copied().unwrap_or(b'?')
}

/// The processor time that it has used, with what the kernel did for it, in hundredths of a second.
pub fn processor_time(pid: Pid) -> u64 {
    /// `utime` and `stime` are fields 14 and 15; the state is field 3.
    const USER: usize = 11;
    let fields = fields(pid);
    let text = String::from_utf8_lossy(&fields);
    let times = text.split(' ').skip(USER).take(2);
    times.filter_map(|time| time.parse::<u64>().ok()).sum()
}

/// What `/proc/PID/stat` says after the name, which is the program's choice and may hold anything, but ends
/// with the last `)`.
fn fields(pid: Pid) -> Vec<u8> {
    let mut text = fs::read(format!("/proc/{pid}/stat")).unwrap_or_default();
    let name = text
        .iter()
        .rposition(|&byte| byte == b')')
        .map_or(text.len(), |at| at + 2);
    text.drain(..name.min(text.len()));
    text
}
