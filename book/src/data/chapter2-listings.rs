// ANCHOR: demo-attach
let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
let first = segment.attach()?;
lesson.mapping(first.address())?;
lesson.table(&[*segment])?;
// ANCHOR_END: demo-attach

// ANCHOR: demo-twice
let second = segment.attach()?;
first.write(0, TEXT)?;
let mut copy = [0; TEXT.len()];
second.read(0, &mut copy)?;
lesson.say(format_args!(
    "written at {:#x}, read at {:#x}: {:?}",
    first.address(),
    second.address(),
    String::from_utf8_lossy(&copy),
))?;
lesson.table(&[*segment])?;
// ANCHOR_END: demo-twice

// ANCHOR: demo-neighbour
let answer = lesson.ask("neighbour", &[&segment])?;
lesson.say(format_args!(
    "here it is at {:#x}, there it was at {answer}",
    first.address()
))?;
lesson.table(&[*segment])?;
// ANCHOR_END: demo-neighbour

// ANCHOR: demo-wish
let wish = second.address();
second.detach()?;
refused(segment.attach_at(wish + 5, Rounding::Exact), Errno::EINVAL)?;
let second = segment.attach_at(wish + 5, Rounding::Down)?;
refused(segment.attach_at(wish, Rounding::Exact), Errno::EINVAL)?;
// ANCHOR_END: demo-wish

// ANCHOR: demo-read_only
let window = segment.attach_read_only()?;
window.read(0, &mut copy)?;
lesson.say(format_args!("read: {:?}", String::from_utf8_lossy(&copy)))?;
// ANCHOR_END: demo-read_only
