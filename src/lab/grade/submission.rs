//! A student's folder, and the program in it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::language::{self, Language};
use crate::plain_text::clean;

/// Beside a source. What is larger was not written by a student.
const LARGEST_INCLUDED: u64 = 1 << 20;

/// What one student has handed in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The folder's or archive's name, as the learning system gave it.
    pub student: String,
    pub folder: PathBuf,
    /// A name of its own among the results, also where two names look the same.
    pub file_name: OsString,
    /// Why an archive was not unpacked.
    pub refused: Option<String>,
}

/// The folders in this folder and the archives, by name. An archive is unpacked below `output`. What is
/// neither is told: nobody is left out without a word.
pub fn find_all(class: &Path, output: &Path) -> Result<Vec<Submission>, String> {
    let explain = |error: io::Error| format!("{}: {error}", class.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(class).map_err(explain)? {
        let entry = entry.map_err(explain)?;
        if is_same(&entry.path(), output) {
            continue;
        }
        match one(&entry, output).map_err(explain)? {
            Some(submission) => found.push(submission),
            None => {
                let name = entry.file_name();
                let name = clean(&name.to_string_lossy());
                eprintln!("not graded, neither a folder nor a zip or tar.gz: {name}");
            }
        }
    }
    found.sort_by(|one, other| one.file_name.cmp(&other.file_name));
    if found.is_empty() {
        return Err(format!("{}: no folder in it", class.display()));
    }
    Ok(found)
}

/// The results may be written among the submissions.
fn is_same(path: &Path, output: &Path) -> bool {
    let real = output.canonicalize();
    real.is_ok_and(|real| path.canonicalize().is_ok_and(|path| path == real))
}

/// A link would let a student hand in another student's folder, or the teacher's.
fn one(entry: &DirEntry, output: &Path) -> io::Result<Option<Submission>> {
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return Ok(Some(Submission {
            student: entry.file_name().to_string_lossy().into_owned(),
            folder: entry.path(),
            file_name: entry.file_name(),
            refused: None,
        }));
    }
    if kind.is_file() {
        return archived(&entry.path(), entry.file_name(), output);
    }
    Ok(None)
}

#[cfg(feature = "grade")]
fn archived(
    path: &Path,
    file_name: OsString,
    output: &Path,
) -> io::Result<Option<Submission>> {
    use super::archive::{recognize, unpack};
    let Some((student, kind)) = recognize(&file_name) else {
        return Ok(None);
    };
    let root = output.join("unpacked").join(&file_name);
    let refused = unpack(path, kind, &root).err();
    Ok(Some(Submission {
        student,
        folder: only_folder(&root).unwrap_or(root),
        file_name,
        refused,
    }))
}

/// Many archives hold one folder, with everything inside.
#[cfg(feature = "grade")]
fn only_folder(root: &Path) -> Option<PathBuf> {
    let mut entries = fs::read_dir(root).ok()?.flatten();
    let (first, second) = (entries.next()?, entries.next());
    let alone = second.is_none() && first.file_type().ok()?.is_dir();
    alone.then(|| first.path())
}

#[cfg(not(feature = "grade"))]
fn archived(_: &Path, file_name: OsString, _: &Path) -> io::Result<Option<Submission>> {
    let name = file_name.to_string_lossy().to_lowercase();
    let ends = [".zip", ".tar.gz", ".tgz"];
    if ends.iter().any(|end| name.ends_with(end)) {
        let name = clean(&name);
        return Err(io::Error::other(format!(
            "{name}: for archives: `cargo grade`"
        )));
    }
    Ok(None)
}

impl Submission {
    /// `labN` in the student's folder, or `labN.py`, or a source; if only one lab is `wanted`, then its number
    /// may be missing.
    pub fn program(&self, lab: u8, only: bool) -> Option<PathBuf> {
        let mut stems = vec![format!("lab{lab}")];
        if only {
            stems.push("lab".to_string());
        }
        let names = |stem: String| {
            let ends = ["py"].into_iter().chain(language::ENDS);
            let with_end: Vec<_> = ends.map(|end| format!("{stem}.{end}")).collect();
            [stem].into_iter().chain(with_end)
        };
        let mut paths = stems
            .into_iter()
            .flat_map(names)
            .map(|name| self.folder.join(name));
        paths.find(|path| self.is_program(path))
    }

    fn is_program(&self, path: &Path) -> bool {
        let (Ok(real), Ok(folder)) = (path.canonicalize(), self.folder.canonicalize())
        else {
            return false;
        };
        let runs = |data: fs::Metadata| {
            let marked = data.permissions().mode() & 0o111 != 0;
            let source = is_python(path) || Language::of(path).is_some();
            data.is_file() && (marked || source)
        };
        // What a link leads to outside is not this student's work.
        real.starts_with(folder) && real.metadata().is_ok_and(runs)
    }
}

pub fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py")
}

/// What changes when a student hands in something else, and when it is judged in another way: the
/// program's bytes, the checker's options and its version. Not the file's times: a class that is
/// unpacked once more has other ones.
pub fn fingerprint(program: &Path, options: &[OsString]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    fs::read(program)?.hash(&mut hasher);
    if Language::of(program).is_some() {
        beside(program)?.hash(&mut hasher);
    }
    options.hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

/// What a source may include: the other files of its folder.
fn beside(source: &Path) -> io::Result<BTreeMap<OsString, Vec<u8>>> {
    let folder = source.parent().unwrap_or(source);
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let small = entry.metadata()?.len() <= LARGEST_INCLUDED;
        if entry.file_type()?.is_file() && small {
            found.insert(entry.file_name(), fs::read(entry.path())?);
        }
    }
    Ok(found)
}
