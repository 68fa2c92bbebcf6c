// ANCHOR: demo-detach
attachment.detach()?;
lesson.mapping(address)?;
lesson.table(&[*segment])?;
// ANCHOR_END: demo-detach

// ANCHOR: demo-again
let attachment = segment.attach_read_only()?;
let mut copy = [0; TEXT.len()];
attachment.read(0, &mut copy)?;
lesson.say(format_args!("read: {:?}", String::from_utf8_lossy(&copy)))?;
attachment.detach()?;
// ANCHOR_END: demo-again

// ANCHOR: demo-forgetful
fn forgetful(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let attachment = segment.attach()?;
    // Without this line, Drop would detach.
    std::mem::forget(attachment);
    lesson.answer("attached")?;
    lesson.hear().map(drop)
}
// ANCHOR_END: demo-forgetful
