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

// ANCHOR: demo-fields
fn print_fields(lesson: &Lesson, stat: &Stat) -> lesson::Result {
    let field = |name, value: &dyn Display, meaning| {
        lesson.say(format_args!(
            "{name:<13} {:<11} {meaning}",
            value.to_string()
        ))
    };
    field("shm_perm.key", &stat.key, "the key")?;
    field("shm_perm.uid", &stat.owner, "owner: may remove it")?;
    field(
        "shm_perm.cuid",
        &stat.creator,
        "creator: may remove it, too",
    )?;
    field("shm_perm.mode", &stat.mode, "who may attach")?;
    field("shm_segsz", &stat.size, "bytes, as asked for")?;
    field("shm_nattch", &stat.attached, "attachments")?;
    field("shm_cpid", &stat.creator_pid, "the process that created it")?;
    field(
        "shm_lpid",
        &stat.last_pid,
        "the last one to attach or detach",
    )?;
    field(
        "shm_atime",
        &stat.attach_time,
        "last attach, in seconds since 1970",
    )?;
    field("shm_dtime", &stat.detach_time, "last detach: none yet")?;
    field(
        "shm_ctime",
        &stat.change_time,
        "created, or changed by IPC_SET",
    )
}
// ANCHOR_END: demo-fields
