//! The C that the book shows: it compiles without warnings, does what the book says, and speaks to
//! the Rust beside it. And the document's own two programs, in situations that they did not expect.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Ran, chapter, has, room, run};
use tempfile::TempDir;

/// Compiled C programs, in a folder that goes with this value.
pub struct Compiled(TempDir);

impl Compiled {
    fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn compile(&self, name: &str, sources: &[PathBuf]) {
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
pub fn compiled(names: &[&str]) -> Option<Compiled> {
    if !has("cc", "--version") {
        return None;
    }
    let compiled = Compiled(TempDir::new().unwrap());
    for name in names {
        compiled.compile(name, &[source(name)]);
    }
    Some(compiled)
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
fn the_bounded_buffer_in_c_loses_nothing() {
    let Some(compiled) = compiled(&["bounded_buffer"]) else {
        return;
    };
    let Some(ran) = in_room(
        &compiled,
        "bounded_buffer && awk 'NR > 1' /proc/sysvipc/sem",
    ) else {
        return;
    };
    assert_eq!(ran.expect_code(0).stdout, "1000 items, sum 499500\n");
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
