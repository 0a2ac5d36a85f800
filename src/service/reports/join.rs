//! A resident joins somebody else's open report instead of filing the same again, and is told when it is closed.

use super::nearby::thumbnail_for;
use super::shown::{self, Shown};
use super::step::locked;
use crate::auth::Caller;
use crate::config::NearbyThumbnails;
use crate::domain::group::CategoryGroup;
use crate::domain::report::ReportStatus;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::{App, new_id_at};
use crate::storage::report_joins::{self, JoinRow};
use crate::storage::{WriteTx, users};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A report that I joined. Nothing in it says who filed it, where exactly, or in which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JoinedReport {
    /// Its id.
    pub id: String,
    /// What it is called by.
    #[schema(example = "QL202407-000001")]
    pub number: String,
    /// Where it stands.
    pub status: ReportStatus,
    /// The category's group.
    pub group: CategoryGroup,
    /// The category's code.
    pub category: String,
    /// The category's name.
    pub category_name: String,
    /// The unit that is responsible.
    pub unit_name: Option<String>,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// When I joined.
    pub joined_at: DateTime<Utc>,
    /// When it was closed last.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether anybody may see it.
    pub published: bool,
    /// Its first photo, small, where I may see it.
    pub thumbnail_url: Option<String>,
    /// What the list is ordered by.
    #[serde(skip)]
    pub join_id: String,
}

impl App {
    /// Joins a report. Doing it again answers the same.
    ///
    /// # Errors
    /// 403; 404; 409 `own_report`, `report_ended`, `too_many_joined`.
    pub async fn join_report(&self, caller: &Caller, id: String) -> Result<JoinedReport> {
        caller.must_be(&[Role::Resident])?;
        let (now, most) = (self.clock.now(), self.config.duplicates.joined_open);
        let whose = self.config.duplicates.nearby_thumbnails;
        let resident_id = caller.user_id.clone();
        self.storage
            .write(move |tx| {
                let row = join_in(tx, &id, &resident_id, now, most)?;
                let report = locked(tx, &row.report_id)?;
                JoinedReport::of(&shown::show(tx, report)?, &row, whose)
            })
            .await
    }

    /// Leaves a report that the caller joined; one that was not joined stays so.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn leave_report(&self, caller: &Caller, id: String) -> Result<()> {
        caller.must_be(&[Role::Resident])?;
        let resident_id = caller.user_id.clone();
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                report_joins::remove(tx, &report.id, &resident_id)
            })
            .await
    }

    /// The reports that the caller joined, the last joined first.
    ///
    /// # Errors
    /// 403.
    pub async fn joined_reports(
        &self,
        caller: &Caller,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<JoinedReport>> {
        caller.must_be(&[Role::Resident])?;
        let whose = self.config.duplicates.nearby_thumbnails;
        let resident_id = caller.user_id.clone();
        self.storage
            .read(move |c| {
                let (joins, reports): (Vec<JoinRow>, Vec<_>) =
                    report_joins::list(c, &resident_id, after_id.as_deref(), rows)?.into_iter().unzip();
                let shown = shown::show_all(c, reports)?;
                shown.iter().zip(&joins).map(|(shown, join)| JoinedReport::of(shown, join, whose)).collect()
            })
            .await
    }
}

fn join_in(
    tx: &mut WriteTx<'_>,
    report_id: &str,
    resident_id: &str,
    now: DateTime<Utc>,
    most: u32,
) -> Result<JoinRow> {
    let report = locked(tx, report_id)?;
    if report.resident_id == resident_id {
        return Err(Error::new(Code::OwnReport));
    }
    if let Some(joined) = report_joins::find(tx, report_id, resident_id)? {
        return Ok(joined);
    }
    let status = report.status()?;
    if !status.is_open() {
        return Err(Error::new(Code::ReportEnded).with_facts(format!("it is {status}")));
    }
    // Locked, so that joins at the same moment are counted one after the other.
    users::lock(tx, resident_id)?;
    if report_joins::count_open(tx, resident_id)? >= i64::from(most) {
        return Err(Error::new(Code::TooManyJoined).with_facts(format!("at most {most}")));
    }
    let row = JoinRow {
        id: new_id_at(now),
        report_id: report.id,
        resident_id: resident_id.to_owned(),
        joined_at: now.naive_utc(),
        moved_from_id: None,
    };
    report_joins::insert(tx, &row)?;
    Ok(row)
}

impl JoinedReport {
    fn of(shown: &Shown, join: &JoinRow, whose: NearbyThumbnails) -> Result<Self> {
        let report = &shown.report;
        Ok(Self {
            id: report.id.clone(),
            number: report.number.clone(),
            status: report.status()?,
            group: CategoryGroup::parse(&report.group_code).map_err(Error::internal)?,
            category: report.category_code.clone(),
            category_name: shown.category_name.clone(),
            unit_name: shown.unit.as_ref().map(|unit| unit.name.clone()),
            submitted_at: report.submitted_at.and_utc(),
            joined_at: join.joined_at.and_utc(),
            closed_at: report.closed_at.map(|at| at.and_utc()),
            published: report.published,
            thumbnail_url: thumbnail_for(shown, &join.resident_id, whose),
            join_id: join.id.clone(),
        })
    }
}
