//! How a race could go wrong, in a few lines.

use super::columns::{number, row};
use super::decode::Kind;
use super::lines::Lines;
use super::races::{Race, Side};
use super::spots::Spots;
use super::task::Process;

/// Each pair of source lines once. Of several kinds of access there, a lost update says most.
pub fn distinct(found: Vec<Race>, lines: &mut Lines, spots: &Spots) -> Vec<Race> {
    let mut kept: Vec<([String; 2], Race)> = Vec::new();
    for race in found {
        let mut pair =
            [&race.first, &race.second].map(|side| lines.text(side.spot, spots));
        pair.sort();
        match kept.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, known)) if weight(&race) > weight(known) => *known = race,
            Some(_) => {}
            None => kept.push((pair, race)),
        }
    }
    kept.into_iter().map(|(_, race)| race).collect()
}

fn weight(race: &Race) -> u8 {
    u8::from(updates(&race.first)) + u8::from(updates(&race.second))
}

/// All that is told of a race.
pub fn text(race: &Race, lines: &mut Lines, spots: &Spots) -> String {
    let mut text = String::new();
    for side in [&race.first, &race.second] {
        let place = side.access.place;
        let line = lines.text(side.spot, spots);
        let what = super::columns::cell(&side.access);
        let length = side.access.length;
        text += &format!(
            "  {} {what}, {length} bytes at M{}+{}, {line}, {}\n",
            Process::letter(side.process),
            place.segment + 1,
            place.offset,
            held(side),
        );
    }
    text += &format!("  {}\n", idea(race));
    for (process, what, line) in steps(race, lines, spots) {
        text += &format!("    {}\n", row(process, &what, "", &line));
    }
    if race.first.access.atomic || race.second.access.atomic {
        let offset = race.first.access.place.offset;
        text += &format!(
            "  If this word is meant as a flag or a lock, say --flag {offset}\n"
        );
    }
    text
}

fn held(side: &Side) -> String {
    if side.held.is_empty() {
        return "holds nothing".to_string();
    }
    let names = side
        .held
        .iter()
        .map(|(set, number)| format!("S{}[{number}]", set + 1));
    format!("holds {}", names.collect::<Vec<_>>().join(" "))
}

/// Did the process load the value that it stores over?
fn updates(side: &Side) -> bool {
    side.loaded.is_some() && side.access.kind == Kind::Store
        || side.access.kind == Kind::Update && !side.access.atomic
}

fn idea(race: &Race) -> &'static str {
    let (first, second) = (&race.first, &race.second);
    match (first.access.kind, second.access.kind) {
        _ if updates(first) && updates(second) => {
            "Both load, both store what they made of it: the later store undoes the other's."
        }
        (Kind::Load, _) | (_, Kind::Load) if updates(first) || updates(second) => {
            "A load between the other's load and store sees a value that is about to be replaced:"
        }
        (Kind::Load, _) => {
            "This time the load came first. Had the store, it would load that:"
        }
        (_, Kind::Load) => {
            "This time the store came first. Had the load, it would miss it:"
        }
        _ => "Whoever stores last wins, and nothing says who that is:",
    }
}

/// The order in which it goes wrong.
fn steps(race: &Race, lines: &mut Lines, spots: &Spots) -> Vec<(usize, String, String)> {
    let (first, second) = (&race.first, &race.second);
    let mut one =
        |side: &Side, what: String| (side.process, what, lines.text(side.spot, spots));
    let did = |side: &Side| match side.access.kind {
        Kind::Load => "load".to_string(),
        _ => format!("store {}", number(side.access.after)),
    };
    if updates(first) && updates(second) {
        let old = number(first.loaded.or(first.access.before));
        return vec![
            one(first, format!("load {old}")),
            one(second, format!("load {old}")),
            one(first, did(first)),
            one(second, did(first)),
        ];
    }
    if first.access.kind == Kind::Load && updates(second) {
        let old = number(second.loaded.or(second.access.before));
        return vec![
            one(second, format!("load {old}")),
            one(first, format!("load {old}")),
            one(second, did(second)),
        ];
    }
    // The other order than this time.
    let seen = match (first.access.kind, second.access.kind) {
        (Kind::Load, _) => [did(second), format!("load {}", number(second.access.after))],
        (_, Kind::Load) => [format!("load {}", number(first.access.before)), did(first)],
        _ => [did(second), did(first)],
    };
    let [earlier, later] = seen;
    vec![one(second, earlier), one(first, later)]
}
