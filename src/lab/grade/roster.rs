//! The table of a learning system, with the grades filled in: what it has exported is what it imports, with
//! its own columns and its own numbers for students.

use std::fs;
use std::io;
use std::path::Path;

use super::csv;
use super::grades::Row;
use super::labs::most_points;
use super::store;
use crate::plain_text::clean;

/// In Canvas's second row, in the column with the names.
const POSSIBLE: &str = "Points Possible";

/// Between a student's name and a word of Moodle's there is the number that Moodle knows him by.
const MOODLE: &str = "_assignsubmission_";

/// What a learning system has exported: a heading, and a row for each student.
#[derive(Debug)]
pub struct Roster {
    heading: Vec<String>,
    students: Vec<Vec<String>>,
}

impl Roster {
    pub fn read(path: &Path) -> Result<Self, String> {
        let explain = |error: String| format!("{}: {error}", path.display());
        let text =
            fs::read_to_string(path).map_err(|error| explain(error.to_string()))?;
        let mut students = csv::read(&text).map_err(explain)?;
        if students.is_empty() {
            return Err(explain("no heading".to_string()));
        }
        Ok(Self {
            heading: students.remove(0),
            students,
        })
    }

    /// Writes `import.csv`. Who is in the table and not in the class keeps what he has, as has who was not
    /// judged. Who is in the class and not in the table is told.
    pub fn fill(mut self, output: &Path, labs: &[u8], rows: &[Row]) -> io::Result<()> {
        let only = labs.len() == 1;
        let one = |lab: &u8| column(&mut self.heading, *lab, only);
        let columns: Vec<usize> = labs.iter().map(one).collect();
        for student in &mut self.students {
            student.resize(self.heading.len().max(student.len()), String::new());
        }
        possible(&mut self.students, labs, &columns);
        for row in rows {
            let name = clean(&row.submission.student);
            match places(&self.students, &row.submission.student).as_slice() {
                [one] => enter(&mut self.students[*one], &columns, row),
                [] => eprintln!("not in the roster: {name}"),
                _ => eprintln!("more than once in the roster, left as it was: {name}"),
            }
        }
        let mut table = vec![self.heading];
        table.extend(self.students);
        store::write(&output.join("import.csv"), csv::write(&table).as_bytes())
    }
}

/// `Lab 3`, as Canvas has it with its number, `Lab 3 (417)`, or the one column of Moodle's worksheet. If
/// there is none, it is new.
fn column(heading: &mut Vec<String>, lab: u8, only: bool) -> usize {
    let name = format!("Lab {lab}");
    let fits = |title: &String| {
        let rest = title.trim().strip_prefix(&name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    };
    let worksheet = |title: &String| only && title == "Grade";
    let found = heading.iter().position(fits);
    found
        .or_else(|| heading.iter().position(worksheet))
        .unwrap_or_else(|| {
            heading.push(name.clone());
            heading.len() - 1
        })
}

fn possible(students: &mut [Vec<String>], labs: &[u8], columns: &[usize]) {
    let is = |row: &&mut Vec<String>| row.iter().any(|field| field.trim() == POSSIBLE);
    if let Some(row) = students.iter_mut().find(is) {
        for (lab, column) in labs.iter().zip(columns) {
            if row[*column].is_empty() {
                row[*column] = most_points(*lab).to_string();
            }
        }
    }
}

/// The rows with a field that is the student's name, or the number that Moodle has put behind it.
fn places(students: &[Vec<String>], student: &str) -> Vec<usize> {
    let participant = student.rsplit_once(MOODLE).and_then(|(name, _)| {
        let (_, number) = name.rsplit_once('_')?;
        Some(format!("Participant {number}"))
    });
    let is = |field: &String| {
        field == student || participant.as_ref().is_some_and(|number| field == number)
    };
    let fits = |(place, row): (usize, &Vec<String>)| row.iter().any(is).then_some(place);
    students.iter().enumerate().filter_map(fits).collect()
}

fn enter(student: &mut [String], columns: &[usize], row: &Row) {
    for (column, grade) in columns.iter().zip(&row.grades) {
        if let Some((points, _)) = grade.points() {
            student[*column] = points.to_string();
        }
    }
}
