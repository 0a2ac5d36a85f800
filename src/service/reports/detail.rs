//! One report in full, for each audience.

use super::assign::responsible_unit;
use super::award::first_filed_of;
use super::identity::views_of_report;
use super::likely::seen_before;
use super::list::unit_view;
use super::reporters::Reporters;
use super::shown::{self, NumberRef};
use super::view::{
    CenterReport, CenterReportDetail, OwnReport, OwnReportDetail, Rating, ReportAward, ReportPhotos,
    UnitReportDetail,
};
use super::words::UnitRef;
use super::{CENTER, words};
use crate::auth::Caller;
use crate::domain::deed::Deed;
use crate::domain::not_solved::not_solved_until;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::ledger::{AwardRecord, awards};
use crate::service::App;
use crate::service::open311::{answers_of, origin_of};
use crate::service::photos::PhotoLink;
use crate::storage::report_joins;
use crate::storage::report_lists;
use crate::storage::reports::{self, ReportRow};
use crate::storage::{DbConnection, photos, report_events};

impl App {
    /// A report in full, for the center.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn dispatch_report(&self, caller: &Caller, id: String) -> Result<CenterReportDetail> {
        caller.must_be(&CENTER)?;
        let now = self.moment();
        self.storage
            .read(move |c| {
                let report = found(c, &id, |_| true)?;
                let history = report_events::of_report(c, &report.id)?;
                let reporters = Reporters::of(c, std::slice::from_ref(&report))?;
                let first = first_filed_of(c, &report)?;
                let shown = shown::show(c, report.clone())?;
                Ok(CenterReportDetail {
                    joined: report_joins::count(c, &report.id)?,
                    seen_photos: seen_before(c, &report)?,
                    responsible_unit: responsible_unit(c, &report)?
                        .map(|unit| UnitRef { id: unit.id, name: unit.name }),
                    clocks: shown.standing.clocks(now)?,
                    reporter: reporters.masked(&report)?,
                    photos: photos_of(c, &report.id)?,
                    timeline: words::for_center(&history)?,
                    duplicates: report_lists::duplicates(c, &report.id)?
                        .into_iter()
                        .map(|(id, number)| NumberRef { id, number })
                        .collect(),
                    origin: origin_of(c, &report.id)?,
                    rating: Rating::of(&report),
                    closing_comment: words::closing_comment(&history)?,
                    award: ReportAward::decided(award_of(c, &first.id)?.as_ref()),
                    first_filed: NumberRef { id: first.id, number: first.number },
                    report: CenterReport::of(&shown, now)?,
                })
            })
            .await
    }

    /// A report of the caller's unit in full.
    ///
    /// # Errors
    /// 403; 404, also for reports of other units.
    pub async fn unit_report(&self, caller: &Caller, id: String) -> Result<UnitReportDetail> {
        let unit_id = caller.unit()?.to_owned();
        let now = self.moment();
        self.storage
            .read(move |c| {
                let report = found(c, &id, |report| report.unit_id.as_ref() == Some(&unit_id))?;
                let history = report_events::of_report(c, &report.id)?;
                let reporters = Reporters::of(c, std::slice::from_ref(&report))?;
                Ok(UnitReportDetail {
                    photos: photos_of(c, &report.id)?,
                    timeline: words::for_unit(&history, &reporters.names_of(&report))?,
                    answers: answers_of(c, &report.id, &reporters.names_of(&report))?,
                    report: unit_view(c, report, now)?,
                })
            })
            .await
    }

    /// A report that the caller filed, in full.
    ///
    /// # Errors
    /// 403; 404, also for reports of other people.
    pub async fn own_report(&self, caller: &Caller, id: String) -> Result<OwnReportDetail> {
        caller.must_be(&[Role::Resident])?;
        let resident_id = caller.user_id.clone();
        let named = self.config.privacy.name_viewers;
        let (within_days, most_times) =
            (self.config.reports.not_solved_within_days, self.config.reports.not_solved_times);
        let now = self.moment();
        self.storage
            .read(move |c| {
                let report = found(c, &id, |report| report.resident_id == resident_id)?;
                let history = report_events::of_report(c, &report.id)?;
                let award = award_of(c, &report.id)?;
                let said = EventKind::NotSolved.as_str();
                let times = history.iter().filter(|(event, _)| event.kind == said).count();
                let closed_at = report.closed_at.filter(|_| report.status == ReportStatus::Closed.as_str());
                Ok(OwnReportDetail {
                    not_solved_until: closed_at.and_then(|at| {
                        not_solved_until(at.and_utc(), now.at, times, within_days, most_times)
                    }),
                    identity_views: views_of_report(c, &report.id, named)?,
                    photos: photos_of(c, &report.id)?,
                    timeline: words::for_reporter(&history)?,
                    rating: Rating::of(&report),
                    closing_comment: words::closing_comment(&history)?,
                    report: OwnReport::of(&shown::show(c, report)?, award.as_ref(), now)?,
                })
            })
            .await
    }
}

fn found(
    connection: &mut DbConnection,
    id: &str,
    may_see: impl FnOnce(&ReportRow) -> bool,
) -> Result<ReportRow> {
    reports::find(connection, id)?.filter(may_see).ok_or_else(|| Error::new(Code::NotFound))
}

fn award_of(connection: &mut DbConnection, report_id: &str) -> Result<Option<AwardRecord>> {
    awards::find(connection, &Deed::report(report_id))
}

/// The photos of a report, before and after.
///
/// # Errors
/// The database's.
pub(super) fn photos_of(connection: &mut DbConnection, report_id: &str) -> Result<ReportPhotos> {
    let mut sorted = ReportPhotos::default();
    for (row, width, height) in photos::of_report(connection, report_id)? {
        let link = PhotoLink::new(row.photo_id, width, height);
        if row.kind == photos::PROBLEM { sorted.before.push(link) } else { sorted.after.push(link) }
    }
    Ok(sorted)
}
