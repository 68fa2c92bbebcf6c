//! What a check is, and the table of a lab's checks.

use crate::trial::Trial;
use crate::verdict::Judged;

/// One thing that a program is asked for.
#[derive(Debug)]
pub struct Check {
    /// Stable: course systems know checks by it.
    pub id: &'static str,
    pub title: &'static str,
    pub points: u32,
    pub judge: fn(&Trial) -> Judged,
}

/// The table of a lab's checks: points, id, function, title.
macro_rules! checks {
    ($($points:literal $id:literal $judge:ident $title:literal;)*) => {
        pub const CHECKS: &[$crate::checks::check::Check] = &[
            $($crate::checks::check::Check {
                id: $id,
                title: $title,
                points: $points,
                judge: $judge,
            }),*
        ];
    };
}
pub(crate) use checks;
