//! All submissions, side by side.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use super::builder::{self, Ready};
use super::grader;
use super::grades::{Grade, Row};
use super::labs;
use super::store::{self, Place};
use super::submission::{self, Submission};
use crate::plain_text::clean;

/// What a teacher asks for.
#[derive(Debug)]
pub struct Wish {
    pub class: PathBuf,
    pub labs: Vec<u8>,
    pub output: PathBuf,
    /// What a learning system has exported, to fill in.
    pub roster: Option<PathBuf>,
    pub jobs: usize,
    /// How often each program is judged, to see whether it is judged the same.
    pub repeat: usize,
    /// Students who are graded again, whatever is stored.
    pub again: Vec<String>,
    /// Options for the checker.
    pub more: Vec<OsString>,
}

/// Grades the class.
pub fn grade(wish: &Wish) -> Result<Vec<Row>, String> {
    let submissions = submission::find_all(&wish.class, &wish.output)?;
    for name in &wish.again {
        if !submissions.iter().any(|one| one.student == *name) {
            return Err(format!("--again {name}: no such folder"));
        }
    }
    let mut grades = side_by_side(wish, &submissions).into_iter();
    let row = |submission| Row {
        submission,
        grades: grades.by_ref().take(wish.labs.len()).collect(),
    };
    Ok(submissions.into_iter().map(row).collect())
}

/// The grades of the first submission in all labs, those of the second, and so on.
fn side_by_side(wish: &Wish, submissions: &[Submission]) -> Vec<Grade> {
    let labs = |one| wish.labs.iter().map(move |lab| (one, *lab));
    let all = submissions.len() * wish.labs.len();
    let next = Mutex::new(submissions.iter().flat_map(labs).enumerate());
    let take = || next.lock().ok()?.next();
    let grades = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..wish.jobs.min(all) {
            scope.spawn(|| {
                while let Some((index, (submission, lab))) = take() {
                    let grade = one(wish, submission, lab);
                    if let Ok(mut grades) = grades.lock() {
                        let done = grades.len() + 1;
                        eprintln!("{done} of {all}: {}", told(submission, lab, &grade));
                        grades.push((index, grade));
                    }
                }
            });
        }
    });
    let mut grades = grades.into_inner().unwrap_or_default();
    grades.sort_by_key(|(index, _)| *index);
    grades.into_iter().map(|(_, grade)| grade).collect()
}

fn one(wish: &Wish, submission: &Submission, lab: u8) -> Grade {
    if let Some(why) = &submission.refused {
        return Grade::Refused(why.clone());
    }
    let Some(program) = submission.program(lab, wish.labs.len() == 1) else {
        return Grade::NoProgram;
    };
    // Before it is judged: a program may overwrite its own file.
    let fingerprint = match submission::fingerprint(&program, &wish.more) {
        Ok(fingerprint) => fingerprint,
        Err(error) => return Grade::NotJudged(format!("{}: {error}", program.display())),
    };
    let place = Place::new(&wish.output, lab, submission, fingerprint);
    if !wish.again.contains(&submission.student) {
        let stored = store::load(&place);
        if let Some(judged) = stored.filter(|judged| judged.times >= wish.repeat) {
            return Grade::Judged(judged);
        }
    }
    let built = wish.output.join("built");
    let folder = built.join(&submission.file_name).join(format!("lab{lab}"));
    let crates = wish.output.join("crates");
    match builder::ready(&program, &folder, &crates, &wish.more) {
        Ok(Ready::Program(program, said)) => keep(
            &place,
            grader::judge(lab, &program, &wish.more, wish.repeat, said),
        ),
        Ok(Ready::No(said)) => Grade::NotCompiled(labs::most_points(lab), said),
        Err(error) => Grade::NotJudged(error),
    }
}

/// What was not judged is not kept: the next grading tries it again.
fn keep(place: &Place, grade: Grade) -> Grade {
    let Grade::Judged(judged) = &grade else {
        return grade;
    };
    match store::save(place, judged) {
        Ok(()) => grade,
        Err(error) => Grade::NotJudged(format!("the result cannot be stored: {error}")),
    }
}

fn told(submission: &Submission, lab: u8, grade: &Grade) -> String {
    let told = match grade {
        Grade::Judged(judged) => {
            let report = &judged.report;
            let points = format!("{} of {}", report["points"], report["max_points"]);
            let flaky = if judged.flaky.is_empty() {
                ""
            } else {
                ", not each time"
            };
            format!("{points} points{flaky}")
        }
        Grade::NotCompiled(..) => grade.status().to_string(),
        Grade::NoProgram => "no program".to_string(),
        Grade::Refused(why) => format!("refused: {}", clean(why)),
        Grade::NotJudged(why) => format!("not judged: {}", clean(why)),
    };
    format!("{}: lab {lab}: {told}", clean(&submission.student))
}
