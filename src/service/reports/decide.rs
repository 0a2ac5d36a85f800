//! The center decides what a unit, or a grader, asked for.

use super::CENTER;
use super::close::{Closing, close_in};
use super::input::required_text;
use super::regrade::{Correction, regrade_in};
use super::requests::{extend_in, give_back_in};
use super::shown::{self, NumberRef};
use super::step::{By, locked, note};
use super::suspend::suspend_in;
use super::view::{CenterReport, ReportAward};
use super::words::{UnitRef, Words};
use crate::auth::Caller;
use crate::domain::deed::Deed;
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::domain::request::{MayNotDecide, RequestKind, RequestState, check_decider};
use crate::domain::tier::Tier;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::notices::{Telling, To, tell};
use crate::storage::report_requests::{self, RequestRow};
use crate::storage::reports::ReportRow;
use crate::storage::{DbConnection, WriteTx, report_lists};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What is said with a decision.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = RequestDecision)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// In words; the unit is told them.
    pub comment: String,
}

/// A request as the center sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportRequest)]
pub struct RequestView {
    /// Its id.
    pub id: String,
    /// The report.
    pub report: NumberRef,
    /// What is asked for.
    pub kind: RequestKind,
    /// What became of it.
    pub state: RequestState,
    /// The unit that asks; null for a grade.
    pub unit: Option<UnitRef>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Why; for a grade, what the reporter is to be told.
    pub words: Option<String>,
    /// Until when the unit wants more time, or the clocks to stand still.
    pub until: Option<DateTime<Utc>>,
    /// Whether only an admin may decide it.
    pub needs_admin: bool,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said with the decision.
    pub decision: Option<String>,
}

/// A request that was approved, and what it led to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApprovedRequest {
    /// The request.
    pub request: RequestView,
    /// The report.
    pub report: CenterReport,
    /// What the report earned, if it was closed with it.
    pub award: Option<ReportAward>,
}

/// What is kept for the request's key: a crash may lie between the closing and its award.
#[derive(Debug, Serialize, Deserialize)]
struct Stage {
    approved: ApprovedRequest,
    deed_ids: Vec<String>,
}

/// Which requests a list is of.
#[derive(Debug, Clone, Default)]
pub struct RequestFilter {
    /// What became of them; those that wait if nothing is said.
    pub state: Option<RequestState>,
    /// What is asked for.
    pub kind: Option<RequestKind>,
}

impl App {
    /// Requests, newest first, after the last one of the page before.
    ///
    /// # Errors
    /// 403.
    pub async fn requests(
        &self,
        caller: &Caller,
        filter: RequestFilter,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<RequestView>> {
        caller.must_be(&CENTER)?;
        let state = filter.state.unwrap_or(RequestState::Pending).as_str();
        let kind = filter.kind.map(RequestKind::as_str);
        self.storage
            .read(move |c| {
                let rows = report_requests::list(c, state, kind, after_id.as_deref(), rows)?;
                views(c, rows)
            })
            .await
    }

    /// Does what was asked for. A confirmed grade closes the report and awards it. Sent again with the same key it
    /// answers the same.
    ///
    /// # Errors
    /// 403, also where an admin decides; 404; 409 `request_decided`, `request_outdated`, `another_person_needed`; 422; 503.
    pub async fn approve_report_request(
        &self,
        caller: &Caller,
        id: String,
        decision: Decision,
        request: Keyed,
    ) -> Result<Answered<ApprovedRequest>> {
        caller.must_be(&CENTER)?;
        let comment = required_text("comment", &decision.comment, self.config.reports.comment_chars)?;
        let now = self.moment();
        let (by, caller) = (By::caller(caller, now), caller.clone());
        let stage = self
            .once(request.clone(), Keep::ForGood, now.at, move |tx| {
                let (row, report) = decided_in(tx, &id, &caller, RequestState::Approved, &comment, &by)?;
                let (report, deeds) = do_in(tx, &row, report, &comment, &by)?;
                let approved = ApprovedRequest {
                    request: view(tx, row)?,
                    report: CenterReport::of(&shown::show(tx, report)?, now)?,
                    award: None,
                };
                Ok(Stage { approved, deed_ids: deeds.into_iter().map(|deed| deed.id).collect() })
            })
            .await?;
        let replayed = stage.replayed;
        let Stage { mut approved, deed_ids } = stage.value;
        if !deed_ids.is_empty() {
            let record = self.post_awards(deed_ids.into_iter().map(Deed::report).collect()).await?;
            approved.award = Some(ReportAward::from(&record));
            let stage = Stage { approved: approved.clone(), deed_ids: Vec::new() };
            self.complete(request, &stage).await?;
        }
        Ok(Answered { value: approved, replayed })
    }

    /// Refuses what was asked for: everything stays as it is.
    ///
    /// # Errors
    /// 403, also where an admin decides; 404; 409 `request_decided`, `another_person_needed`; 422.
    pub async fn refuse_report_request(
        &self,
        caller: &Caller,
        id: String,
        decision: Decision,
    ) -> Result<RequestView> {
        caller.must_be(&CENTER)?;
        let comment = required_text("comment", &decision.comment, self.config.reports.comment_chars)?;
        let by = By::caller(caller, self.moment());
        let caller = caller.clone();
        self.storage
            .write(move |tx| {
                let (row, report) = decided_in(tx, &id, &caller, RequestState::Refused, &comment, &by)?;
                let kind = kind_of(&row)?;
                let event = match kind {
                    RequestKind::Major => EventKind::GradeRefused,
                    _ => EventKind::RequestRefused,
                };
                let words = Words { comment: Some(comment.clone()), request: Some(kind), ..Words::default() };
                let report = note(tx, report, event, &by, &words, |_| {})?;
                if kind == RequestKind::Major {
                    tell_grader(tx, &row, report, &by)?;
                }
                view(tx, row)
            })
            .await
    }
}

/// Notes a decision, on a locked report: of two at the same instant, the second finds it decided.
fn decided_in(
    tx: &mut WriteTx<'_>,
    id: &str,
    caller: &Caller,
    state: RequestState,
    comment: &str,
    by: &By,
) -> Result<(RequestRow, ReportRow)> {
    let report_id = report_requests::find(tx, id)?.report_id;
    let report = locked(tx, &report_id)?;
    let row = report_requests::find(tx, id)?;
    let present = RequestState::parse(&row.state).map_err(Error::internal)?;
    let by_oneself = row.asked_by == caller.user_id;
    check_decider(kind_of(&row)?, present, row.needs_admin, by_oneself, caller.role).map_err(|error| {
        let code = match error {
            MayNotDecide::NotPending(_) => Code::RequestDecided,
            MayNotDecide::NotAdmin => Code::Forbidden,
            MayNotDecide::SamePerson => Code::AnotherPersonNeeded,
        };
        Error::new(code).with_facts(error.to_string())
    })?;
    let row = RequestRow {
        state: state.as_str().to_owned(),
        decided_by: Some(caller.user_id.clone()),
        decided_at: Some(by.at.naive_utc()),
        decision: Some(comment.to_owned()),
        ..row
    };
    report_requests::update(tx, &row)?;
    Ok((row, report))
}

/// Does what was approved; answers what the ledger then has to post.
fn do_in(
    tx: &mut WriteTx<'_>,
    row: &RequestRow,
    report: ReportRow,
    comment: &str,
    by: &By,
) -> Result<(ReportRow, Vec<Deed>)> {
    let words = Words { reason: row.words.clone(), comment: Some(comment.to_owned()), ..Words::default() };
    let report = match kind_of(row)? {
        RequestKind::Return => give_back_in(tx, report, &words, by)?,
        RequestKind::Extension => {
            let until = still_ahead(row.until_at, by)?;
            extend_in(tx, report, until, &Words { due_at: Some(until), ..words }, by)?
        }
        RequestKind::Suspension => {
            let until = still_ahead(row.until_at, by)?;
            suspend_in(tx, report, row.words.as_deref().unwrap_or_default(), until, by)?
        }
        RequestKind::Major => {
            let graded_by = Some(row.asked_by.clone());
            return if report.status()? == ReportStatus::Closed {
                let reason = row.words.clone().unwrap_or_default();
                regrade_in(tx, report, &Correction { tier: Tier::Major, reason, graded_by }, by)
            } else {
                let closing = Closing { tier: Tier::Major, comment: row.words.clone(), graded_by };
                close_in(tx, report, &closing, by)
            };
        }
    };
    Ok((report, Vec::new()))
}

/// Tells whoever gave a grade that it was refused.
fn tell_grader(tx: &mut WriteTx<'_>, row: &RequestRow, report: ReportRow, by: &By) -> Result<()> {
    let facts = NoticeFacts {
        report_id: Some(report.id),
        report_number: Some(report.number),
        tier: Some(Tier::Major),
        said: row.decision.clone(),
        ..NoticeFacts::default()
    };
    tell(
        tx,
        &Telling {
            cause: format!("request:{}", row.id),
            at: by.at,
            kind: NoticeKind::GradeRefused,
            facts,
            to: vec![To::User(row.asked_by.clone())],
            except: None,
        },
    )
}

/// What was asked for may have been overtaken while it waited.
fn still_ahead(until_at: Option<NaiveDateTime>, by: &By) -> Result<DateTime<Utc>> {
    let until = until_at.map(|until| until.and_utc()).filter(|until| *until > by.at);
    until.ok_or_else(|| Error::new(Code::RequestOutdated))
}

fn kind_of(row: &RequestRow) -> Result<RequestKind> {
    RequestKind::parse(&row.kind).map_err(Error::internal)
}

/// A request with the names around it.
///
/// # Errors
/// The database's.
pub(super) fn view(connection: &mut DbConnection, row: RequestRow) -> Result<RequestView> {
    let view = views(connection, vec![row])?.pop();
    view.ok_or_else(|| Error::internal("a request was lost while its names were read"))
}

fn views(connection: &mut DbConnection, rows: Vec<RequestRow>) -> Result<Vec<RequestView>> {
    let report_ids: Vec<&str> = rows.iter().map(|row| row.report_id.as_str()).collect();
    let unit_ids: Vec<&str> = rows.iter().filter_map(|row| row.unit_id.as_deref()).collect();
    let numbers: BTreeMap<_, _> = report_lists::numbers(connection, &report_ids)?.into_iter().collect();
    let names: BTreeMap<_, _> = report_lists::unit_names(connection, &unit_ids)?.into_iter().collect();
    let view = |row: RequestRow| {
        let number = numbers.get(&row.report_id).cloned().unwrap_or_default();
        Ok(RequestView {
            kind: kind_of(&row)?,
            state: RequestState::parse(&row.state).map_err(Error::internal)?,
            unit: row.unit_id.and_then(|id| names.get(&id).cloned().map(|name| UnitRef { id, name })),
            report: NumberRef { id: row.report_id, number },
            id: row.id,
            asked_at: row.asked_at.and_utc(),
            words: row.words,
            until: row.until_at.map(|until| until.and_utc()),
            needs_admin: row.needs_admin,
            decided_at: row.decided_at.map(|at| at.and_utc()),
            decision: row.decision,
        })
    };
    rows.into_iter().map(view).collect()
}
