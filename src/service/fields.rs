//! Checks the values of a request one by one, so that the caller is told of all that are wrong at once.

use crate::domain::beans::{Beans, BeansError, BeansInput};
use crate::domain::phone::Phone;
use crate::domain::text::{TextError, clean_line, clean_text};
use crate::error::{Error, FieldError, Result};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer};

/// Dates of a season lie in these years; both databases and the pages show them alike.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// What was found wrong so far. A check answers a value in any case; [`Fields::finish`] must come before its use.
#[derive(Debug, Default)]
#[must_use = "finish() tells whether a value was wrong"]
pub(super) struct Fields(Vec<FieldError>);

impl Fields {
    /// Notes a wrong field.
    pub(super) fn wrong(&mut self, field: &str, code: &str, detail: impl Into<String>) {
        self.0.push(FieldError::new(field, code, detail));
    }

    /// Notes what other checks found.
    pub(super) fn all_wrong(&mut self, errors: impl IntoIterator<Item = FieldError>) {
        self.0.extend(errors);
    }

    /// A mainland mobile number.
    pub(super) fn phone(&mut self, field: &str, input: &str) -> Option<Phone> {
        Phone::parse(input).map_err(|error| self.wrong(field, "invalid_phone", error.to_string())).ok()
    }

    /// A text of one line, 1 to `max_chars` characters.
    pub(super) fn line(&mut self, field: &str, input: &str, max_chars: usize) -> String {
        let cleaned = clean_line(input, max_chars);
        self.text_or_wrong(field, cleaned)
    }

    /// As [`Fields::line`], where there may be none; an empty one is none.
    pub(super) fn optional_line(
        &mut self,
        field: &str,
        input: Option<&str>,
        max_chars: usize,
    ) -> Option<String> {
        match clean_line(input?, max_chars) {
            Err(TextError::Empty) => None,
            cleaned => Some(self.text_or_wrong(field, cleaned)),
        }
    }

    /// A text of several lines, 1 to `max_chars` characters.
    pub(super) fn text(&mut self, field: &str, input: &str, max_chars: usize) -> String {
        let cleaned = clean_text(input, max_chars);
        self.text_or_wrong(field, cleaned)
    }

    fn text_or_wrong(&mut self, field: &str, cleaned: std::result::Result<String, TextError>) -> String {
        cleaned.unwrap_or_else(|error| {
            self.wrong(field, error.code(), error.to_string());
            String::new()
        })
    }

    /// An amount that may be zero.
    pub(super) fn beans(&mut self, field: &str, input: BeansInput) -> Beans {
        self.beans_or_wrong(field, input.value())
    }

    /// An amount above zero.
    pub(super) fn positive_beans(&mut self, field: &str, input: BeansInput) -> Beans {
        self.beans_or_wrong(field, input.value().and_then(Beans::positive))
    }

    fn beans_or_wrong(&mut self, field: &str, value: std::result::Result<Beans, BeansError>) -> Beans {
        value.unwrap_or_else(|error| {
            self.wrong(field, error.code(), error.to_string());
            Beans::ZERO
        })
    }

    /// A date that a season could have.
    pub(super) fn date(&mut self, field: &str, on: NaiveDate) -> NaiveDate {
        if !YEARS.contains(&on.year()) {
            self.wrong(field, "date_out_of_range", "must be in the years 2000 to 2199");
        }
        on
    }

    /// Fails if anything was wrong.
    ///
    /// # Errors
    /// 422 with every wrong field.
    pub(super) fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::invalid(self.0)) }
    }
}

/// For a field of a PATCH that may be taken away: left out is `None`, null is `Some(None)`.
pub(super) fn present<'de, D, T>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
