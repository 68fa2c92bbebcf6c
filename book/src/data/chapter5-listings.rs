// ANCHOR: demo-remove
old.remove()?;
let old = here.segment();
lesson.table(&[old])?;
lesson.say(format_args!("read: {:?}", text(&here)?))?;
// ANCHOR_END: demo-remove

// ANCHOR: demo-split
refused(Segment::open(key), Errno::ENOENT)?;
let new = Segment::create(key, SIZE, Mode::OWNER)?.remove_on_drop();
let there = new.attach()?;
there.write(0, b"new")?;
lesson.table(&[old, *new])?;
lesson.say(format_args!(
    "read through the old attachment: {:?}",
    text(&here)?
))?;
lesson.say(format_args!(
    "read through the new attachment: {:?}",
    text(&there)?
))?;
// ANCHOR_END: demo-split

// ANCHOR: demo-gone
here.detach()?;
lesson.table(&[old, *new])?;
refused(old.stat(), Errno::EINVAL)?;
there.detach()?;
new.remove()?;
// ANCHOR_END: demo-gone

// ANCHOR: demo-crash_proof
let handed_over = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
let attachment = handed_over.attach()?;
handed_over.remove()?;
let segment = attachment.segment();
lesson.table(&[segment])?;
let other = segment.attach()?;
lesson.table(&[segment])?;
other.detach()?;
attachment.detach()?;
lesson.table(&[segment])?;
// ANCHOR_END: demo-crash_proof
