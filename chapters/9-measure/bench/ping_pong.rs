//! Two processes that answer each other. The other one is made by `fork`, as the shortest way; it
//! makes nothing but loads, stores and system calls until it is killed.

use std::hint;
use std::sync::atomic::{AtomicU32, Ordering};

use criterion::Criterion;
use nix::sys::prctl;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, Pid, fork, getpid, getppid};
use shm_workbook::{Error, Key, Mode, Segment, Semaphore};

use super::common::{PAGE, done};
use super::cores::{self, Cores};
use super::goal::WRAPPER;
use super::ratio::Table;
use super::raw;

/// A process that ends when this is dropped.
struct Other(Pid);

impl Other {
    fn start(core: usize, mut work: impl FnMut()) -> Other {
        let parent = getpid();
        // SAFETY: this process has one thread, so the copy is whole; it may do what its parent may.
        match unsafe { fork() } {
            Ok(ForkResult::Parent { child }) => Other(child),
            Ok(ForkResult::Child) => {
                cores::stay_on(core);
                let _ = prctl::set_pdeathsig(Signal::SIGKILL);
                if getppid() != parent {
                    // It died before the line above.
                    let _ = kill(getpid(), Signal::SIGKILL);
                }
                loop {
                    work();
                }
            }
            Err(errno) => panic!("fork: {errno}"),
        }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = kill(self.0, Signal::SIGKILL);
        let _ = waitpid(self.0, None);
    }
}

/// Ping and pong, in cache lines of their own.
const PONG: usize = 32;

pub fn spinning(
    cores: Cores,
    criterion: &mut Criterion,
    table: &mut Table,
) -> Result<(), Error> {
    let size = PAGE;
    let segment = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
    let theirs = Segment::create(Key::PRIVATE, size, Mode::OWNER)?.remove_on_drop();
    let ours = segment.attach_as::<[AtomicU32; 64]>()?;
    let address = raw::attach(theirs.id());
    let (ping, pong) = (raw::word(address, 0), raw::word(address, PONG));
    // One process answers both: two would take turns on their core, and disturb each other.
    let mut patience = PATIENCE;
    let _other = Other::start(cores.right, || {
        let answered = [answer(&ours[0], &ours[PONG]), answer(ping, pong)];
        if answered == [false, false] {
            wait_a_little(&mut patience);
        } else {
            patience = PATIENCE;
        }
    });
    let mut number = [0; 2];
    let [our_number, their_number] = &mut number;
    table.compare(
        criterion,
        "ping-pong, spinning",
        WRAPPER,
        || ask(&ours[0], &ours[PONG], our_number),
        || ask(ping, pong, their_number),
    );
    theirs.remove()?;
    segment.remove()
}

fn ask(ping: &AtomicU32, pong: &AtomicU32, number: &mut u32) {
    *number = number.wrapping_add(1);
    ping.store(*number, Ordering::Release);
    let mut patience = PATIENCE;
    while pong.load(Ordering::Acquire) != *number {
        wait_a_little(&mut patience);
    }
}

/// Answers, if there is something to answer.
fn answer(ping: &AtomicU32, pong: &AtomicU32) -> bool {
    let number = ping.load(Ordering::Acquire);
    let asked = number != pong.load(Ordering::Relaxed);
    if asked {
        pong.store(number, Ordering::Release);
    }
    asked
}

/// Long enough for an answer, and short enough to let others in on a machine with few cores.
const PATIENCE: u32 = 2000;

fn wait_a_little(patience: &mut u32) {
    hint::spin_loop();
    *patience = patience.saturating_sub(1);
    if *patience == 0 {
        std::thread::sleep(std::time::Duration::from_micros(50));
    }
}

pub fn semaphores(
    cores: Cores,
    criterion: &mut Criterion,
    table: &mut Table,
) -> Result<(), Error> {
    let new = || {
        Ok::<_, Error>(Semaphore::create(Key::PRIVATE, 0, Mode::OWNER)?.remove_on_drop())
    };
    let (ping, pong, their_ping, their_pong) = (new()?, new()?, new()?, new()?);
    let _ours = Other::start(cores.right, || {
        done(ping.wait());
        done(pong.signal());
    });
    let (raw_ping, raw_pong) = (their_ping.id(), their_pong.id());
    let _theirs = Other::start(cores.right, || {
        raw::semop(raw_ping, -1, 0);
        raw::semop(raw_pong, 1, 0);
    });
    table.compare(
        criterion,
        "ping-pong, semaphores",
        WRAPPER,
        || {
            done(ping.signal());
            done(pong.wait());
        },
        || {
            raw::semop(raw_ping, 1, 0);
            raw::semop(raw_pong, -1, 0);
        },
    );
    Ok(())
}
