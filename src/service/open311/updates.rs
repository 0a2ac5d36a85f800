//! What happened to reports, as programs follow it (mySociety's extension of the specification).

use super::requests::{ListQuery, told};
use crate::domain::anonymous::anonymous;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::reports::{Reporters, Words};
use crate::storage::DbConnection;
use crate::storage::open311::requests::{self, UpdateFilter};
use crate::storage::report_events::EventRow;
use crate::storage::reports::ReportRow;
use chrono::{DateTime, Utc};

/// What programs are told of. A report that becomes public is told of too, so that one who follows by time sees it.
const TOLD: [EventKind; 13] = [
    EventKind::Accepted,
    EventKind::Rejected,
    EventKind::Merged,
    EventKind::Unmerged,
    EventKind::Assigned,
    EventKind::Started,
    EventKind::Resolved,
    EventKind::Verified,
    EventKind::SentBack,
    EventKind::Closed,
    EventKind::Reopened,
    EventKind::Withdrawn,
    EventKind::Published,
];

/// Something that happened to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestUpdate {
    /// Its id: the report's, and the place in its history.
    pub id: String,
    /// The report's id.
    pub request_id: String,
    /// Where the report stood afterwards.
    pub status: ReportStatus,
    /// What was said with it, where anybody may read it.
    pub words: Option<String>,
    /// The first photo of the unit's work.
    pub photo_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl App {
    /// What happened to reports, what happened first first.
    ///
    /// # Errors
    /// 404 for an unknown jurisdiction; 422 naming every wrong parameter.
    pub async fn request_updates(&self, query: ListQuery) -> Result<Vec<RequestUpdate>> {
        self.check_jurisdiction(query.jurisdiction_id.as_deref())?;
        let limits = &self.config.open311;
        let mut fields = Fields::default();
        let rows = query.rows(&mut fields, limits);
        let report_ids = query.ids(&mut fields, limits);
        let filter = UpdateFilter {
            kinds: TOLD.map(EventKind::as_str).to_vec(),
            happened: match report_ids {
                Some(_) => None,
                None => query.window(&mut fields, self.clock.now(), limits),
            },
            published: report_ids.is_none() && !limits.unpublished_in_lists,
            report_ids,
        };
        fields.finish()?;
        self.storage
            .read(move |c| {
                let updates = requests::updates(c, &filter, rows)?;
                views(c, &updates, filter.report_ids.is_some())
            })
            .await
    }
}

fn views(
    connection: &mut DbConnection,
    updates: &[(EventRow, ReportRow)],
    by_id: bool,
) -> Result<Vec<RequestUpdate>> {
    let reports: Vec<ReportRow> = updates.iter().map(|(_, report)| report.clone()).collect();
    let reporters = Reporters::of(connection, &reports)?;
    updates
        .iter()
        .map(|(entry, report)| {
            let kind = EventKind::parse(&entry.kind).map_err(Error::internal)?;
            let words = told(kind, &entry.detail)?.filter(|_| by_id || report.published);
            let names = reporters.names_of(report);
            Ok(RequestUpdate {
                id: format!("{}.{}", entry.report_id, entry.position),
                request_id: entry.report_id.clone(),
                status: ReportStatus::parse(&entry.to_status).map_err(Error::internal)?,
                words: words.map(|words| anonymous(&words, &names)),
                photo_id: if report.published { first_photo(entry)? } else { None },
                at: entry.at.and_utc(),
            })
        })
        .collect()
}

fn first_photo(entry: &EventRow) -> Result<Option<String>> {
    let words: Words = serde_json::from_str(&entry.detail).map_err(Error::internal)?;
    Ok(words.photo_ids.into_iter().next())
}
