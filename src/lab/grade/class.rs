//! All submissions, side by side.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use super::grader::{self, Grade, Row};
use super::submission::{self, Submission};
use super::{store, tables};
use crate::plain_text::clean;

/// What a teacher asks for.
#[derive(Debug)]
pub struct Wish {
    pub class: PathBuf,
    pub lab: u8,
    pub output: PathBuf,
    pub jobs: usize,
    /// Students who are graded again, whatever is stored.
    pub again: Vec<String>,
    /// Options for the checker.
    pub more: Vec<OsString>,
}

/// Grades the class, and writes the tables. How many could not be judged?
pub fn grade(wish: &Wish) -> Result<usize, String> {
    let submissions = submission::find_all(&wish.class)?;
    for name in &wish.again {
        if !submissions.iter().any(|one| one.student == *name) {
            return Err(format!("--again {name}: no such folder"));
        }
    }
    let rows = side_by_side(wish, &submissions);
    tables::write(&wish.output, wish.lab, &rows)
        .map_err(|error| format!("{}: {error}", wish.output.display()))?;
    let not_judged = |(_, grade): &&Row| matches!(grade, Grade::NotJudged(_));
    Ok(rows.iter().filter(not_judged).count())
}

fn side_by_side(wish: &Wish, submissions: &[Submission]) -> Vec<Row> {
    let next = Mutex::new(submissions.iter().enumerate());
    let rows = Mutex::new(Vec::new());
    let take = || next.lock().ok()?.next();
    thread::scope(|scope| {
        for _ in 0..wish.jobs.min(submissions.len()) {
            scope.spawn(|| {
                while let Some((index, submission)) = take() {
                    let grade = one(wish, submission);
                    if let Ok(mut rows) = rows.lock() {
                        rows.push((index, (submission.clone(), grade)));
                        say(rows.len(), submissions.len(), &rows[rows.len() - 1].1);
                    }
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap_or_default();
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn one(wish: &Wish, submission: &Submission) -> Grade {
    let Some(program) = submission.program(wish.lab) else {
        return Grade::NoProgram;
    };
    // Before it is judged: a program may overwrite its own file.
    let fingerprint = match submission::fingerprint(&program, &wish.more) {
        Ok(fingerprint) => fingerprint,
        Err(error) => return Grade::NotJudged(format!("{}: {error}", program.display())),
    };
    if !wish.again.contains(&submission.student) {
        if let Some(report) =
            store::load(&wish.output, wish.lab, submission, &fingerprint)
        {
            return Grade::Judged(report);
        }
    }
    let grade = grader::judge(wish.lab, &program, &wish.more);
    keep(wish, submission, &fingerprint, grade)
}

/// What was not judged is not kept: the next grading tries it again.
fn keep(wish: &Wish, submission: &Submission, fingerprint: &str, grade: Grade) -> Grade {
    let Grade::Judged(report) = &grade else {
        return grade;
    };
    match store::save(&wish.output, wish.lab, submission, fingerprint, report) {
        Ok(()) => grade,
        Err(error) => Grade::NotJudged(format!("the result cannot be stored: {error}")),
    }
}

fn say(done: usize, all: usize, (submission, grade): &Row) {
    let student = clean(&submission.student);
    let told = match grade {
        Grade::Judged(report) => {
            format!("{} of {} points", report["points"], report["max_points"])
        }
        Grade::NoProgram => "no program".to_string(),
        Grade::NotJudged(why) => format!("not judged: {}", clean(why)),
    };
    eprintln!("{done} of {all}: {student}: {told}");
}
