//! Reads a file of the working calendar: every line is checked, and every wrong one is told with its number and why.
//!
//! ```csv
//! what,from,to,name
//! hours,08:00,12:00,
//! weekdays,monday,friday,
//! holiday,2024-10-01,2024-10-07,国庆节
//! workday,2024-10-12,,国庆节调休
//! ```

use crate::domain::text::clean_line;
use crate::domain::working_calendar::{DayKind, DaySpan, WorkDay};
use crate::error::Result;
use crate::service::lines::{self, Fault};
use crate::storage::working_calendar::SpecialDayRow;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// The columns, in this order.
const COLUMNS: [&str; 4] = ["what", "from", "to", "name"];

/// Longest holiday, days: a longer one is a slip of the pen.
const LONGEST_HOLIDAY_DAYS: i64 = 60;

/// Dates lie in these years; both databases and the pages show them alike.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// What a file says.
#[derive(Debug, Clone, Default)]
pub(super) struct CalendarFile {
    /// The spans of a day; empty if it says nothing of them.
    pub hours: Vec<DaySpan>,
    /// The days of the week that are worked; empty if it says nothing of them.
    pub weekdays: BTreeSet<WorkDay>,
    /// The dates that differ from their weekdays.
    pub days: Vec<SpecialDayRow>,
}

/// Reads the whole file.
///
/// # Errors
/// 422 with a field `line N` for every wrong line.
pub(super) fn read(text: &[u8], name_chars: usize) -> Result<CalendarFile> {
    let mut file = CalendarFile::default();
    let mut told_on: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    let take = |line, values: [&str; 4]| file.take(line, values, &mut told_on, name_chars);
    lines::all_right(lines::read(text, COLUMNS, take)?)?;
    Ok(file)
}

impl CalendarFile {
    fn take(
        &mut self,
        line: u64,
        [what, from, to, name]: [&str; 4],
        told_on: &mut BTreeMap<NaiveDate, u64>,
        name_chars: usize,
    ) -> Result<(), Fault> {
        match what {
            "hours" => self.hours.push(span(from, to)?),
            "weekdays" => self.weekdays.extend(weekdays(from, to)?),
            "holiday" => self.add_days(line, DayKind::Holiday, (from, to), name, told_on, name_chars)?,
            "workday" => self.add_days(line, DayKind::Workday, (from, to), name, told_on, name_chars)?,
            other => {
                let detail = format!("{other:?} is none of hours, weekdays, holiday, workday");
                return Err(("unknown_value", detail));
            }
        }
        Ok(())
    }

    fn add_days(
        &mut self,
        line: u64,
        kind: DayKind,
        (from, to): (&str, &str),
        name: &str,
        told_on: &mut BTreeMap<NaiveDate, u64>,
        name_chars: usize,
    ) -> Result<(), Fault> {
        let first_on = date("from", from)?;
        let last_on = if to.is_empty() { first_on } else { date("to", to)? };
        let length = last_on.signed_duration_since(first_on).num_days();
        if length < 0 {
            return Err(("ends_before", format!("to: {last_on} lies before {first_on}")));
        }
        if length >= LONGEST_HOLIDAY_DAYS {
            return Err(("too_long", format!("to: more than {LONGEST_HOLIDAY_DAYS} days at once")));
        }
        let name = clean_line(name, name_chars).map_err(|error| (error.code(), format!("name: {error}")))?;
        for on_date in first_on.iter_days().take_while(|on| *on <= last_on) {
            if let Some(earlier) = told_on.insert(on_date, line) {
                return Err(("repeated", format!("{on_date} is on line {earlier} already")));
            }
            self.days.push(SpecialDayRow { on_date, kind: kind.as_str().to_owned(), name: name.clone() });
        }
        Ok(())
    }
}

fn span(from: &str, to: &str) -> Result<DaySpan, Fault> {
    DaySpan::parse(&format!("{from}-{to}")).map_err(|error| (error.code(), format!("from, to: {error}")))
}

/// From one day of the week to another, both worked.
fn weekdays(from: &str, to: &str) -> Result<Vec<WorkDay>, Fault> {
    let day = |column: &str, text: &str| {
        WorkDay::parse(text).map_err(|error| ("unknown_value", format!("{column}: {error}")))
    };
    let first = day("from", from)?;
    let last = if to.is_empty() { first } else { day("to", to)? };
    if last < first {
        return Err(("ends_before", format!("to: {last} comes before {first}")));
    }
    Ok(WorkDay::ALL.iter().copied().filter(|day| (first..=last).contains(day)).collect())
}

fn date(column: &str, text: &str) -> Result<NaiveDate, Fault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|on| YEARS.contains(&on.year()))
        .ok_or_else(|| ("invalid_date", format!("{column}: {text:?} is no date such as 2024-10-01")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(String, String)> {
        let error = read(text.as_bytes(), 60).expect_err("a wrong file");
        error.fields().iter().map(|field| (field.field.clone(), field.code.clone())).collect()
    }

    #[test]
    fn a_file_says_hours_weekdays_and_dates() {
        let text = "\u{feff}what,from,to,name\r\n# the district's own\nhours,8:30,12:00\nhours,14:00,18:00,\n\
                    weekdays,monday,friday,\nholiday,2024-10-01,2024-10-07,国庆节\nworkday,2024-10-12,,国庆节调休\n";
        let file = read(text.as_bytes(), 60).expect("a calendar");
        assert_eq!(
            file.hours.iter().map(DaySpan::to_string).collect::<Vec<_>>(),
            ["08:30-12:00", "14:00-18:00"]
        );
        assert_eq!((file.weekdays.len(), file.days.len()), (5, 8));
        assert_eq!(file.days.last().map(|day| day.kind.as_str()), Some("workday"));
    }

    #[test]
    fn every_wrong_line_is_told_with_its_number() {
        let lines = [
            ("hours,8,12:00,", "not_a_span"),
            ("hours,12:00,08:00,", "empty_span"),
            ("weekdays,mon,friday,", "unknown_value"),
            ("weekdays,friday,monday,", "ends_before"),
            ("holiday,2024-13-01,,元旦", "invalid_date"),
            ("holiday,2024-01-01,2023-12-31,元旦", "ends_before"),
            ("holiday,2024-01-01,2025-01-01,元旦", "too_long"),
            ("holiday,2024-01-01,,", "text_empty"),
            ("holliday,2024-01-01,,元旦", "unknown_value"),
            ("holiday,2024-01-01,,元旦,more", "too_many_values"),
            ("holiday,0001-01-01,,元旦", "invalid_date"),
        ];
        let text: Vec<&str> = lines.iter().map(|(line, _)| *line).collect();
        let found = faults(&format!("what,from,to,name\n{}\n", text.join("\n")));
        let expected: Vec<(String, String)> =
            (2..).zip(lines).map(|(line, (_, code))| (format!("line {line}"), code.to_owned())).collect();
        assert_eq!(found, expected);
        let twice = "what,from,to,name\nholiday,2024-10-01,2024-10-07,国庆节\nworkday,2024-10-03,,调休\n";
        assert_eq!(faults(twice), [("line 3".to_owned(), "repeated".to_owned())]);
        assert_eq!(faults("date,kind\n"), [("line 1".to_owned(), "wrong_header".to_owned())]);
        assert_eq!(faults(""), [("line 1".to_owned(), "wrong_header".to_owned())]);
    }
}
