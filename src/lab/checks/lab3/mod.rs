//! Lab 3: pass a text from one program to another.

mod fetch;
mod manners;
mod memory;
#[cfg(target_arch = "x86_64")]
mod order;
#[cfg(not(target_arch = "x86_64"))]
#[path = "stepped.rs"]
mod order;
mod published;
mod reader;
mod refusal;
mod writer;

use self::manners::{creates_nothing, key_hex, quiet, wrong_usage};
use self::order::publishes_last;
use self::reader::{any_bytes, empty, missing, reads_ours, round_trip};
use self::refusal::{larger, length_lie, not_full, small_segment, state_lie};
use self::writer::{format, key_taken, longest, too_long, two_at_once};
use crate::checks::check::checks;

checks! {
    2 "lab3.format"         format         "the writer keeps to the layout";
    2 "lab3.round-trip"     round_trip     "what one writes, the other reads";
    1 "lab3.reads-ours"     reads_ours     "reads what another program wrote";
    2 "lab3.publishes-last" publishes_last "the state is stored last";
    1 "lab3.missing"        missing        "no such key: ENOENT, and nothing created";
    1 "lab3.key-taken"      key_taken      "the key is taken: EEXIST";
    1 "lab3.not-full"       not_full       "an unwritten segment: EAGAIN";
    1 "lab3.longest"        longest        "the longest text that fits";
    1 "lab3.too-long"       too_long       "one byte more: EMSGSIZE";
    2 "lab3.length-lie"     length_lie     "the length in memory is a lie";
    1 "lab3.small-segment"  small_segment  "a segment that is too small";
    1 "lab3.any-bytes"      any_bytes      "a text that is not UTF-8";
    1 "lab3.two-at-once"    two_at_once    "two writers at once: one wins";
    1 "lab3.empty"          empty          "an empty text is a text";
    1 "lab3.state-lie"      state_lie      "a state that is neither 0 nor 1: EBADMSG";
    1 "lab3.larger"         larger         "a segment that is too large: EBADMSG";
    1 "lab3.creates-nothing" creates_nothing "too long: nothing created, not even for a moment";
    1 "lab3.quiet"          quiet          "the writer prints nothing and ends altogether";
    1 "lab3.key-hex"        key_hex        "a key as ipcs shows it: 0x…";
    1 "lab3.usage"          wrong_usage    "wrong usage: exit code 2";
}
