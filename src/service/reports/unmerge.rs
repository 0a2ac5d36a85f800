//! The dispatcher takes a merging back that was a mistake.
//!
//! Only as long as no closing has anything to do with it: until then a merge has moved no beans, and there is nothing in
//! the ledger to take back. What the merge gave comes back from the history, which tells how the report stood.

use super::input::Reason;
use super::step::{By, locked, note, put_back};
use super::view::CenterReport;
use super::words::{Words, words_of};
use super::{CENTER, clocks, shown};
use crate::auth::Caller;
use crate::domain::deed::Deed;
use crate::domain::duplicate::came_with;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::ledger::awards;
use crate::service::App;
use crate::storage::report_events::{self, EventRow};
use crate::storage::reports::{self, ReportRow};
use crate::storage::supervision::{self, SupervisionRow};
use crate::storage::{WriteTx, report_joins};
use chrono::NaiveDateTime;

/// How a report came to the case that it belongs to.
struct Way {
    /// Where it stood before it was merged.
    before: ReportStatus,
    /// When that was.
    merged_at: NaiveDateTime,
    /// The numbers of the cases that it was merged into, and on into.
    numbers: Vec<String>,
}

impl App {
    /// Makes a merged report a case of its own again, as it was before, with the reports that had been merged into it and
    /// those who had joined it. Its clocks go on with what was left.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition` unless it is merged, `merge_stands` once a closing has paid by it; 422.
    pub async fn unmerge_report(&self, caller: &Caller, id: String, reason: Reason) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let reason = reason.read(&self.config.reports)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = unmerge_in(tx, &id, &reason, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

fn unmerge_in(tx: &mut WriteTx<'_>, id: &str, reason: &str, by: &By) -> Result<ReportRow> {
    let (mut report, into) = locked_with_case(tx, id)?;
    refuse_once_paid(tx, &report, &into)?;
    let way = way_of(tx, &report.id)?;
    let members = members_of(tx, &report, &into, &way)?;
    report_joins::move_back(tx, &into.id, &report.id, &members)?;
    report.merged_into = None;
    report.published = was_published(tx, &report.id)?;
    let words =
        Words { reason: Some(reason.to_owned()), into: Some(into.number.clone()), ..Words::default() };
    let report = put_back(tx, report, way.before, EventKind::Unmerged, by, &words)?;
    clocks::go_on_in(tx, &report, way.merged_at, by)?;
    supervise_again(tx, &report.id)?;
    let words = Words { into: Some(report.number.clone()), ..Words::default() };
    for member_id in members {
        let member = locked(tx, &member_id)?;
        note(tx, member, EventKind::Merged, by, &words, |member| {
            member.merged_into = Some(report.id.clone());
        })?;
    }
    Ok(report)
}

/// A merged report and the case that it belongs to, both locked: the case first, as merging and closing do it.
fn locked_with_case(tx: &mut WriteTx<'_>, id: &str) -> Result<(ReportRow, ReportRow)> {
    let seen = reports::find(tx, id)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let Some(into_id) = seen.merged_into else {
        return Err(not_merged(&format!("a report that is {} is not merged", seen.status)));
    };
    let into = locked(tx, &into_id)?;
    let report = locked(tx, id)?;
    if report.merged_into.as_deref() != Some(into.id.as_str()) {
        return Err(not_merged("the report was changed at the same moment"));
    }
    Ok((report, into))
}

fn not_merged(facts: &str) -> Error {
    Error::new(Code::InvalidTransition).with_facts(facts)
}

/// A closing pays everybody whose report is of the case by then, and an award is reckoned for good on the day of the first
/// closing. So neither of the two was ever closed, and no closing on the way has left the report an award's record.
fn refuse_once_paid(tx: &mut WriteTx<'_>, report: &ReportRow, into: &ReportRow) -> Result<()> {
    let closed = report.first_closed_at.is_some() || into.first_closed_at.is_some();
    if closed || awards::find(tx, &Deed::report(report.id.clone()))?.is_some() {
        return Err(Error::new(Code::MergeStands));
    }
    Ok(())
}

fn way_of(tx: &mut WriteTx<'_>, report_id: &str) -> Result<Way> {
    let mut numbers = Vec::new();
    for merged in report_events::of_kind(tx, report_id, EventKind::Merged)? {
        numbers.extend(words_of(&merged)?.into);
        let from = merged.from_status.as_deref().unwrap_or_default();
        let before = ReportStatus::parse(from).map_err(Error::internal)?;
        // An entry that it was merged from is one of being merged on.
        if before != ReportStatus::Merged {
            numbers.reverse();
            return Ok(Way { before, merged_at: merged.at, numbers });
        }
    }
    Err(Error::internal("a merged report whose history knows no merging"))
}

/// The reports that had been merged into a report when it was merged.
fn members_of(tx: &mut WriteTx<'_>, report: &ReportRow, into: &ReportRow, way: &Way) -> Result<Vec<String>> {
    let mut members = Vec::new();
    for other_id in reports::duplicate_ids(tx, &into.id)? {
        if other_id != report.id && came_with(&way_of(tx, &other_id)?.numbers, &report.number, &way.numbers) {
            members.push(other_id);
        }
    }
    Ok(members)
}

fn was_published(tx: &mut WriteTx<'_>, report_id: &str) -> Result<bool> {
    let shown = report_events::last_of(tx, report_id, &[EventKind::Published, EventKind::Unpublished])?;
    Ok(shown.is_some_and(|event| event.kind == EventKind::Published.as_str()))
}

/// The merge had taken the mark away.
fn supervise_again(tx: &mut WriteTx<'_>, report_id: &str) -> Result<()> {
    let marks = [EventKind::Supervised, EventKind::Unsupervised];
    let marked = report_events::last_of(tx, report_id, &marks)?;
    if let Some(event) = marked.filter(|event: &EventRow| event.kind == EventKind::Supervised.as_str()) {
        let reason = words_of(&event)?.reason.unwrap_or_default();
        supervision::set(
            tx,
            &SupervisionRow { report_id: report_id.to_owned(), reason, since_at: event.at },
        )?;
    }
    Ok(())
}
