//! Which files a trial can reach: a Landlock ruleset, `landlock(7)`.
//!
//! It reads what a program needs to start, and writes nowhere but in its working folder. It also
//! ends the reach of signals, of ptrace and of abstract sockets at the trial's own processes.
//! A kernel that knows less enforces what it knows; `judge::ground` finds out and tells.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset,
    RulesetAttr as _, RulesetCreatedAttr as _, RulesetError, Scope, path_beneath_rules,
};

const NEWEST: ABI = ABI::V6;

/// Read and execute. Of /etc only what the loader and the C library look at: there are secrets in
/// the rest.
const SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/opt",
    "/nix/store",
    "/gnu/store",
    "/snap",
    "/proc",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/sys/kernel/mm",
    "/dev/urandom",
    "/dev/random",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ld.so.preload",
    "/etc/ld-musl-x86_64.path",
    "/etc/alternatives",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/group",
    "/etc/hosts",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/locale.alias",
    "/etc/os-release",
    "/etc/ssl/certs",
    "/etc/perl",
    "/etc/python3",
    "/etc/inputrc",
    "/etc/bash.bashrc",
    "/etc/profile",
    "/etc/gai.conf",
    "/etc/host.conf",
];

/// Java's configuration is in a folder with a version in its name.
const ETC_BEGINS: &[&str] = &["java", "python", "ruby", "php"];

/// To read and to write; nothing is kept there.
const DEVICES: &[&str] = &["/dev/null", "/dev/zero", "/dev/full"];

/// From here on, this process and all that it starts have no other files.
pub fn restrict(named: &[OsString], folder: &Path) -> Result<(), RulesetError> {
    let all = AccessFs::from_all(NEWEST);
    let read = AccessFs::from_read(NEWEST);
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(all)?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?
        .add_rules(path_beneath_rules(SYSTEM, read))?
        .add_rules(path_beneath_rules(etc(), read))?
        .add_rules(path_beneath_rules(tools(), read))?
        .add_rules(path_beneath_rules(own(named), read))?
        .add_rules(path_beneath_rules(
            DEVICES,
            read | AccessFs::WriteFile | AccessFs::Truncate,
        ))?
        .add_rules(path_beneath_rules([folder], all))?
        .restrict_self()?;
    Ok(())
}

fn etc() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/etc").into_iter().flatten().flatten();
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ETC_BEGINS.iter().any(|begin| name.starts_with(begin))
    };
    entries.map(|entry| entry.path()).filter(fits).collect()
}

/// The folders of PATH, with what belongs to them: a language may live in somebody's home.
fn tools() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut found = Vec::new();
    for folder in env::split_paths(&path).filter(|folder| folder.is_absolute()) {
        if !is_shared(&folder) {
            found.push(folder.clone());
        }
        let Some(prefix) = folder.parent().filter(|prefix| !is_shared(prefix)) else {
            continue;
        };
        match folder.file_name().and_then(OsStr::to_str) {
            // pyenv, rbenv, asdf: the shims start what is beside them.
            Some("shims") => found.push(prefix.to_path_buf()),
            Some("bin") => {
                let beside = ["lib", "lib64", "libexec", "conf", "jre", "include"];
                found.extend(beside.map(|name| prefix.join(name)));
                found.push(prefix.join("pyvenv.cfg"));
            }
            _ => {}
        }
    }
    found
}

/// The files that were named, and the program's folder.
fn own(named: &[OsString]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for word in named {
        let path = PathBuf::from(word);
        if !path.is_absolute() || (path.is_dir() && is_shared(&path)) {
            continue;
        }
        let folder = path.parent().map(Path::to_path_buf);
        found.extend(folder.filter(|folder| path.is_file() && !is_shared(folder)));
        found.push(path);
    }
    found
}

/// A folder that holds other things than one submission: a home, all of the temporary files, what
/// cargo builds, this project with its solutions, or a folder above one of those.
fn is_shared(folder: &Path) -> bool {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = env::var_os("HOME").map(PathBuf::from);
    let above = |path: &Path| path.starts_with(folder);
    let built = folder
        .ancestors()
        .any(|above| above.join("CACHEDIR.TAG").exists());
    built
        || above(project)
        || home.as_deref().is_some_and(above)
        || above(&env::temp_dir())
        || above(Path::new("/usr"))
}
