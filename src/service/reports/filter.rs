//! What the center asks for in a list of reports: texts of a query, checked one by one.

use crate::config::Config;
use crate::domain::calendar::{day_end, day_start};
use crate::domain::clock::Stage;
use crate::domain::group::CategoryGroup;
use crate::domain::location::{Datum, Location, LocationError};
use crate::domain::report::ReportStatus;
use crate::error::{Error, FieldError, Result};
use crate::storage::report_lists::{DatumBox, DueWithin, Filter};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;

/// What a list is narrowed to; a blank text narrows nothing.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// One state, or several with commas between.
    pub status: Option<String>,
    /// A category group.
    pub group: Option<String>,
    /// A category's code.
    pub category: Option<String>,
    /// A unit's id.
    pub unit_id: Option<String>,
    /// `true` or `false`.
    pub overdue: Option<String>,
    /// `true` or `false`.
    pub due_soon: Option<String>,
    /// `true` or `false`.
    pub supervised: Option<String>,
    /// Whether a unit's clock alone counts, and not those of the center.
    pub by_units_clock: bool,
    /// Words in number, description or address.
    pub q: Option<String>,
    /// The first local date, or an instant.
    pub from: Option<String>,
    /// The last local date, or the instant before which.
    pub to: Option<String>,
    /// `min_lng,min_lat,max_lng,max_lat` in WGS-84.
    pub bbox: Option<String>,
}

impl ListFilter {
    /// The filter in the terms of the storage.
    ///
    /// # Errors
    /// 422 naming every parameter that is wrong.
    pub(in crate::service) fn read(&self, config: &Config, now: DateTime<Utc>) -> Result<Filter> {
        let zone = config.district.timezone;
        let mut wrong = Wrong(Vec::new());
        let filter = Filter {
            statuses: wrong.keep("status", statuses(present(self.status.as_ref()))).unwrap_or_default(),
            group: wrong.keep("group", present(self.group.as_ref()).map(group).transpose()).flatten(),
            category: present(self.category.as_ref()).map(str::to_owned),
            unit_id: present(self.unit_id.as_ref()).map(str::to_owned),
            due: self.due(&mut wrong, config, now.naive_utc()),
            supervised: wrong
                .keep("supervised", present(self.supervised.as_ref()).map(flag).transpose())
                .flatten(),
            words: wrong
                .keep(
                    "q",
                    present(self.q.as_ref()).map(|q| words(q, config.reports.search_chars)).transpose(),
                )
                .flatten(),
            from: wrong
                .keep(
                    "from",
                    present(self.from.as_ref()).map(|from| border(from, zone, day_start)).transpose(),
                )
                .flatten(),
            before: wrong
                .keep("to", present(self.to.as_ref()).map(|to| border(to, zone, day_end)).transpose())
                .flatten(),
            boxes: wrong
                .keep("bbox", present(self.bbox.as_ref()).map(boxes).transpose())
                .flatten()
                .unwrap_or_default(),
            ..Filter::default()
        };
        if wrong.0.is_empty() { Ok(filter) } else { Err(Error::invalid(wrong.0)) }
    }

    fn due(&self, wrong: &mut Wrong, config: &Config, now: NaiveDateTime) -> Vec<(bool, DueWithin)> {
        let soon = TimeDelta::hours(config.reports.due_soon_hours.into());
        let stages = if self.by_units_clock { &[Stage::Handling] } else { Stage::ALL };
        let late = DueWithin { from: None, before: now, stages };
        let soon = DueWithin { from: Some(now), before: now.checked_add_signed(soon).unwrap_or(now), stages };
        [("overdue", &self.overdue, late), ("due_soon", &self.due_soon, soon)]
            .into_iter()
            .filter_map(|(field, text, within)| {
                let wanted = wrong.keep(field, present(text.as_ref()).map(flag).transpose()).flatten()?;
                Some((wanted, within))
            })
            .collect()
    }
}

/// A code and what to do.
type Problem = (&'static str, String);

struct Wrong(Vec<FieldError>);

impl Wrong {
    fn keep<T>(&mut self, field: &str, value: std::result::Result<T, Problem>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err((code, detail)) => {
                self.0.push(FieldError::new(field, code, detail));
                None
            }
        }
    }
}

fn present(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn statuses(text: Option<&str>) -> std::result::Result<Vec<&'static str>, Problem> {
    text.unwrap_or_default()
        .split(',')
        .filter(|word| !word.trim().is_empty())
        .map(|word| ReportStatus::parse(word.trim()).map(ReportStatus::as_str))
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| ("unknown_value", error.to_string()))
}

fn group(text: &str) -> std::result::Result<&'static str, Problem> {
    CategoryGroup::parse(text)
        .map(CategoryGroup::as_str)
        .map_err(|error| ("unknown_value", error.to_string()))
}

fn flag(text: &str) -> std::result::Result<bool, Problem> {
    text.parse().map_err(|_| ("wrong_type", "true or false".to_owned()))
}

fn words(text: &str, max_chars: usize) -> std::result::Result<String, Problem> {
    crate::domain::text::clean_line(text, max_chars).map_err(|error| (error.code(), error.to_string()))
}

/// A local date or an instant, in years that both databases can hold.
fn border(
    text: &str,
    zone: Tz,
    of_date: fn(NaiveDate, Tz) -> DateTime<Utc>,
) -> std::result::Result<NaiveDateTime, Problem> {
    let problem =
        || ("invalid_time", "a date such as 2024-07-31, or a time such as 2024-07-31T08:00:00Z".to_owned());
    // A plus sign in a query is a blank, so `+08:00` arrives as ` 08:00`.
    let at = match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(on) => of_date(on, zone),
        Err(_) => DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
            .map_err(|_| problem())?
            .with_timezone(&Utc)
            .trunc_subsecs(6),
    };
    if (1000..=9999).contains(&at.year()) { Ok(at.naive_utc()) } else { Err(problem()) }
}

fn boxes(text: &str) -> std::result::Result<Vec<DatumBox>, Problem> {
    let form = || ("invalid_bbox", "min_lng,min_lat,max_lng,max_lat in degrees".to_owned());
    let degrees: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse())
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| form())?;
    let [min_lng, min_lat, max_lng, max_lat] = degrees.try_into().map_err(|_| form())?;
    let (south_west, north_east) = (corner(min_lat, min_lng)?, corner(max_lat, max_lng)?);
    if min_lng > max_lng || min_lat > max_lat {
        return Err(form());
    }
    Ok(Datum::ALL
        .iter()
        .map(|&datum| {
            let ((south, west), (north, east)) = (south_west.in_datum(datum), north_east.in_datum(datum));
            DatumBox { datum, lat_e7: (south, north), lng_e7: (west, east) }
        })
        .collect())
}

/// A corner of the box; unlike a report's place it may be at 0, 0.
enum Corner {
    Somewhere(Location),
    NullIsland,
}

impl Corner {
    fn in_datum(&self, datum: Datum) -> (i64, i64) {
        match self {
            Self::Somewhere(location) => {
                let location = location.to_datum(datum);
                (location.lat_e7(), location.lng_e7())
            }
            Self::NullIsland => (0, 0),
        }
    }
}

fn corner(lat: f64, lng: f64) -> std::result::Result<Corner, Problem> {
    match Location::from_degrees(lat, lng, Datum::Wgs84) {
        Ok(location) => Ok(Corner::Somewhere(location)),
        Err(LocationError::NullIsland) => Ok(Corner::NullIsland),
        Err(error) => Err((error.code(), error.to_string())),
    }
}
