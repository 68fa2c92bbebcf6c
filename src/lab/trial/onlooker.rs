//! A conductor that lets the processes take turns, and shows what they do.

use super::seen::{Access, Look, Seen, What};
use crate::witness::conductor::{Choice, Conductor, Decision, Turns};
use crate::witness::decode::Kind;
use crate::witness::event::{self, Event};
use crate::witness::lines::Lines;
use crate::witness::spots::{Spot, Spots};

pub struct Onlooker<'a, 'b> {
    look: &'a mut Look<'b>,
    lines: Lines,
    last: usize,
}

impl<'a, 'b> Onlooker<'a, 'b> {
    pub fn new(look: &'a mut Look<'b>) -> Self {
        Self {
            look,
            lines: Lines::default(),
            last: 0,
        }
    }
}

impl Conductor for Onlooker<'_, '_> {
    fn choose(&mut self, choices: &[Choice<'_>]) -> Decision {
        let next = Turns::Each.next(choices, self.last);
        self.last = choices[next].task;
        Decision::Run(next)
    }

    fn saw(&mut self, event: &Event, spot: Spot, spots: &Spots) {
        let Some(what) = what(&event.what) else {
            return;
        };
        let seen = Seen {
            process: event.process,
            pid: event.pid,
            what,
        };
        (self.look)(&seen, &mut || self.lines.text(spot, spots));
    }
}

fn what(what: &event::What) -> Option<What> {
    Some(match what {
        event::What::Access(access) => What::Access(Access {
            offset: access.place.offset,
            length: access.length,
            loads: access.kind != Kind::Store,
            stores: access.kind.stores(),
        }),
        event::What::Call(done) if (-4095..0).contains(&done.result) => return None,
        event::What::Call(done) => match done.name {
            "shmget" => What::Got,
            "shmat" => What::Attached,
            "shmdt" => What::Detached,
            _ => return None,
        },
        _ => return None,
    })
}
