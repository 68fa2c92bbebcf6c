//! Where a hostile program is judged, and what it may have left there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use nix::sched::{CloneFlags, unshare};
use tempfile::TempDir;

use super::Language;
use crate::support::{CHECKER, Compiled, SOLUTIONS, checker, copy_program, script, word};

/// Before each C program.
const C_BEGINS: &str = r#"
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/time.h>
static void nap(void) { execlp("sleep", "sleep", getenv("M"), (char *)0); _exit(9); }
int main(void) {
"#;

/// One program, with what it needs, in folders that any user may read.
#[derive(Debug)]
pub struct Room {
    folder: TempDir,
    pub checker: PathBuf,
    pub program: PathBuf,
    pub solution: PathBuf,
    /// The folder for temporary files.
    pub scratch: PathBuf,
    /// A number of seconds that nobody else sleeps for.
    pub seconds: String,
}

impl Room {
    pub fn for_program(what: Language, lab: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let open = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        open(path, 0o755);
        let [checker, solution, scratch, own] =
            ["lab", "solution", "scratch", "own"].map(|name| path.join(name));
        copy_program(CHECKER, &checker);
        copy_program(SOLUTIONS[lab - 1], &solution);
        for folder in [&scratch, &own] {
            fs::create_dir(folder).unwrap();
        }
        open(&scratch, 0o1777);
        let program = own.join("vandal");
        write(what, &program, &folder);
        Self {
            seconds: format!("{}.{}", 60_000 + fastrand::u32(..9_000), fastrand::u32(..)),
            folder,
            checker,
            program,
            solution,
            scratch,
        }
    }

    pub fn assert_nothing_left(&self, what: &str) {
        let left = processes_with(&self.seconds);
        assert!(left.is_empty(), "{what}: {left:?}");
        let scratch: Vec<_> = fs::read_dir(&self.scratch).unwrap().collect();
        assert!(scratch.is_empty(), "{what}: {scratch:?}");
        let own = self.program.parent().unwrap();
        assert_eq!(fs::read_dir(own).unwrap().count(), 1, "{what}");
        let name = format!("left-{}", self.seconds);
        let folders = [
            "/tmp",
            "/dev/shm",
            "/var/tmp",
            "/",
            "/run",
            "/sys/fs/cgroup",
        ];
        for folder in folders
            .map(Path::new)
            .into_iter()
            .chain([self.folder.path()])
        {
            assert!(!folder.join(&name).exists(), "{what}: {folder:?}");
        }
    }
}

fn write(what: Language, program: &Path, folder: &TempDir) {
    match what {
        Language::C(lines) => {
            let compiled = Compiled::from(&format!("{C_BEGINS}{lines}\n}}"), false);
            copy_program(&compiled.path, program);
        }
        Language::Perl(lines) => {
            let written = script(folder, "written", &format!("exec perl -e '{lines}'"));
            copy_program(&written, program);
            fs::remove_file(written).unwrap();
        }
        Language::Shell(lines) => {
            let written = script(folder, "written", lines);
            copy_program(&written, program);
            fs::remove_file(written).unwrap();
        }
    }
}

/// Whoever has these seconds on its command line or in its environment, by pid.
fn processes_with(seconds: &str) -> Vec<String> {
    let has = |path: &PathBuf| {
        ["cmdline", "environ"].iter().any(|name| {
            let bytes = fs::read(path.join(name)).unwrap_or_default();
            bytes
                .windows(seconds.len())
                .any(|part| part == seconds.as_bytes())
        })
    };
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let paths = entries.map(|entry| entry.path()).filter(has);
    paths.map(|path| path.display().to_string()).collect()
}

/// From here on, this thread and what it starts have tables of their own.
pub fn own_tables() -> bool {
    unshare(CloneFlags::CLONE_NEWIPC).is_ok()
}

/// Without Landlock and its bound on signals, some of these programs would reach this machine's files
/// and this user's processes.
pub fn has_landlock() -> bool {
    let output = checker(&[
        "check",
        "1",
        "--isolation",
        "none",
        "--format",
        "json",
        "--program",
        &word(SOLUTIONS[0]),
    ]);
    let said = String::from_utf8_lossy(&output.stdout);
    !said.contains("files of whoever grades") && !said.contains("signal and stop")
}
