//! What the library reads under /proc: every process is seen, whatever it calls itself, and what
//! cannot be read is an error.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::num::NonZeroUsize;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use nix::unistd::{Pid, getpid, getuid};
use shm_workbook::procfs::process::{self, SystemCall};
use shm_workbook::procfs::{children, maps, sysvipc};
use shm_workbook::{Key, Mode, Segment, Semaphore};

/// A child that waits for the end of its stdin under this name, killed at the end of the test.
struct Named {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Named {
    /// The kernel names a process after the file that it runs. It must be a program that looks
    /// at no name of its own.
    fn start(name: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(OsStr::from_bytes(name));
        // By a child, so that no descriptor that may write it is inherited by other tests' children.
        let copied = Command::new("cp").arg("/bin/cat").arg(&path).status();
        assert!(copied.unwrap().success());
        let child = Command::new(path)
            .arg0("cat")
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut named = Self {
            child,
            _folder: folder,
        };
        // It answers, so its exec is over.
        named
            .child
            .stdin
            .as_mut()
            .unwrap()
            .write_all(b"hello\n")
            .unwrap();
        let mut line = String::new();
        let stdout = named.child.stdout.as_mut().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert_eq!(line, "hello\n");
        named
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id() as i32)
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_process_is_seen_whatever_its_name_is() {
    for name in [&b"\xff"[..], b") R 1 (", b"a b", b"\n", "ä(".as_bytes()] {
        let named = Named::start(name);
        let seen = process::look(named.pid()).unwrap();
        assert_eq!(seen.name, name);
        assert_eq!(seen.parent, getpid());
        assert!(seen.is_alive());
        let glance = |pid| children::descendants(pid, usize::MAX);
        for look in [process::descendants, glance] {
            let below = look(getpid()).unwrap();
            assert!(below.iter().any(|process| process.pid == named.pid()));
        }
    }
}

#[test]
fn a_process_that_has_ended_is_dead_until_it_is_waited_for_and_then_gone() {
    let mut child = Command::new("true").stdout(Stdio::piped()).spawn().unwrap();
    let pid = Pid::from_raw(child.id() as i32);
    // Its end closes the pipe, and comes just before it turns into a zombie.
    let mut rest = Vec::new();
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_to_end(&mut rest)
        .unwrap();
    while process::look(pid).unwrap().is_alive() {
        std::thread::yield_now();
    }
    assert_eq!(process::look(pid).unwrap().state, 'Z');
    let glance = |pid| children::descendants(pid, usize::MAX);
    for look in [process::descendants, glance] {
        let below = look(getpid()).unwrap();
        assert!(below.iter().all(|process| process.pid != pid));
    }
    child.wait().unwrap();
    assert!(process::is_gone(&process::look(pid).unwrap_err()));
    assert!(process::is_gone(&maps::of(pid).unwrap_err()));
    assert!(process::is_gone(&process::status(pid).unwrap_err()));
}

// With 32 bits on a machine of 64, the program that waits is the machine's own, and its calls have other numbers.
#[cfg(not(target_arch = "x86"))]
#[test]
fn a_process_that_waits_shows_the_call_that_it_waits_in() {
    let named = Named::start(b"reader");
    let waits = || process::system_call(named.pid()).unwrap();
    // `c_long` is `i64` on some machines already.
    #[allow(clippy::unnecessary_cast)]
    let read = libc::SYS_read as i64;
    let call = loop {
        match waits() {
            Some(call) if call.number == read => break call,
            _ => std::thread::yield_now(),
        }
    };
    let SystemCall { arguments, .. } = call;
    assert_eq!(arguments[0], 0);
    let status = process::status(named.pid()).unwrap();
    assert_eq!(status.thread_group, named.pid());
    assert_eq!(status.pids.first(), Some(&named.pid()));
}

#[test]
fn a_glance_at_children_ends_even_where_they_do_not() {
    // Two children, which end with this stdin; and nobody else's.
    let script = "exec 3<&0; cat <&3 & cat <&3 & echo ready; wait";
    let mut parent = Command::new("sh")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = parent.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let pid = Pid::from_raw(parent.id() as i32);
    let at_most = |most| children::descendants(pid, most).unwrap().len();
    let seen = [0, 1, 2, usize::MAX].map(at_most);
    drop(parent.stdin.take());
    parent.wait().unwrap();
    assert_eq!(seen, [0, 1, 2, 2]);
}

#[test]
fn a_thread_belongs_to_its_process() {
    let own = process::own_status().unwrap();
    let thread = std::thread::spawn(|| process::status(nix::unistd::gettid()).unwrap());
    let thread = thread.join().unwrap();
    assert_eq!(thread.thread_group, own.thread_group);
}

/// Held against the kernel's own lines: each comes out as it went in.
#[test]
fn a_mapping_is_read_and_shown_without_a_loss() {
    let named = Named::start(b"two  spaces \xff");
    let raw = fs::read(format!("/proc/{}/maps", named.pid())).unwrap();
    let maps = maps::of(named.pid()).unwrap();
    let raw = String::from_utf8_lossy(&raw);
    assert_eq!(maps.len(), raw.lines().count());
    for (map, line) in maps.iter().zip(raw.lines()) {
        // The kernel pads the path to a column, and puts a space behind a line without one.
        let mut fields = line.splitn(6, ' ');
        let head: Vec<&str> = fields.by_ref().take(5).collect();
        let path = fields.next().unwrap_or_default().trim_start();
        let whole = format!("{} {path}", head.join(" "));
        assert_eq!(map.to_string(), whole.trim_end());
    }
    let own = |map: &maps::Mapping| map.path.ends_with(b"/two  spaces \xff");
    assert!(maps.iter().any(own));
}

#[test]
fn a_segment_is_seen_in_the_table_and_where_it_is_attached() {
    let page = process::page_size().unwrap();
    // Somewhat more than a page is two in a mapping.
    let size = page + 1;
    let wanted = usize::try_from(size)
        .ok()
        .and_then(NonZeroUsize::new)
        .unwrap();
    let segment = Segment::create(Key::PRIVATE, wanted, Mode::OWNER).unwrap();
    let segment = segment.remove_on_drop();
    let attachment = segment.attach().unwrap();
    let row = sysvipc::segment(segment.id()).unwrap().unwrap();
    assert_eq!((row.key, row.size, row.mode()), (0, size, 0o600));
    assert_eq!((row.attached, row.touched), (1, 0));
    assert_eq!((row.creator, row.uid), (getpid(), getuid().as_raw()));
    assert!(!row.is_marked());
    let shows = |map: &&maps::Mapping| {
        map.segment()
            .is_some_and(|shown| (shown.id, shown.key) == (segment.id(), 0))
    };
    let maps = maps::own().unwrap();
    let map = maps.iter().find(shows).unwrap();
    assert_eq!(
        (map.end - map.start, map.access.as_str()),
        (2 * page, "rw-s")
    );
    attachment.write(0, b"touch").unwrap();
    let id = segment.id();
    segment.remove().unwrap();
    let row = sysvipc::segment(id).unwrap().unwrap();
    assert!(row.is_marked() && row.touched >= page);
    assert!(
        row.to_string()
            .ends_with(&format!(" mode=0600 bytes={size} nattch=1 dest"))
    );
    attachment.detach().unwrap();
    assert!(sysvipc::segment(id).unwrap().is_none());
}

#[test]
fn a_semaphore_set_is_seen_in_its_table() {
    let semaphore = Semaphore::create(Key::PRIVATE, 3, Mode::OWNER).unwrap();
    let semaphore = semaphore.remove_on_drop();
    let sets = sysvipc::semaphore_sets().unwrap();
    let row = sets.iter().find(|row| row.id == semaphore.id()).unwrap();
    assert_eq!((row.key, row.mode, row.count), (0, 0o600, 1));
    assert_eq!(row.uid, getuid().as_raw());
}
