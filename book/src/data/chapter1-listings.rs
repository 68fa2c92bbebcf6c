// ANCHOR: demo-private
let private = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
lesson.table(&[*private])?;
// ANCHOR_END: demo-private

// ANCHOR: demo-keyed
let keyed = Segment::create(key, SIZE, Mode::OWNER)?.remove_on_drop();
lesson.table(&[*private, *keyed])?;
// ANCHOR_END: demo-keyed

// ANCHOR: demo-size
let attachment = keyed.attach_read_only()?;
let mapped = lesson.mapping(attachment.address())?;
attachment.detach()?;
// ANCHOR_END: demo-size

// ANCHOR: demo-refusals
let second = Segment::create(key, SIZE, Mode::OWNER).map(Segment::remove_on_drop);
refused(second, Errno::EEXIST)?;
refused(Segment::open(lesson::fresh_key()), Errno::ENOENT)?;
refused(
    Segment::open_at_least(key, SIZE.saturating_add(1)),
    Errno::EINVAL,
)?;
// ANCHOR_END: demo-refusals

// ANCHOR: demo-creator
fn creator(lesson: &mut Lesson) -> lesson::Result {
    umask(nix::sys::stat::Mode::from_bits_truncate(0o777));
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?;
    lesson.answer(segment)
}
// ANCHOR_END: demo-creator
