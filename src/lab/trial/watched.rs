//! Following a program from access to access, by the witness.
//!
//! The role `__confine` stops itself before it becomes the program. There the witness takes over.

use super::Trial;
use crate::verdict::{Judged, Objection};

const ELSEWHERE: &str = "accesses can be seen on x86-64 only";

impl Trial {
    /// Can the witness see programs here? To be asked before the first is started.
    pub fn can_watch(&self) -> Judged {
        let reason = if !self.tracing {
            "no program can be traced here; `cargo lab doctor` says why"
        } else if !cfg!(target_arch = "x86_64") {
            ELSEWHERE
        } else {
            return Ok(());
        };
        Err(Objection::CannotJudge(reason.to_string()))
    }
}

#[cfg(target_arch = "x86_64")]
mod run {
    use nix::sys::signal::Signal;
    use nix::sys::wait::WaitStatus;

    use crate::isolation::confine;
    use crate::trial::Trial;
    use crate::trial::bell::Bell;
    use crate::trial::ended::Ended;
    use crate::trial::onlooker::Onlooker;
    use crate::trial::seen::{Input, Look};
    use crate::trial::watchdog::Watchdog;
    use crate::verdict::Objection;
    use crate::witness::conductor::Conductor;
    use crate::witness::engine::Engine;
    use crate::witness::event::End;
    use crate::witness::start;
    use crate::words::Word;

    impl Trial {
        /// Runs the program to its end, with an empty stdin, in the order that the conductor wants.
        pub fn watch(
            &self,
            words: &[Word],
            conductor: &mut dyn Conductor,
        ) -> Result<Ended, Objection> {
            self.watch_with(words, Input::Nothing, conductor)
        }

        /// Runs the program to its end, by turns, and shows what its processes do.
        pub fn see(
            &self,
            words: &[Word],
            input: Input,
            look: &mut Look<'_>,
        ) -> Result<Ended, Objection> {
            self.watch_with(words, input, &mut Onlooker::new(look))
        }

        fn watch_with(
            &self,
            words: &[Word],
            input: Input,
            conductor: &mut dyn Conductor,
        ) -> Result<Ended, Objection> {
            self.can_watch()?;
            let bell = Bell::new().map_err(Objection::Broken)?;
            let mut session = self.launch(words, confine::WATCHED)?;
            if input == Input::Line {
                session.send_line();
            }
            drop(session.stdin.take());
            // Nothing of the program has run yet.
            start::seize(session.pid).map_err(Objection::CannotJudge)?;
            let watchdog = Watchdog::over(&session)?;
            let (end, _) = Engine::observe(session.pid, bell, conductor)
                .map_err(|error| Objection::Broken(format!("the witness: {error}")))?;
            let status = match end {
                End::Exited(code) => WaitStatus::Exited(session.pid, code),
                End::Killed(signal) => {
                    let signal = Signal::try_from(signal).unwrap_or(Signal::SIGKILL);
                    WaitStatus::Signaled(session.pid, signal, false)
                }
                End::Unseen => WaitStatus::Signaled(session.pid, Signal::SIGKILL, false),
            };
            session.ended_with(status, watchdog.has_bitten());
            Ok(session.finish())
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
impl Trial {
    /// Where there is no witness, nothing is seen.
    pub fn see(
        &self,
        _: &[crate::words::Word],
        _: super::seen::Input,
        _: &mut super::seen::Look<'_>,
    ) -> Result<super::ended::Ended, Objection> {
        self.can_watch()?;
        Err(Objection::CannotJudge(ELSEWHERE.to_string()))
    }
}
