//! A place that is poorer than this one: `bwrap(1)` takes away what a test names.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::filter::{self, Refusal};
use crate::support::not_checked::note;
use crate::support::{Ran, has, run};

/// What the place's IPC namespace holds at the end goes to stdout, behind this line.
const LEFT: &str = "--- left behind ---\n";

/// Beside the program's words, `$0` is the seccomp filter. bwrap closes 9 once it has read it.
const SCRIPT: &str = r#"filter=$0; exec bwrap --seccomp 9 "$@" 9<"$filter" </dev/null"#;

/// Everything of this machine, in an IPC namespace of its own.
const WHOLE: &[&str] = &["--unshare-ipc", "--dev-bind", "/", "/"];

/// A place, and what is different in it.
pub struct Place {
    folder: TempDir,
    options: Vec<String>,
    before: String,
}

impl Place {
    /// `None`, and a note, where no place can be made.
    pub fn with(options: &[&str]) -> Option<Self> {
        works().then(|| {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("filter"), filter::refusing(&[])).unwrap();
            Self {
                folder,
                options: options.iter().map(ToString::to_string).collect(),
                before: String::new(),
            }
        })
    }

    /// The kernel refuses these calls.
    pub fn refusing(self, refusals: &[Refusal]) -> Self {
        fs::write(self.filter(), filter::refusing(refusals)).unwrap();
        self
    }

    /// A shell does this before it becomes the program.
    pub fn after(mut self, command: &str) -> Self {
        self.before = format!("{command}; ");
        self
    }

    fn filter(&self) -> std::path::PathBuf {
        self.folder.path().join("filter")
    }

    /// Runs a program in this place; in its own namespace nothing may be left.
    #[track_caller]
    pub fn run(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Ran {
        let inside = format!(
            r#"({}exec "$0" "$@"); code=$?; printf -- '{LEFT}'; tail -q -n +2 /mnt/shm /mnt/sem /mnt/msg; exit $code"#,
            self.before
        );
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT]).arg(self.filter()).args(WHOLE);
        // Where a test takes away /proc/sysvipc, the test itself can still look.
        command.args(["--tmpfs", "/mnt", "--bind", "/proc/sysvipc", "/mnt"]);
        command.args(&self.options).args(["sh", "-c", &inside]);
        let mut ran = run(command.arg(program.as_ref()).args(arguments));
        let parts = ran.stdout.split_once(LEFT);
        let (printed, left) = parts.unwrap_or_else(|| panic!("{ran:?}"));
        assert_eq!(left, "", "left behind: {ran:?}");
        ran.stdout = printed.to_owned();
        ran
    }
}

fn works() -> bool {
    static WORKS: OnceLock<bool> = OnceLock::new();
    has("bwrap", "--version")
        && *WORKS.get_or_init(|| {
            let mut command = Command::new("bwrap");
            let tried = command.args(WHOLE).arg("true").output().unwrap();
            let works = tried.status.success();
            if !works {
                note("bwrap", String::from_utf8_lossy(&tried.stderr).trim());
            }
            works
        })
}
