//! The C that the book shows: it compiles without warnings, does what the book says, and speaks to
//! the Rust beside it. And the document's own two programs, in situations that they did not expect.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[macro_use]
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use support::{Ran, chapter, has, room, run};
use tempfile::TempDir;

/// Compiled C programs, in a folder that goes with this value.
struct Compiled(TempDir);

impl Compiled {
    fn folder(&self) -> &Path {
        self.0.path()
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn compile(&self, name: &str, sources: &[PathBuf]) {
        let mut compile = Command::new("cc");
        compile
            .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-O2", "-o"])
            .arg(self.program(name))
            .args(sources);
        run(&mut compile).expect_code(0);
    }

    /// One of tests/c/, with one piece of text replaced: a change that somebody made to it.
    fn compile_changed(&self, from: &str, old: &str, new: &str, name: &str) {
        let text = fs::read_to_string(source(from)).unwrap();
        assert!(text.contains(old), "{from}.c has no {old:?}");
        let changed = self.program(&format!("{name}.c"));
        fs::write(&changed, text.replacen(old, new, 1)).unwrap();
        self.compile(name, &[changed]);
    }
}

fn source(name: &str) -> PathBuf {
    PathBuf::from(format!("tests/c/{name}.c"))
}

/// All the listings; `None` where there is no compiler.
fn compiled(names: &[&str]) -> Option<Compiled> {
    if !has("cc", "--version") {
        return None;
    }
    let compiled = Compiled(TempDir::new().unwrap());
    for name in names {
        compiled.compile(name, &[source(name)]);
    }
    Some(compiled)
}

fn refusals() -> Option<Compiled> {
    let compiled = compiled(&[])?;
    let sources = fs::read_dir("tests/c/refusals").unwrap();
    let sources = sources.map(|entry| entry.unwrap().path());
    let sources: Vec<_> = sources
        .filter(|path| path.extension().is_some_and(|x| x == "c"))
        .collect();
    compiled.compile("refusals", &sources);
    Some(compiled)
}

fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// Runs a script in a room of its own, where the programs of the folder are in the PATH.
fn in_room(compiled: &Compiled, script: &str) -> Option<Ran> {
    let path = format!(
        "{}:/usr/sbin:/usr/bin:/sbin:/bin",
        compiled.folder().display()
    );
    let mut command = room(script, &[chapter(3)])?;
    Some(run(command.env("PATH", path)))
}

#[test]
fn the_steps_in_c_do_what_the_book_says() {
    let Some(compiled) = compiled(&["steps"]) else {
        return;
    };
    let ran = run(&mut Command::new(compiled.program("steps"))).expect_code(0);
    assert_eq!(ran.stdout, "1024 bytes, nattch 1\n");
}

#[test]
fn careful_c_and_rust_understand_each_other() {
    let names = ["careful_writer", "careful_reader", "writer", "reader"];
    let Some(compiled) = compiled(&names) else {
        return;
    };
    // Each writer before each reader; $1 is chapter 3.
    for write in ["careful_writer", "writer", "\"$1\" write"] {
        for read in ["careful_reader", "reader", "\"$1\" read"] {
            let script = format!("{write} && {read} && ! careful_reader");
            let Some(ran) = in_room(&compiled, &script) else {
                return;
            };
            let ran = ran.expect_code(0);
            for done in ["written to", "read from"] {
                let line =
                    format!("Data {done} shared memory: Hello from shared memory!\n");
                assert!(ran.stdout.contains(&line), "{script}: {ran:?}");
            }
        }
    }
}

/// Shows each command and how it ended, in the same words under any shell.
const SHOW: &str = r#"
show() {
    echo "\$ $*"
    "$@"
    code=$?
    if [ $code = 139 ]; then echo "(ended by SIGSEGV)"; else echo "(exit code $code)"; fi
}
left() {
    echo "(segments left: $(awk 'NR > 1' /proc/sysvipc/shm | wc -l))"
}
exec 2>/dev/null
"#;

/// What goes wrong, and the commands that show it.
const SITUATIONS: [(&str, &str); 8] = [
    ("As intended", "show writer; show reader; left"),
    ("The reader comes first", "show reader; left"),
    (
        "There are two readers",
        "show writer; show reader; show reader",
    ),
    (
        "The reader says IPC_CREAT, as many do, and comes first",
        "show reader_that_creates; show writer; left",
    ),
    (
        "A segment is there, and nothing is written yet",
        "show create_segment 1234 1024; show reader; left",
    ),
    (
        "The key belongs to a smaller segment of somebody else",
        "show create_segment 1234 512; show writer; left",
    ),
    (
        "The key belongs to a larger segment of somebody else",
        "show create_segment 1234 65536; show writer; show reader; left",
    ),
    (
        "The disk is full",
        "echo '$ writer > /dev/full'; writer > /dev/full; echo \"(exit code $?)\"; left",
    ),
];

#[test]
fn the_documents_programs_in_situations_that_they_do_not_expect() {
    let Some(compiled) = compiled(&["writer", "reader", "create_segment"]) else {
        return;
    };
    compiled.compile_changed("reader", "0666", "IPC_CREAT | 0666", "reader_that_creates");
    let mut transcript = String::new();
    for (title, commands) in SITUATIONS {
        let Some(ran) = in_room(&compiled, &format!("{SHOW}{commands}")) else {
            return;
        };
        transcript += &format!("# {title}\n{}\n", ran.stdout);
    }
    snapshot!("c_naive", transcript.trim_end());
}

#[test]
fn a_long_text_goes_through_strcpy_until_the_page_is_full() {
    let Some(compiled) = compiled(&[]) else {
        return;
    };
    let long = "x".repeat(2000);
    compiled.compile_changed("writer", "Hello from shared memory!", &long, "long_writer");
    let Some(ran) = in_room(&compiled, "long_writer") else {
        return;
    };
    assert!(ran.expect_code(0).stdout.contains(&long));
}

#[test]
fn every_refusal_is_refused_as_its_name_says() {
    let Some(compiled) = refusals() else { return };
    if room("true", &[]).is_none() {
        return;
    }
    let ran = run(&mut Command::new(compiled.program("refusals")));
    if is_root() && has_two_processors() {
        snapshot!("refusals", ran.expect_code(0).stdout.trim_end());
        return;
    }
    // What takes a second user or a second processor cannot be had, the others can.
    let out_of_reach =
        [is_root(), has_two_processors()].map(|had| if had { 0 } else { 3 });
    let recorded = fs::read_to_string("tests/snapshots/refusals.snap").unwrap();
    let missing = recorded
        .lines()
        .skip(3)
        .filter(|line| !ran.stdout.contains(line));
    assert_eq!(missing.count(), out_of_reach.iter().sum(), "{ran:?}");
}

fn has_two_processors() -> bool {
    thread::available_parallelism().is_ok_and(|processors| processors.get() > 1)
}

/// The commands of the reference page, each in its row with the errno that it shall produce.
#[test]
fn every_command_of_the_reference_page_produces_its_errno() {
    let page = fs::read_to_string("book/src/reference.md").unwrap();
    let mut call = "";
    let mut rows = 0;
    let Some(compiled) = refusals() else { return };
    let traces = has("strace", "--version");
    for line in page.lines() {
        call = line.strip_prefix("## ").unwrap_or(call);
        let Some((errno, command)) = row(line) else {
            continue;
        };
        rows += 1;
        if let Some(arguments) = command.strip_prefix("./refusals ") {
            assert_eq!(arguments, format!("{call} {errno}"), "{line}");
            produces(&compiled, arguments, errno);
        } else if traces {
            injects(command, errno);
        }
    }
    assert!(rows > 40, "only {rows} rows with commands");
}

/// The errno and the command of a row of an errno table.
fn row(line: &str) -> Option<(&str, &str)> {
    let errno = line.strip_prefix("| `E")?.split('`').next()?;
    let start = line.len() - line.strip_prefix("| `")?.len();
    let command = line.strip_suffix("` |")?.rsplit('`').next()?;
    Some((&line[start..start + errno.len() + 1], command))
}

fn produces(compiled: &Compiled, arguments: &str, errno: &str) {
    let mut command = Command::new(compiled.program("refusals"));
    let ran = run(command.args(arguments.split(' ')));
    if ran.code == Some(2) && !(is_root() && has_two_processors()) {
        eprintln!("not tried: {arguments}: {}", ran.stderr.trim());
        return;
    }
    let expected = format!(" = -1 {errno} (");
    assert!(
        ran.code == Some(0) && ran.stdout.contains(&expected),
        "{ran:?}"
    );
}

fn injects(command: &str, errno: &str) {
    let (before, program) = command.split_once("target/debug/chapter").unwrap();
    let program = chapter(program.parse().unwrap());
    let left = "tail -qn +2 /proc/sysvipc/shm /proc/sysvipc/sem | sed 's/^/left: /'";
    let Some(mut command) = room(&format!("{before} \"$1\"; {left}"), &[program]) else {
        return;
    };
    let ran = run(&mut command);
    assert!(!ran.stdout.contains("left: "), "{ran:?}");
    let shown = ran.stderr.lines().any(|line| {
        line.starts_with("error: ") && line.contains(&format!(": {errno}: "))
    });
    if !shown && ran.stderr.contains("ptrace") {
        support::missing("strace", "this system does not let it trace");
        return;
    }
    assert!(shown, "{ran:?}");
}
