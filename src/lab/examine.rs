//! Judging one program by all checks of a lab.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use object::{Object as _, ObjectSymbol as _};

use crate::args::Options;
use crate::catalogue::Lab;
use crate::checks::check::Check;
use crate::judge::ground::Ground;
use crate::judge::order::Order;
use crate::judge::run::Run;
use crate::plain_text::clean_command;
use crate::project;
use crate::shortcut;
use crate::tally::{Done, Report};
use crate::verdict::{COMPILES, Finding, Outcome};
use crate::words::quote_all;

/// The program to judge, or why there is none.
#[derive(Debug)]
pub enum Subject {
    Program { words: Vec<OsString>, shown: String },
    DoesNotCompile,
}

impl Subject {
    /// Builds the reader's lab, or takes the program that was named.
    pub fn find(lab: &Lab, options: &Options) -> Result<Self, String> {
        if let Some(words) = &options.program {
            is_executable(words)?;
            return Ok(Self::Program {
                words: absolute(words),
                shown: clean_command(&quote_all(words)),
            });
        }
        let built = project::build(lab).map_err(|error| format!("cargo: {error}"))?;
        Ok(match built {
            None => Self::DoesNotCompile,
            Some(path) => Self::Program {
                words: vec![path.into()],
                shown: format!("cargo run -q --bin lab{} --", lab.number),
            },
        })
    }

    /// What whoever reads the report has to know about this program.
    pub fn note(&self) -> Option<&'static str> {
        let Self::Program { words, .. } = self else {
            return None;
        };
        let has_lsan = words.iter().any(|word| has_sanitizer(word));
        has_lsan.then_some(
            "LeakSanitizer is switched off in checks that trace the program: it is a tracer itself",
        )
    }

    fn shown(&self, lab: &Lab) -> String {
        match self {
            Self::Program { shown, .. } => shown.clone(),
            Self::DoesNotCompile => format!("cargo build --bin lab{}", lab.number),
        }
    }
}

/// Who wants to know how it goes, while it goes.
pub trait Listener {
    fn begins(&mut self, _: &Report) -> Result<(), String> {
        Ok(())
    }

    fn waits_for(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    /// The last check in the report has been done.
    fn ends(&mut self, _: &Report) -> Result<(), String> {
        Ok(())
    }
}

/// Nobody does.
impl Listener for () {}

/// All checks of the lab, each in isolation.
pub fn examine(
    lab: &Lab,
    subject: &Subject,
    ground: &Ground,
    options: &Options,
    listener: &mut impl Listener,
) -> Result<Report, String> {
    let mut run = Run::begin(options.limit, ground.found.slowness);
    let mut report = Report {
        number: lab.number,
        title: lab.title,
        program: subject.shown(lab),
        note: subject.note(),
        checks: Vec::new(),
    };
    listener.begins(&report)?;
    let wanted = |check: &&Check| options.only.as_deref().is_none_or(|id| id == check.id);
    for check in lab.checks.iter().filter(wanted) {
        let start = Instant::now();
        listener.waits_for(check.id)?;
        let outcome = match subject {
            Subject::DoesNotCompile => does_not_compile(lab),
            Subject::Program { words, shown } => {
                match shortcut::take(lab, &report, check) {
                    Some(outcome) => outcome,
                    None => {
                        let order = Order {
                            isolation: ground.isolation,
                            limit: run.limit(),
                            tracing: ground.found.tracing.is_none(),
                            folder: PathBuf::new(),
                            keep: PathBuf::new(),
                            shown: shown.clone(),
                            program: words.clone(),
                        };
                        run.judge(order, check)?
                    }
                }
            }
        };
        report.checks.push(done(check, outcome, start));
        listener.ends(&report)?;
    }
    Ok(report)
}

fn done(check: &Check, outcome: Outcome, start: Instant) -> Done {
    let Check {
        id, title, points, ..
    } = *check;
    Done {
        id,
        title,
        points,
        outcome,
        seconds: start.elapsed().as_secs_f64(),
    }
}

fn does_not_compile(lab: &Lab) -> Outcome {
    Outcome::Failed(Finding {
        run: format!("cargo build --bin lab{}", lab.number),
        expected: COMPILES.to_string(),
        saw: vec!["it does not compile; rustc has said why".to_string()],
        idea: "Begin with the first error: later ones often follow from it.".to_string(),
        ..Finding::default()
    })
}

/// The program runs in a folder of its own, so the files that were named are named from the root.
fn absolute(words: &[OsString]) -> Vec<OsString> {
    let absolute = |(index, word): (usize, &OsString)| {
        let path = Path::new(word);
        let has_slash = word.as_encoded_bytes().contains(&b'/');
        // A program without a slash is looked for in PATH. An argument may be a file or not.
        let is_path = if index == 0 { has_slash } else { path.exists() };
        let from_root = is_path.then(|| std::path::absolute(path).ok());
        from_root
            .flatten()
            .map_or_else(|| word.clone(), OsString::from)
    };
    words.iter().enumerate().map(absolute).collect()
}

/// Is this a program that was built with AddressSanitizer?
fn has_sanitizer(path: &OsStr) -> bool {
    let fits = |data: &fs::Metadata| data.is_file() && data.len() < 64 << 20;
    let bytes = fs::metadata(path).ok().filter(fits).map(|_| fs::read(path));
    let bytes = bytes.and_then(Result::ok).unwrap_or_default();
    object::File::parse(&*bytes).is_ok_and(|file| {
        let mut symbols = file.dynamic_symbols().chain(file.symbols());
        symbols.any(|symbol| symbol.name() == Ok("__asan_init"))
    })
}

/// A name without a slash is looked for in PATH, as a shell would.
fn is_executable(words: &[OsString]) -> Result<(), String> {
    let path = Path::new(&words[0]);
    let found = if path.components().count() > 1 {
        path.is_file().then(|| path.to_path_buf())
    } else {
        let folders = env::var_os("PATH").unwrap_or_default();
        let mut files = env::split_paths(&folders).map(|folder| folder.join(path));
        files.find(|file| file.is_file())
    };
    let name = path.display();
    let Some(file) = found else {
        return Err(no_such_program(words));
    };
    let may_run = file
        .metadata()
        .is_ok_and(|data| data.permissions().mode() & 0o111 != 0);
    match may_run {
        true => Ok(()),
        false => Err(format!(
            "{name}: the file may not be executed: `chmod +x` lets it, or name what runs it, such as \
             --program 'python3 {name}'"
        )),
    }
}

fn no_such_program(words: &[OsString]) -> String {
    let whole = words.join(OsStr::new(" "));
    let name = Path::new(&words[0]).display();
    if words.len() > 1 && Path::new(&whole).is_file() {
        let whole = Path::new(&whole).display();
        return format!(
            "{name}: no such program. The path has a space in it: --program \"'{whole}'\" keeps it together"
        );
    }
    format!("{name}: no such program")
}
