//! Reports as programs read them.
//!
//! Place, photos and words are shown of public reports only. Whoever knows a report's id, which nobody can guess and only
//! the one who filed it was told, may follow where it stands; lists have public reports only, unless the settings say
//! otherwise.

use crate::config::Open311Config;
use crate::domain::anonymous::anonymous;
use crate::domain::location::{Datum, Location};
use crate::domain::open311::standing::Standing;
use crate::domain::open311::w3c;
use crate::domain::open311::window::window;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::reports::{Reporters, Shown, Words, show_all};
use crate::storage::DbConnection;
use crate::storage::open311::requests::{self, RequestFilter, Rows};
use crate::storage::report_events::EventRow;
use crate::storage::reports::ReportRow;
use chrono::{DateTime, NaiveDateTime, Utc};
use std::collections::BTreeMap;

/// The steps whose words say why a report stands where it does; a new start takes them back.
const TELLING: [EventKind; 4] =
    [EventKind::Rejected, EventKind::Resolved, EventKind::SentBack, EventKind::Reopened];

/// What a list is narrowed to, as it was sent; blank is nothing.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct ListQuery {
    /// Ids with commas between; then nothing else narrows the list.
    pub service_request_id: Option<String>,
    /// Categories with commas between.
    pub service_code: Option<String>,
    /// The earliest instant.
    pub start_date: Option<String>,
    /// The latest instant.
    pub end_date: Option<String>,
    /// `open`, `closed`, or both.
    pub status: Option<String>,
    /// Which page, from 1.
    pub page: Option<String>,
    /// How many on a page.
    pub page_size: Option<String>,
    /// The jurisdiction that is named.
    pub jurisdiction_id: Option<String>,
}

/// A report as programs see it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenRequest {
    /// Its id.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// Where it stands.
    pub status: ReportStatus,
    /// Why, in the words of the center or the unit.
    pub reason: Option<String>,
    /// The number of the report it is a duplicate of.
    pub merged_into: Option<String>,
    /// The category's code.
    pub service_code: String,
    /// The category's name.
    pub service_name: String,
    /// The responsible unit.
    pub agency: Option<String>,
    /// When it was filed.
    pub requested_at: DateTime<Utc>,
    /// When it was closed, or else when anything changed last.
    pub updated_at: DateTime<Utc>,
    /// Until when the unit has to be done.
    pub expected_at: Option<DateTime<Utc>>,
    /// What is shown of public reports only.
    pub revealed: Option<Revealed>,
}

/// What is shown of public reports only. No person is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Revealed {
    /// What is wrong.
    pub description: String,
    /// The place in words.
    pub address: Option<String>,
    /// The place, in WGS-84.
    pub location: Location,
    /// Its first photo.
    pub photo_id: Option<String>,
}

impl App {
    /// Reports, those filed last first.
    ///
    /// # Errors
    /// 404 for an unknown category or jurisdiction; 422 naming every wrong parameter.
    pub async fn open_requests(&self, query: ListQuery) -> Result<Vec<OpenRequest>> {
        self.check_jurisdiction(query.jurisdiction_id.as_deref())?;
        let limits = &self.config.open311;
        let mut fields = Fields::default();
        let rows = query.rows(&mut fields, limits);
        let ids = query.ids(&mut fields, limits);
        let filter = match ids {
            Some(ids) => RequestFilter { ids: Some(ids), ..RequestFilter::default() },
            None => RequestFilter {
                ids: None,
                category_codes: list(query.service_code.as_deref()),
                statuses: query.statuses(&mut fields),
                filed: query.window(&mut fields, self.clock.now(), limits),
                published: !limits.unpublished_in_lists,
            },
        };
        fields.finish()?;
        self.storage
            .read(move |c| {
                let unknown = requests::unknown_codes(c, &filter.category_codes)?;
                if !unknown.is_empty() {
                    return Err(Error::new(Code::NotFound).with_facts("service_code"));
                }
                let reports = requests::list(c, &filter, rows)?;
                views(c, reports, filter.ids.is_some())
            })
            .await
    }

    /// One report.
    ///
    /// # Errors
    /// 404.
    pub async fn open_request(&self, id: String) -> Result<OpenRequest> {
        let filter = RequestFilter { ids: Some(vec![id]), ..RequestFilter::default() };
        self.storage
            .read(move |c| {
                let reports = requests::list(c, &filter, Rows { offset: 0, limit: 1 })?;
                views(c, reports, true)?.pop().ok_or_else(|| Error::new(Code::NotFound))
            })
            .await
    }
}

impl ListQuery {
    /// The stretch of time that is asked for.
    pub(super) fn window(
        &self,
        fields: &mut Fields,
        now: DateTime<Utc>,
        limits: &Open311Config,
    ) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let mut instant = |name: &str, text: Option<&str>| {
            let at = present(text).map(|text| w3c::parse(text).ok_or(()));
            if matches!(at, Some(Err(()))) {
                fields.wrong(name, "invalid_time", "a time with its zone, such as 2024-07-31T08:00:00+08:00");
            }
            at.and_then(|at| at.ok())
        };
        let start = instant("start_date", self.start_date.as_deref());
        let end = instant("end_date", self.end_date.as_deref());
        match window(start, end, now, limits.span_days) {
            Ok(window) => Some((window.from.naive_utc(), window.to.naive_utc())),
            Err(error) => {
                fields.wrong("end_date", "before_start_date", error.to_string());
                None
            }
        }
    }

    /// The page that is asked for; one that is too long is cut.
    pub(super) fn rows(&self, fields: &mut Fields, limits: &Open311Config) -> Rows {
        let mut count = |name: &str, text: Option<&str>| {
            let number = present(text).map(|text| text.parse::<u32>().ok().filter(|number| *number > 0));
            if number == Some(None) {
                fields.wrong(name, "out_of_range", "a whole number from 1");
            }
            number.flatten()
        };
        let page = count("page", self.page.as_deref()).unwrap_or(1);
        let size = count("page_size", self.page_size.as_deref()).unwrap_or(limits.page_rows);
        let limit = i64::from(size.min(limits.page_rows));
        Rows { offset: i64::from(page).saturating_sub(1).saturating_mul(limit), limit }
    }

    /// The ids that are asked for, if any.
    pub(super) fn ids(&self, fields: &mut Fields, limits: &Open311Config) -> Option<Vec<String>> {
        let ids = list(self.service_request_id.as_deref());
        if ids.len() > limits.page_rows as usize {
            fields.wrong("service_request_id", "too_many", format!("at most {}", limits.page_rows));
        }
        Some(ids).filter(|ids| !ids.is_empty())
    }

    fn statuses(&self, fields: &mut Fields) -> Vec<&'static str> {
        let mut states = Vec::new();
        for word in list(self.status.as_deref()) {
            match Standing::parse(&word) {
                Ok(standing) => states.extend(standing.states().into_iter().map(ReportStatus::as_str)),
                Err(error) => fields.wrong("status", "unknown_value", error.to_string()),
            }
        }
        states
    }
}

fn present(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// What stands between commas.
fn list(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Reports as programs see them; `by_id` if they were asked for by their ids.
fn views(connection: &mut DbConnection, reports: Vec<ReportRow>, by_id: bool) -> Result<Vec<OpenRequest>> {
    let reporters = Reporters::of(connection, &reports)?;
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    let reasons = reasons(requests::entries(connection, &ids, &TELLING.map(EventKind::as_str))?)?;
    show_all(connection, reports)?
        .iter()
        .map(|shown| {
            let names = reporters.names_of(&shown.report);
            let reason = reasons.get(&shown.report.id).filter(|_| by_id || shown.report.published);
            OpenRequest::of(shown, reason.map(|reason| anonymous(reason, &names)), &names)
        })
        .collect()
}

/// The last words that say why a report stands where it does.
fn reasons(entries: Vec<EventRow>) -> Result<BTreeMap<String, String>> {
    let mut reasons = BTreeMap::new();
    for entry in entries {
        let kind = EventKind::parse(&entry.kind).map_err(Error::internal)?;
        match told(kind, &entry.detail)? {
            Some(words) => reasons.insert(entry.report_id, words),
            None => reasons.remove(&entry.report_id),
        };
    }
    Ok(reasons)
}

/// What may be told of the words of a step. What is said at a closing or a reopening is for the reporter and may name
/// them in ways that no program can see; the unit knows no reporter, and a refusal says why of the matter.
///
/// # Errors
/// 500 if the stored words cannot be read.
pub(super) fn told(kind: EventKind, detail: &str) -> Result<Option<String>> {
    let words: Words = serde_json::from_str(detail).map_err(Error::internal)?;
    Ok(match kind {
        EventKind::Rejected => words.reason,
        EventKind::Resolved => words.comment,
        _ => None,
    })
}

impl OpenRequest {
    fn of(shown: &Shown, reason: Option<String>, names: &[&str]) -> Result<Self> {
        let report = &shown.report;
        let status = report.status()?;
        let closed_at = report.closed_at.filter(|_| status == ReportStatus::Closed);
        Ok(Self {
            id: report.id.clone(),
            number: report.number.clone(),
            status,
            reason,
            merged_into: shown.merged_into.as_ref().map(|other| other.number.clone()),
            service_code: report.category_code.clone(),
            service_name: shown.category_name.clone(),
            agency: shown.unit.as_ref().map(|unit| unit.name.clone()),
            requested_at: report.submitted_at.and_utc(),
            updated_at: closed_at.unwrap_or(report.updated_at).and_utc(),
            expected_at: shown.standing.expected_at(),
            revealed: if report.published { Some(Revealed::of(shown, names)?) } else { None },
        })
    }
}

impl Revealed {
    fn of(shown: &Shown, names: &[&str]) -> Result<Self> {
        let report = &shown.report;
        let datum = Datum::parse(&report.datum).map_err(Error::internal)?;
        let location = Location::from_e7(report.lat_e7, report.lng_e7, datum).map_err(Error::internal)?;
        Ok(Self {
            description: anonymous(&report.description, names),
            address: report.address.as_deref().map(|address| anonymous(address, names)),
            location: location.to_datum(Datum::Wgs84),
            photo_id: shown.first_photo_id.clone(),
        })
    }
}
