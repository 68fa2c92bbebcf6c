//! The command line: few flags, no library. A chapter must not compile more than it teaches.

use std::env;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::failure::{Failure, Result};

/// The arguments that nobody has taken yet.
#[derive(Debug)]
pub struct Args {
    rest: Vec<String>,
}

impl Args {
    pub(super) fn from_env() -> Result<Args> {
        // Not `args`, which panics on an argument that is not UTF-8.
        let rest = env::args_os().skip(1).map(|argument| {
            argument
                .into_string()
                .map_err(|bad| Failure::Usage(format!("{bad:?} is not UTF-8")))
        });
        Ok(Args {
            rest: rest.collect::<Result<_>>()?,
        })
    }

    /// Takes a flag: was it there?
    pub fn flag(&mut self, name: &str) -> bool {
        let place = self.flags().position(|argument| argument == name);
        place.map(|place| self.rest.remove(place)).is_some()
    }

    /// Takes a flag with its value, as `--key 1234` or `--key=1234`.
    ///
    /// # Errors
    /// [`Failure::Usage`] if the value is missing or does not parse.
    pub fn value<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<Option<T>> {
        let joined = format!("{name}=");
        let Some(place) = self
            .flags()
            .position(|a| a == name || a.starts_with(&joined))
        else {
            return Ok(None);
        };
        let first = self.rest.remove(place);
        let text = match first.strip_prefix(&joined) {
            Some(value) => value.to_owned(),
            None if place < self.rest.len() => self.rest.remove(place),
            None => return Err(Failure::Usage(format!("{name} needs a value"))),
        };
        let parsed = text.parse();
        parsed
            .map(Some)
            .map_err(|e| Failure::Usage(format!("{name} {text}: {e}")))
    }

    /// Takes a flag with a number within these bounds.
    ///
    /// # Errors
    /// [`Failure::Usage`] that names the bounds, whatever else the value is.
    pub fn number(
        &mut self,
        name: &str,
        bounds: RangeInclusive<u64>,
    ) -> Result<Option<u64>> {
        let text = self.value::<String>(name)?;
        text.map(|text| number(name, &text, bounds)).transpose()
    }

    /// Takes the next argument that is no flag, which must be there: what a role is told.
    ///
    /// # Errors
    /// [`Failure::Usage`] that calls it by its name, if it is missing or does not parse.
    pub fn take<T: FromStr<Err: Display>>(&mut self, name: &str) -> Result<T> {
        let Some(text) = self.positional() else {
            return Err(Failure::Usage(format!("{name} is missing")));
        };
        text.parse()
            .map_err(|error| Failure::Usage(format!("{name} {text:?}: {error}")))
    }

    /// Takes the next argument that is no flag, if there is one.
    pub fn positional(&mut self) -> Option<String> {
        let separator = self.rest.iter().position(|argument| argument == "--");
        let place = match self
            .rest
            .iter()
            .position(|a| !a.starts_with('-') || a == "-")
        {
            Some(place) if separator.is_none_or(|separator| place < separator) => place,
            // Behind `--` everything is a value, whatever it begins with.
            _ => separator.filter(|&separator| separator + 1 < self.rest.len())? + 1,
        };
        Some(self.rest.remove(place))
    }

    /// Nothing may be left now.
    ///
    /// # Errors
    /// [`Failure::Usage`] that names the first argument that nobody knows.
    pub fn done(&mut self) -> Result {
        match self.rest.iter().find(|argument| *argument != "--") {
            Some(unknown) => Err(Failure::Usage(format!("unknown argument {unknown:?}"))),
            None => Ok(()),
        }
    }

    /// The arguments before `--`.
    fn flags(&self) -> impl Iterator<Item = &String> {
        self.rest.iter().take_while(|argument| *argument != "--")
    }
}

/// The number that the text says, within these bounds.
///
/// # Errors
/// [`Failure::Usage`] that names the bounds, whatever else the text says.
pub fn number(name: &str, text: &str, bounds: RangeInclusive<u64>) -> Result<u64> {
    let number = text.parse().ok().filter(|number| bounds.contains(number));
    number.ok_or_else(|| {
        let (least, most) = (bounds.start(), bounds.end());
        Failure::Usage(format!("{name} must be {least} to {most}, not {text}"))
    })
}

/// What another process wrote as text.
///
/// # Errors
/// [`Failure::Usage`] if it cannot be understood.
pub fn parse<T: FromStr<Err: Display>>(text: &str) -> Result<T> {
    text.parse()
        .map_err(|error| Failure::Usage(format!("{text:?}: {error}")))
}
