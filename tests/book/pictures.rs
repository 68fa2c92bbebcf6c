//! Pictures say in words what they show, and what the stepper plays is there as a table.

use std::collections::BTreeSet;

use crate::page::{files_in, pages, read};
use crate::recorded;
use crate::trace::{trace, worst};

#[test]
fn every_picture_says_in_words_what_it_shows() {
    let pages: String = pages().into_iter().map(|page| page.text).collect();
    let pictures = files_in("book/src/pictures", "svg");
    assert!(pictures.len() >= 6, "{pictures:?}");
    let mut ids = BTreeSet::new();
    for path in pictures {
        let (text, name) = (read(&path), path.display());
        let element = |tag: &str| {
            let start = text
                .split_once(&format!("<{tag} "))
                .unwrap_or_else(|| panic!("{name}: no {tag}"));
            let (attributes, rest) = start.1.split_once('>').unwrap();
            (
                attributes.to_owned(),
                rest.split_once("</").unwrap().0.to_owned(),
            )
        };
        let (title, description) = (element("title"), element("desc"));
        assert!(
            !title.1.is_empty() && description.1.len() > 200,
            "{name}: too few words"
        );
        for (attribute, _) in [title, description] {
            let id = attribute.split('"').nth(1).unwrap().to_owned();
            assert!(text.contains("role=\"img\""), "{name}");
            assert!(
                text.matches(&id).count() >= 2,
                "{name}: {id} is not referred to"
            );
            assert!(ids.insert(id), "{name}: an id that another picture has");
        }
        let file = path.file_name().unwrap().to_str().unwrap();
        assert!(
            pages.contains(&format!("pictures/{file}}}}}")),
            "{name} is on no page"
        );
    }
}

#[test]
fn the_static_tables_of_the_stepper_are_the_models_worst_schedules() {
    for (increments, smallest) in [(1, 1), (2, 2), (3, 2)] {
        let schedule = worst(increments);
        assert_eq!(schedule.final_value(), smallest);
        recorded::check(&format!("trace-{increments}.md"), &trace(&schedule));
    }
}
