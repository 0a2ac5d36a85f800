//! The number that a report is called by: district, local month of filing, place in that month.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// Digits that the place in the month is filled up to; a busier month simply has more.
const PLACE_DIGITS: usize = 6;

/// A report's number, such as `QL202407-000001`. Gapless within a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportNumber {
    prefix: String,
    month: String,
    place: i32,
}

/// The text is no number of this district.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report's number looks like QL202407-000001")]
pub struct InvalidReportNumber;

impl ReportNumber {
    /// The number of a report filed on this local date, `place` counted from 1.
    ///
    /// # Errors
    /// `InvalidReportNumber` for a place below 1 or a year that has not four digits.
    pub fn new(prefix: &str, filed_on: NaiveDate, place: i32) -> Result<Self, InvalidReportNumber> {
        if place < 1 || !(1000..=9999).contains(&filed_on.year()) {
            return Err(InvalidReportNumber);
        }
        Ok(Self { prefix: prefix.to_owned(), month: month_key(filed_on), place })
    }

    /// Reads a number of the district with this prefix.
    ///
    /// # Errors
    /// `InvalidReportNumber`.
    pub fn parse(text: &str, prefix: &str) -> Result<Self, InvalidReportNumber> {
        let rest = text.strip_prefix(prefix).ok_or(InvalidReportNumber)?;
        let (month, digits) = rest.split_once('-').ok_or(InvalidReportNumber)?;
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(month) || month.len() != 6 || !all_digits(digits) || digits.len() < PLACE_DIGITS {
            return Err(InvalidReportNumber);
        }
        let first_on = format!("{month}01");
        let filed_on = NaiveDate::parse_from_str(&first_on, "%Y%m%d").map_err(|_| InvalidReportNumber)?;
        let number = Self::new(prefix, filed_on, digits.parse().map_err(|_| InvalidReportNumber)?)?;
        if number.to_string() == text { Ok(number) } else { Err(InvalidReportNumber) }
    }

    /// The month, as `202407`.
    #[must_use]
    pub fn month(&self) -> &str {
        &self.month
    }

    /// The place in the month, from 1.
    #[must_use]
    pub fn place(&self) -> i32 {
        self.place
    }
}

/// The month of a local date, as `202407`.
#[must_use]
pub fn month_key(on: NaiveDate) -> String {
    format!("{:04}{:02}", on.year(), on.month())
}

impl fmt::Display for ReportNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}-{:0width$}", self.prefix, self.month, self.place, width = PLACE_DIGITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_number_is_written_and_read() {
        for (place, text) in
            [(1, "QL202407-000001"), (4023, "QL202407-004023"), (1_234_567, "QL202407-1234567")]
        {
            let number = ReportNumber::new("QL", on("2024-07-31"), place).expect("a number");
            assert_eq!(number.to_string(), text);
            assert_eq!(ReportNumber::parse(text, "QL"), Ok(number));
        }
    }

    #[test]
    fn what_is_no_number_of_this_district_is_refused() {
        for text in [
            "",
            "QL",
            "XX202407-000001",
            "QL202413-000001",
            "QL202407-000000",
            "QL202407-00001",
            "QL202407-0000001",
            "QL202407-+00001",
            "QL202407-99999999999",
            "QL２０２４07-000001",
        ] {
            assert_eq!(ReportNumber::parse(text, "QL"), Err(InvalidReportNumber), "{text}");
        }
    }
}
