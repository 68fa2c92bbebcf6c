// ANCHOR: protocol-protocol
/// All that the two sides agree on, as in the document: the key, the size, and that the text
/// begins at offset 0 and ends with a NUL.
pub const KEY: Key = Key::new(1234);
pub const SIZE: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
// ANCHOR_END: protocol-protocol

// ANCHOR: reader-read
/// Reads the text from the segment with this key, and removes the segment.
pub fn read(lesson: &mut Lesson, key: Key, patience: Duration) -> lesson::Result {
    let (attachment, first) = attach(lesson, key, patience)?;
    let text = copy(&attachment, first)?;
    lesson.result(format_args!("Data read from shared memory: {text}"))?;
    let (segment, size) = (attachment.segment(), attachment.size());
    attachment.detach()?;
    remove(segment, size)
}
// ANCHOR_END: reader-read

// ANCHOR: reader-attach
/// Attaches the segment once there is a text in it, and returns the text's first byte.
fn attach(
    lesson: &Lesson,
    key: Key,
    patience: Duration,
) -> lesson::Result<(Attachment<ReadOnly>, u8)> {
    let start = Instant::now();
    loop {
        let failure = match look(key) {
            Ok((attachment, 0)) => empty(attachment, key, patience)?,
            Ok(found) => {
                lesson.trace(true);
                return Ok(found);
            }
            Err(error) if vanished(&error) => {
                no_text(key, "nobody has created it", patience)
            }
            Err(error) => return Err(error.into()),
        };
        if start.elapsed() >= patience {
            return Err(failure);
        }
        // The first round is shown, and the one that finds a text; the others would say the same.
        lesson.hold_trace();
        lesson.wait(None, Some(PAUSE))?;
    }
}

/// It never creates: an empty segment of our own would only look like one with a text to come.
fn look(key: Key) -> Result<(Attachment<ReadOnly>, u8), Error> {
    let attachment = Segment::open(key)?.attach_read_only()?;
    // With acquire: if this byte is there, all that was written before it is seen, too.
    let first = attachment.load_acquire(0)?;
    Ok((attachment, first))
}
// ANCHOR_END: reader-attach

// ANCHOR: reader-copy
/// Copies once, checks the copy, and uses the copy. The segment may change meanwhile.
fn copy(attachment: &Attachment<ReadOnly>, first: u8) -> lesson::Result<String> {
    let mut copy = vec![0; attachment.size().min(SIZE.get())];
    attachment.read(1, &mut copy[1..])?;
    copy[0] = first;
    let Some(end) = copy.iter().position(|&byte| byte == 0) else {
        return Err(untrusted(format!(
            "the text does not end within {} bytes",
            copy.len()
        )));
    };
    match std::str::from_utf8(&copy[..end]) {
        Ok(text) => Ok(printable(text)),
        Err(error) => Err(untrusted(format!("the text is not UTF-8: {error}"))),
    }
}

/// What would steer the terminal is shown instead.
fn printable(text: &str) -> String {
    let show = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.into()
        }
    };
    text.chars().map(show).collect()
}
// ANCHOR_END: reader-copy

// ANCHOR: reader-remove
/// Removes the segment, but only one of the size that a writer of ours would give it.
fn remove(segment: Segment, size: usize) -> lesson::Result {
    if size != SIZE.get() {
        return Err(Failure::Other {
            what: format!("the segment has {size} bytes, not {SIZE}: it is not removed"),
            help: format!("if it is yours and no longer needed:\n`ipcrm -m {segment}`"),
        });
    }
    Ok(segment.remove()?)
}
// ANCHOR_END: reader-remove

// ANCHOR: writer-write
/// Writes the text into a segment with this key, and leaves it there for a reader.
pub fn write(lesson: &mut Lesson, key: Key, text: &str) -> lesson::Result {
    let bytes = check(text)?;
    let segment = create(lesson, key)?;
    let attachment = segment.attach()?;
    // The first byte last: as long as it is NUL, a reader sees that there is no text yet. And
    // with release: whoever sees this byte sees all the others, too.
    attachment.write(1, &bytes[1..])?;
    attachment.store_release(0, bytes[0])?;
    lesson.result(format_args!("Data written to shared memory: {text}"))?;
    attachment.detach()?;
    lesson.leave(segment)
}
// ANCHOR_END: writer-write

// ANCHOR: writer-publish
// The first byte last: as long as it is NUL, a reader sees that there is no text yet. And
// with release: whoever sees this byte sees all the others, too.
attachment.write(1, &bytes[1..])?;
attachment.store_release(0, bytes[0])?;
// ANCHOR_END: writer-publish

// ANCHOR: writer-check
/// The text as it will be in the segment, with its NUL; refused before a byte has changed.
fn check(text: &str) -> lesson::Result<Vec<u8>> {
    let refuse = |what: String| {
        let help = format!(
            "a text has 1 to {} bytes, and none of them is NUL",
            SIZE.get() - 1
        );
        Err(Failure::Other { what, help })
    };
    match text.len() {
        0 => refuse("an empty text looks like no text".into()),
        length if length >= SIZE.get() => refuse(format!("the text has {length} bytes")),
        _ if text.contains('\0') => refuse("the text has a NUL inside".into()),
        _ => Ok([text.as_bytes(), b"\0"].concat()),
    }
}
// ANCHOR_END: writer-check

// ANCHOR: writer-create
/// Creates the segment. One that looks like a leftover of an earlier run is replaced, so that a
/// killed program never blocks the next. Replaced, not overwritten: whoever attaches the old one
/// at this moment keeps its text whole.
fn create(lesson: &Lesson, key: Key) -> lesson::Result<RemoveOnDrop<Segment>> {
    for _ in 0..TRIES {
        match Segment::create(key, SIZE, Mode::OWNER) {
            Ok(segment) => return Ok(segment.remove_on_drop()),
            Err(error) if error.errno() == Some(Errno::EEXIST) => {}
            Err(error) => return Err(error.into()),
        }
        match replaceable(key) {
            Ok(left_behind) => {
                left_behind.remove()?;
            }
            // A reader was faster: it has removed the segment. Then the key is free now.
            Err(Failure::Library(error)) if vanished(&error) => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(never_free(key))
}
// ANCHOR_END: writer-create
