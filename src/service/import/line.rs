//! Reads a file's lines and checks every value, so that what is left for the database cannot be wrong in itself.

use crate::config::ReportsConfig;
use crate::domain::calendar::local_date;
use crate::domain::campaign::{Campaign, ReckonBy};
use crate::domain::group::CategoryGroup;
use crate::domain::location::{Datum, Location};
use crate::domain::report_number::{ReportNumber, month_key};
use crate::domain::text::{clean_line, clean_text};
use crate::domain::tier::Tier;
use crate::error::{Error, Result};
use crate::service::reports::Clockwork;
use crate::storage::categories::CategoryRow;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use csv::StringRecord;
use std::fmt::Display;
use std::io::Read;
use std::sync::Arc;

/// The columns that a file must have, in any order.
const NAMES: [&str; 11] = [
    "number",
    "resident",
    "submitted_at",
    "category_group",
    "category",
    "description",
    "street",
    "lat",
    "lng",
    "closed_at",
    "tier",
];

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Counted from 1, the header included, as editors do.
    pub line: u64,
    /// Which column is wrong, and what to do.
    pub reason: String,
}

/// One closed report, checked.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub line: u64,
    pub number: ReportNumber,
    pub handle: String,
    pub submitted_at: DateTime<Utc>,
    pub category: CategoryRow,
    pub description: String,
    pub subdistrict: String,
    pub location: Location,
    pub closed_at: DateTime<Utc>,
    pub tier: Tier,
}

/// What the values of the columns are checked by.
pub(super) struct Columns {
    pub campaign: Campaign,
    pub categories: Vec<CategoryRow>,
    pub clockwork: Arc<Clockwork>,
    pub zone: Tz,
    pub number_prefix: String,
    pub limits: ReportsConfig,
    pub handle_chars: usize,
    pub now: DateTime<Utc>,
}

/// A file of lines.
pub(super) struct Reader<R: Read> {
    csv: csv::Reader<R>,
    /// Where each of [`NAMES`] is.
    places: Vec<usize>,
    columns: usize,
}

impl<R: Read> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// 422 naming the first column that is missing.
    pub fn new(file: R) -> Result<Self> {
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let headers =
            csv.headers().map_err(|error| Error::field("file", "unreadable", error.to_string()))?.clone();
        let place = |name: &&str| {
            headers.iter().position(|header| header.trim() == *name).ok_or_else(|| {
                let columns = NAMES.join(",");
                Error::field(*name, "required", format!("the first line must name the columns {columns}"))
            })
        };
        let places = NAMES.iter().map(place).collect::<Result<Vec<usize>>>()?;
        Ok(Self { csv, places, columns: headers.len() })
    }

    /// The next line, or nothing at the file's end.
    ///
    /// # Errors
    /// The file cannot be read any further.
    pub fn next_line(&mut self, columns: &Columns) -> Result<Option<Result<Line, BadLine>>> {
        let line = self.csv.position().line();
        let mut record = StringRecord::new();
        match self.csv.read_record(&mut record) {
            Ok(false) => Ok(None),
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let values = Values { record: &record, places: &self.places };
                let checked = match record.len() {
                    count if count == self.columns => columns.check(line, &values),
                    count => Err(format!("has {count} values where the header has {}", self.columns)),
                };
                Ok(Some(checked.map_err(|reason| BadLine { line, reason })))
            }
            Err(error) if error.is_io_error() => Err(Error::internal(error)),
            Err(error) => Ok(Some(Err(BadLine { line, reason: words(&error) }))),
        }
    }
}

/// A CSV error in words; the reader's own repeat the position.
fn words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

/// The values of one line by the names of their columns.
struct Values<'a> {
    record: &'a StringRecord,
    places: &'a [usize],
}

impl Values<'_> {
    fn get(&self, name: &str) -> &str {
        let place = NAMES.iter().position(|known| *known == name).and_then(|index| self.places.get(index));
        place.and_then(|place| self.record.get(*place)).unwrap_or_default()
    }

    fn parse<T, E: Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, String> {
        parse(self.get(name)).map_err(|error| format!("{name}: {error}"))
    }
}

impl Columns {
    fn check(&self, line: u64, values: &Values<'_>) -> Result<Line, String> {
        let number = values.parse("number", |text| ReportNumber::parse(text, &self.number_prefix))?;
        let handle = values.parse("resident", |text| clean_line(text, self.handle_chars))?;
        let submitted_at = values.parse("submitted_at", instant)?;
        let closed_at = values.parse("closed_at", instant)?;
        self.check_times(&number, submitted_at, closed_at)?;
        let group = values.parse("category_group", CategoryGroup::parse)?;
        let category = values.parse("category", |text| self.category(text, group))?;
        let description =
            values.parse("description", |text| clean_text(text, self.limits.description_chars))?;
        let subdistrict = values.parse("street", |text| clean_line(text, self.limits.address_chars))?;
        let (lat, lng) = (values.parse("lat", degrees)?, values.parse("lng", degrees)?);
        let location =
            Location::from_degrees(lat, lng, Datum::Wgs84).map_err(|error| format!("lat, lng: {error}"))?;
        let tier = values.parse("tier", Tier::parse)?;
        Ok(Line {
            line,
            number,
            handle,
            submitted_at,
            category,
            description,
            subdistrict,
            location,
            closed_at,
            tier,
        })
    }

    fn check_times(
        &self,
        number: &ReportNumber,
        submitted_at: DateTime<Utc>,
        closed_at: DateTime<Utc>,
    ) -> Result<(), String> {
        let month = month_key(local_date(submitted_at, self.zone));
        if number.month() != month {
            return Err(format!("number: the report was submitted in {month}"));
        }
        if closed_at < submitted_at {
            return Err("closed_at: lies before submitted_at".to_owned());
        }
        if closed_at > self.now {
            return Err("closed_at: lies in the future".to_owned());
        }
        let (column, reckoned_at) = match self.campaign.reckon_by {
            ReckonBy::Closed => ("closed_at", closed_at),
            ReckonBy::Submitted => ("submitted_at", submitted_at),
        };
        let dates = &self.campaign.dates;
        let reckoned_on = local_date(reckoned_at, self.zone);
        if dates.covers(reckoned_on) {
            return Ok(());
        }
        let (first, last) = (dates.starts_on(), dates.last_on());
        Err(format!("{column}: {reckoned_on} is not one of the campaign's days, {first} to {last}"))
    }

    /// By code or by name.
    fn category(&self, text: &str, group: CategoryGroup) -> Result<CategoryRow, String> {
        let wanted = text.trim();
        let found =
            self.categories.iter().find(|category| category.code == wanted || category.name == wanted);
        match found {
            None => Err(format!("there is no category {wanted:?}; name it by its code or its name")),
            Some(category) if category.group_code != group.as_str() => {
                Err(format!("{} is of the group {}", category.name, category.group_code))
            }
            Some(category) => Ok(category.clone()),
        }
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    DateTime::parse_from_rfc3339(text.trim())
        .map(|at| at.to_utc())
        .map_err(|_| "write an instant such as 2024-07-01T08:30:00+08:00")
}

fn degrees(text: &str) -> Result<f64, &'static str> {
    text.trim().parse().map_err(|_| "write degrees such as 25.4951")
}
