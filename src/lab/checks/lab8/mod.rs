//! Lab 8: a bounded buffer between producers and consumers.
//!
//! | file | what it holds |
//! |---|---|
//! | `layout` | the segment, and the story that its log tells |
//! | `run` | one run, and what has to be true at its end |
//! | `members`, `worker` | who is who in the set, and what is known of a process by what it asks |
//! | `ledger` | each step, from one giving back of the mutex to the next |
//! | `state` | set and segment at one moment |
//! | `watch`, `stage`, `acts` | who is seen, holding workers, so that the buffer gets full or empty by force |
//! | `flow`, `steps`, `ends`, `manners` | the checks |

mod acts;
mod ends;
mod flow;
mod layout;
mod ledger;
mod manners;
mod members;
mod run;
mod stage;
mod state;
mod steps;
mod watch;
mod worker;

use self::ends::{interrupted, killed_consumer, killed_producer, undo};
use self::flow::{full, no_deadlock, own_set, waits, workers};
use self::manners::{gone, line, removed, too_many_slots, two_at_once, wrong_usage};
use self::steps::{each_once, excludes, inside, signals_last};
use crate::checks::check::checks;

checks! {
    2 "lab8.each-once"       each_once       "each item once, in its producer's order";
    1 "lab8.set"             own_set         "a set of three of its own, mode 0600";
    1 "lab8.workers"         workers         "as many producers and consumers as were asked for";
    1 "lab8.full"            full            "all slots are used, and no more";
    1 "lab8.waits"           waits           "who waits, sleeps";
    2 "lab8.no-deadlock"     no_deadlock     "nobody sleeps with the mutex";
    1 "lab8.excludes"        excludes        "one at a time";
    2 "lab8.inside"          inside          "each step is made with the mutex in hand";
    1 "lab8.signals-last"    signals_last    "no permit before what it stands for";
    2 "lab8.interrupted"     interrupted     "a signal interrupts semop";
    2 "lab8.killed-producer" killed_producer "a producer is killed as it waits";
    2 "lab8.killed-consumer" killed_consumer "a consumer is killed as it waits";
    1 "lab8.undo"            undo            "undo on the mutex, and not on the counts";
    1 "lab8.removed"         removed         "the set is removed, and nobody is left";
    1 "lab8.two-at-once"     two_at_once     "two runs at once";
    1 "lab8.too-many-slots"  too_many_slots  "as many slots as a semaphore can count, and more: ERANGE";
    1 "lab8.gone"            gone            "the id names nothing: EINVAL";
    1 "lab8.line"            line            "prints this line and nothing else";
    1 "lab8.usage"           wrong_usage     "wrong usage: exit code 2";
}
