//! The segment of lab 3: what it holds, what it should hold, and how to make a bad one.

use std::fmt::Write as _;

use shm_workbook::procfs::sysvipc;
use shm_workbook::{RemoveOnDrop, Segment};

use crate::checks::provided::keyed_segment;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::verdict::{Judged, Objection};
use crate::words::Word;

pub const SIZE: usize = 1024;
pub const STATE_AT: usize = 4;
pub const TEXT_AT: usize = 8;
pub const CAPACITY: usize = SIZE - TEXT_AT;

pub const FULL: u32 = 1;

/// Words from several alphabets: what is counted in bytes is not what is counted in letters.
pub fn text() -> String {
    let alphabet: Vec<char> = "abcdefgh ijklmn opqrstuvwxyzäöüßéñλπш共享内存"
        .chars()
        .collect();
    let mut text = String::from("~");
    for _ in 0..fastrand::usize(5..100) {
        text.push(alphabet[fastrand::usize(..alphabet.len())]);
    }
    let _ = write!(text, "{}", fastrand::u32(..));
    text
}

/// The writer's arguments.
pub fn to_write(key: i32, text: Word) -> [Word; 3] {
    [Word::from("write"), Word::from(key), text]
}

pub fn write(trial: &Trial, key: i32, text: &[u8]) -> Result<Ended, Objection> {
    trial.run(&to_write(key, Word::bytes(text)))
}

pub fn read(trial: &Trial, key: i32) -> Result<Ended, Objection> {
    trial.run(&[Word::from("read"), Word::from(key)])
}

/// A segment as another program would have written it, perhaps a bad one.
pub fn message(
    key: i32,
    size: usize,
    length: u32,
    state: u32,
    text: &[u8],
) -> Result<RemoveOnDrop<Segment>, Objection> {
    let segment = keyed_segment(key, size)?;
    let memory = segment.attach()?;
    memory.write(TEXT_AT, text)?;
    memory.write(0, &length.to_ne_bytes())?;
    memory.write(4, &state.to_ne_bytes())?;
    memory.detach()?;
    Ok(segment)
}

/// Length, state and text area.
pub fn contents(id: i32) -> Result<(u32, u32, Vec<u8>), Objection> {
    let memory = Segment::from_id(id).attach_read_only()?;
    let mut bytes = vec![0; SIZE.min(memory.size())];
    memory.read(0, &mut bytes)?;
    bytes.resize(SIZE, 0);
    let number = |at: usize| u32::from_ne_bytes(std::array::from_fn(|i| bytes[at + i]));
    Ok((number(0), number(4), bytes[TEXT_AT..].to_vec()))
}

/// Does the segment hold this text, in the layout that was agreed on?
pub fn holds(ended: &Ended, key: i32, text: &[u8]) -> Judged {
    ended.succeeded()?;
    let expected = format!(
        "a segment with key {key:#010x}, {SIZE} bytes, mode 0600, that holds length {}, \
         state 1 and the text",
        text.len()
    );
    let idea = "A u32 length at offset 0, a u32 state at offset 4, the text from offset 8, \
                the numbers in native byte order. It stays after the writer has ended.";
    let Some(row) = sysvipc::segment_with_key(key)? else {
        return Err(ended.objection(expected, idea));
    };
    let (length, state, bytes) = contents(row.id)?;
    let right_kind = row.size == SIZE as u64 && row.mode() == 0o600;
    let right_head = length as usize == text.len() && state == FULL;
    if right_kind && right_head && bytes.starts_with(text) {
        return Ok(());
    }
    let start = String::from_utf8_lossy(&bytes[..24]).into_owned();
    let head = format!("in memory: length {length}, state {state}, text {start:?}…");
    Err(ended.objection(expected, idea).with(head))
}

/// Did the reader print this text, and remove the segment?
pub fn delivered(ended: &Ended, key: i32, text: &[u8]) -> Judged {
    ended.succeeded()?;
    let mut line = text.to_vec();
    line.push(b'\n');
    if ended.stdout != line {
        return Err(ended.objection(
            format!(
                "the {} bytes of the text and a newline on stdout",
                text.len()
            ),
            "Print exactly `length` bytes. They end with no NUL, they may hold one, and \
             they need not be UTF-8.",
        ));
    }
    if sysvipc::segment_with_key(key)?.is_some() {
        return Err(ended.objection(
            "no segment with that key any more",
            "The reader is the one who knows that the text has arrived. So it removes the \
             segment: shmctl with IPC_RMID.",
        ));
    }
    Ok(())
}
