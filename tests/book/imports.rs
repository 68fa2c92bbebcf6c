//! A reader can take one file after the other: no two files need each other, nor three in a circle.
//!
//! A file needs another if a path in its code, `crate::a::B` or `super::a::B` or `a::B`, leads into that
//! file. A path to what a `mod.rs` or `lib.rs` only re-exports leads into the `mod.rs`, which needs the file
//! that defines it: a circle, too, if it is the file that began.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::expect_none;

/// Module paths, and their files.
type Modules = BTreeMap<Vec<String>, PathBuf>;

/// Which files a file needs.
type Needs = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// The root file of each crate that is ours to read: the library's, and those that Cargo.toml names.
fn roots() -> Vec<PathBuf> {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    let path = Regex::new(r#"(?m)^path = "((?:src|chapters)/[^"]+)""#).unwrap();
    let named = path
        .captures_iter(&manifest)
        .map(|found| PathBuf::from(&found[1]));
    named.chain(["src/lib.rs".into()]).collect()
}

/// Its code, without comments and its own tests.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The files of a crate, found as the compiler finds them: by `mod name;` and `#[path]`.
fn add_modules(file: &Path, module: &[String], modules: &mut Modules) {
    modules.insert(module.to_vec(), file.to_path_buf());
    let mut folder = file.parent().unwrap().to_path_buf();
    if !module.is_empty() && !file.ends_with("mod.rs") {
        folder.push(file.file_stem().unwrap());
    }
    let declared = r#"(?:#\[path = "([^"]+)"\]\s*(?:#\[.*\]\s*)*)?\bmod (\w+);"#;
    for found in Regex::new(declared).unwrap().captures_iter(&code(file)) {
        let name = &found[2];
        let child = match found.get(1) {
            Some(path) => folder.join(path.as_str()),
            None => [format!("{name}.rs"), format!("{name}/mod.rs")]
                .map(|file| folder.join(file))
                .into_iter()
                .find(|file| file.exists())
                .unwrap_or_else(|| panic!("{file:?} declares {name}: where is it?")),
        };
        add_modules(&child, &[module, &[name.into()]].concat(), modules);
    }
}

/// `a::{b, c::{d, e}}` is `a::b`, `a::c::d`, `a::c::e`.
fn flatten(tree: &str, paths: &mut Vec<String>) {
    let Some((start, rest)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap();
        paths.push(path.trim().into());
        return;
    };
    let (mut depth, mut part) = (0, String::new());
    for c in rest.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 || depth == 0 && c == ',' {
            flatten(&format!("{}{}", start.trim(), part.trim()), paths);
            part.clear();
        } else {
            part.push(c);
        }
    }
}

/// All paths in this code that have two parts or more.
fn paths(code: &str) -> Vec<String> {
    let uses = Regex::new(r"\buse\s+([^;]+);").unwrap();
    let mut paths = Vec::new();
    for found in uses.captures_iter(code) {
        flatten(&found[1], &mut paths);
    }
    let inline = Regex::new(r"\$?\w+(?:::\w+)+").unwrap();
    let code = uses.replace_all(code, "");
    paths.extend(inline.find_iter(&code).map(|found| found.as_str().into()));
    paths
}

/// The file that this path leads into from this module, if it is one of the crate's.
fn target<'a>(path: &str, module: &[String], modules: &'a Modules) -> Option<&'a Path> {
    let mut place = module.to_vec();
    for (at, part) in path.split("::").enumerate() {
        match part {
            "crate" => place.clear(),
            "super" => drop(place.pop()),
            "self" => {}
            _ => {
                place.push(part.into());
                if !modules.contains_key(&place) {
                    // What comes now is an item of that file; or, at the start, another crate.
                    place.pop();
                    return if at == 0 {
                        None
                    } else {
                        Some(&modules[&place])
                    };
                }
            }
        }
    }
    Some(&modules[&place])
}

fn needs(modules: &Modules) -> Needs {
    let mut needs = Needs::new();
    for (module, file) in modules {
        let paths = paths(&code(file));
        let targets = paths
            .iter()
            .filter_map(|path| target(path, module, modules));
        let others = targets.filter(|target| target != file);
        needs.insert(file.clone(), others.map(Path::to_path_buf).collect());
    }
    needs
}

/// The shortest way along `needs` from a file back to itself.
fn circle(file: &PathBuf, needs: &Needs) -> Option<Vec<PathBuf>> {
    let mut ways = vec![vec![file.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in needs.get(&way[way.len() - 1]).into_iter().flatten() {
                if next == file {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push([&way[..], std::slice::from_ref(next)].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

/// Each circle once, told from its first file on.
fn circles(needs: &Needs) -> BTreeSet<String> {
    let ways = needs.keys().filter_map(|file| circle(file, needs));
    ways.map(|mut way| {
        let first = (0..way.len()).min_by_key(|&at| &way[at]).unwrap();
        way.rotate_left(first);
        way.push(way[0].clone());
        let names: Vec<_> = way.iter().map(|file| file.display().to_string()).collect();
        names.join(" needs ")
    })
    .collect()
}

fn modules(root: PathBuf) -> Modules {
    let mut modules = Modules::new();
    add_modules(&root, &[], &mut modules);
    modules
}

#[test]
fn no_files_need_each_other_in_a_circle() {
    let crates: Vec<_> = roots().into_iter().map(modules).collect();
    let files: usize = crates.iter().map(Modules::len).sum();
    assert!(files > 150, "only {files} files");
    let circles: BTreeSet<_> = crates
        .iter()
        .flat_map(|modules| circles(&needs(modules)))
        .collect();
    expect_none(&circles.into_iter().collect::<Vec<_>>());
}

#[test]
fn no_file_of_the_library_imports_what_lib_rs_exports_again() {
    let root = PathBuf::from("src/lib.rs");
    let needs = needs(&modules(root.clone()));
    let wrong = needs.iter().filter(|(_, needed)| needed.contains(&root));
    let wrong: Vec<_> = wrong.map(|(file, _)| file.display().to_string()).collect();
    expect_none(&wrong);
}

#[test]
fn a_circle_of_three_is_found_and_told_once() {
    let circles_if_c_says = |code_of_c: &str| {
        let codes = [
            ("a", "use super::{b::{self, One}};"),
            ("b", "fn f() { crate::c::two() }"),
            ("c", code_of_c),
        ];
        let modules: Modules = codes
            .map(|(name, _)| (vec![name.to_owned()], name.into()))
            .into();
        let needs = codes.map(|(name, code)| {
            let module = [name.to_owned()];
            let paths = paths(code);
            let files = paths
                .iter()
                .filter_map(|path| target(path, &module, &modules));
            (name.into(), files.map(Path::to_path_buf).collect())
        });
        circles(&needs.into())
    };
    assert_eq!(circles_if_c_says("use std::a;"), BTreeSet::new());
    let told = BTreeSet::from(["a needs b needs c needs a".into()]);
    assert_eq!(circles_if_c_says("use super::a::Three as Four;"), told);
}
