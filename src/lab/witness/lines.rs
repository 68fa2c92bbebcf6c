//! The source line of a place in a file: by its debug information, else by the nearest symbol.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use addr2line::Context;
use addr2line::gimli::{Dwarf, EndianSlice, RunTimeEndian, SectionId};
use object::{Object as _, ObjectSection as _, ObjectSegment as _, ObjectSymbol as _};

use super::spots::{Spot, Spots};

type Slice = EndianSlice<'static, RunTimeEndian>;

/// What one file says about its code.
struct Source {
    context: Option<Context<Slice>>,
    /// Start and name of each function, by address.
    symbols: Vec<(u64, String)>,
    /// File offset, address and length of each loaded part.
    parts: Vec<(u64, u64, u64)>,
}

/// The lines of all files that were asked for.
#[derive(Default)]
pub struct Lines {
    sources: HashMap<String, Option<Source>>,
    texts: HashMap<Spot, String>,
    own: HashMap<Spot, bool>,
}

/// Where the sources of others are.
const FOREIGN: [&str; 4] = ["/rustc/", "/.cargo/registry/", "/rustlib/src/", "/usr/"];

impl Lines {
    /// `race.c:12`; without debug information `main+0x1f`, or `race+0x11a9`. Empty for no place at all.
    pub fn text(&mut self, spot: Spot, spots: &Spots) -> String {
        if let Some(text) = self.texts.get(&spot) {
            return text.clone();
        }
        let text = match spots.place(spot) {
            Some((path, offset)) => self.look(path, offset),
            None => String::new(),
        };
        self.texts.insert(spot, text.clone());
        text
    }

    /// Is it a line of the program's own? Not those of a library without debug information, nor the standard
    /// library's or another crate's, that were compiled into it.
    pub fn is_own(&mut self, spot: Spot, spots: &Spots) -> bool {
        if let Some(own) = self.own.get(&spot) {
            return *own;
        }
        let own = spots.place(spot).is_some_and(|(path, offset)| {
            let source = self.source(path);
            let file = source.and_then(|source| source.file(offset));
            file.is_some_and(|file| !FOREIGN.iter().any(|part| file.contains(part)))
        });
        self.own.insert(spot, own);
        own
    }

    fn source(&mut self, path: &str) -> Option<&Source> {
        let source = self.sources.entry(path.to_string());
        source.or_insert_with(|| open(path)).as_ref()
    }

    fn look(&mut self, path: &str, offset: u64) -> String {
        let found = self.source(path).and_then(|source| source.text(offset));
        found.unwrap_or_else(|| format!("{}+{offset:#x}", name(path)))
    }
}

fn open(path: &str) -> Option<Source> {
    // Kept until the end: each file is read once, and what is found in it points into it.
    let bytes: &'static [u8] = fs::read(path).ok()?.leak();
    let file = object::File::parse(bytes).ok()?;
    let mut symbols: Vec<(u64, String)> = file
        .symbols()
        .chain(file.dynamic_symbols())
        .filter(|symbol| {
            symbol.kind() == object::SymbolKind::Text && symbol.address() != 0
        })
        .filter_map(|symbol| Some((symbol.address(), symbol.name().ok()?.to_string())))
        .collect();
    symbols.sort();
    let part = |segment: object::Segment<'_, '_>| {
        let (offset, length) = segment.file_range();
        (offset, segment.address(), length)
    };
    let parts = file.segments().map(part).collect();
    Some(Source {
        context: context(&file),
        symbols,
        parts,
    })
}

fn context(file: &object::File<'static>) -> Option<Context<Slice>> {
    let load = |id: SectionId| -> Result<Slice, addr2line::gimli::Error> {
        let section = file.section_by_name(id.name());
        // Compressed debug information is rare, and would cost three more libraries.
        let data = section
            .and_then(|section| section.data().ok())
            .unwrap_or(&[]);
        Ok(Slice::new(data, RunTimeEndian::Little))
    };
    Context::from_dwarf(Dwarf::load(load).ok()?).ok()
}

impl Source {
    fn address(&self, offset: u64) -> Option<u64> {
        let inside =
            |part: &&(u64, u64, u64)| (part.0..part.0 + part.2).contains(&offset);
        let (start, address, _) = self.parts.iter().find(inside)?;
        Some(address + (offset - start))
    }

    fn text(&self, offset: u64) -> Option<String> {
        let address = self.address(offset)?;
        let line = self
            .line(address)
            .map(|(file, line)| format!("{}:{line}", name(&file)));
        line.or_else(|| self.symbol(address))
    }

    /// The path of the source file, or for a program without debug information nothing.
    fn file(&self, offset: u64) -> Option<String> {
        self.line(self.address(offset)?).map(|(file, _)| file)
    }

    /// Where a library has been inlined, the line of the caller in the program's own file says more: so the
    /// outermost frame counts.
    fn line(&self, address: u64) -> Option<(String, u32)> {
        let context = self.context.as_ref()?;
        let mut frames = context.find_frames(address).skip_all_loads().ok()?;
        let mut found = None;
        while let Ok(Some(frame)) = frames.next() {
            let place = frame.location;
            let place =
                place.and_then(|place| Some((place.file?.to_string(), place.line?)));
            found = place.or(found);
        }
        found
    }

    fn symbol(&self, address: u64) -> Option<String> {
        let after = self.symbols.partition_point(|(start, _)| *start <= address);
        let (start, name) = self.symbols.get(after.checked_sub(1)?)?;
        Some(format!("{name}+{:#x}", address - start))
    }
}

fn name(path: &str) -> &str {
    let name = Path::new(path).file_name();
    name.and_then(|name| name.to_str()).unwrap_or(path)
}
