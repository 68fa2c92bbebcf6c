//! What a judge is told.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use crate::isolation::namespaces::Isolation;

/// The exit code of a judge that could not do its work, whatever the program is.
pub const NOT_THE_PROGRAM: u8 = 3;

/// The id that stands for no check: the isolation is only tried.
pub const PROBE: &str = "probe";

/// What a judge has to know, as the arguments of its role. Its secret is not among it: anybody
/// can read a command line.
#[derive(Debug, Clone)]
pub struct Order {
    pub isolation: Isolation,
    pub limit: Duration,
    /// Can programs be traced here?
    pub tracing: bool,
    /// The trial's working folder, which exists and is empty.
    pub folder: PathBuf,
    /// Where to keep what was compiled; for a check, nowhere.
    pub keep: PathBuf,
    /// How the reader starts the program.
    pub shown: String,
    pub program: Vec<OsString>,
}

impl Order {
    pub fn words(&self, check: &str) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec![
            self.isolation.name().into(),
            self.limit.as_millis().to_string().into(),
            self.tracing.to_string().into(),
            self.folder.clone().into(),
            self.keep.clone().into(),
            self.shown.clone().into(),
            check.into(),
        ];
        words.extend(self.program.iter().cloned());
        words
    }

    pub fn parse(words: &[OsString]) -> Option<(Self, String)> {
        let [
            isolation,
            limit,
            tracing,
            folder,
            keep,
            shown,
            check,
            program @ ..,
        ] = words
        else {
            return None;
        };
        let order = Self {
            isolation: isolation.to_str()?.parse().ok()?,
            limit: Duration::from_millis(limit.to_str()?.parse().ok()?),
            tracing: tracing.to_str()?.parse().ok()?,
            folder: folder.into(),
            keep: keep.into(),
            shown: shown.to_str()?.to_string(),
            program: program.to_vec(),
        };
        Some((order, check.to_str()?.to_string()))
    }
}
