//! Lists of reports for each audience, newest first.

use super::filter::ListFilter;
use super::reporters::Reporters;
use super::view::{CenterReport, OwnReport, UnitReport};
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::deed::DeedKind;
use crate::domain::role::Role;
use crate::error::Result;
use crate::ledger::awards;
use crate::service::{App, Moment};
use crate::storage::DbConnection;
use crate::storage::report_lists::{self, Filter};
use crate::storage::reports::ReportRow;
use std::collections::BTreeMap;

/// Which page of a list.
#[derive(Debug, Clone)]
pub struct PageAfter {
    /// The id of the last report of the page before.
    pub id: Option<String>,
    /// Whether that one was under supervision: those come first in the lists of center and unit.
    pub supervised: bool,
    /// How many rows to read.
    pub rows: i64,
}

impl App {
    /// Reports as the center lists them.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters.
    pub async fn dispatch_reports(
        &self,
        caller: &Caller,
        filter: &ListFilter,
        page: PageAfter,
    ) -> Result<Vec<CenterReport>> {
        caller.must_be(&CENTER)?;
        let now = self.moment();
        let filter = filter.read(&self.config, now.at)?;
        self.storage
            .read(move |c| {
                let reports = supervised_first(c, &filter, &page)?;
                center_views(c, reports, now)
            })
            .await
    }

    /// The reports of the caller's unit. Words are not searched in: they may hold what the unit is not to see.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters.
    pub async fn unit_reports(
        &self,
        caller: &Caller,
        filter: &ListFilter,
        page: PageAfter,
    ) -> Result<Vec<UnitReport>> {
        let unit_id = caller.unit()?.to_owned();
        let now = self.moment();
        let filter = Filter { unit_id: Some(unit_id), ..filter.read(&self.config, now.at)? };
        self.storage
            .read(move |c| {
                let reports = supervised_first(c, &filter, &page)?;
                unit_views(c, reports, now)
            })
            .await
    }

    /// The reports that the caller filed.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters.
    pub async fn own_reports(
        &self,
        caller: &Caller,
        filter: &ListFilter,
        page: PageAfter,
    ) -> Result<Vec<OwnReport>> {
        caller.must_be(&[Role::Resident])?;
        let now = self.moment();
        let filter = Filter {
            after_id: page.id,
            resident_id: Some(caller.user_id.clone()),
            ..filter.read(&self.config, now.at)?
        };
        self.storage
            .read(move |c| {
                let reports = report_lists::list(c, &filter, page.rows)?;
                let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
                let awards: BTreeMap<String, _> = awards::find_all(c, DeedKind::Report, &ids)?
                    .into_iter()
                    .map(|award| (award.deed.id.clone(), award))
                    .collect();
                shown::show_all(c, reports)?
                    .iter()
                    .map(|shown| OwnReport::of(shown, awards.get(&shown.report.id), now))
                    .collect()
            })
            .await
    }
}

/// Reports as the center sees them, in the order given.
///
/// # Errors
/// The database's.
pub(in crate::service) fn center_views(
    connection: &mut DbConnection,
    reports: Vec<ReportRow>,
    now: Moment,
) -> Result<Vec<CenterReport>> {
    shown::show_all(connection, reports)?.iter().map(|shown| CenterReport::of(shown, now)).collect()
}

/// A report as the center sees it.
///
/// # Errors
/// The database's.
pub(in crate::service) fn center_view(
    connection: &mut DbConnection,
    report: ReportRow,
    now: Moment,
) -> Result<CenterReport> {
    CenterReport::of(&shown::show(connection, report)?, now)
}

/// A page of reports, those under supervision (督办) before all others; newest first among both.
fn supervised_first(
    connection: &mut DbConnection,
    filter: &Filter,
    page: &PageAfter,
) -> Result<Vec<ReportRow>> {
    let after = |supervised| Filter { after_id: page.id.clone(), supervised, ..filter.clone() };
    if filter.supervised.is_some() {
        return report_lists::list(connection, &after(filter.supervised), page.rows);
    }
    if page.id.is_some() && !page.supervised {
        return report_lists::list(connection, &after(Some(false)), page.rows);
    }
    let mut reports = report_lists::list(connection, &after(Some(true)), page.rows)?;
    let left = page.rows.saturating_sub(i64::try_from(reports.len()).unwrap_or(page.rows));
    if left > 0 {
        let others = Filter { supervised: Some(false), ..filter.clone() };
        reports.extend(report_lists::list(connection, &others, left)?);
    }
    Ok(reports)
}

fn unit_views(
    connection: &mut DbConnection,
    reports: Vec<ReportRow>,
    now: Moment,
) -> Result<Vec<UnitReport>> {
    let reporters = Reporters::of(connection, &reports)?;
    shown::show_all(connection, reports)?
        .iter()
        .map(|shown| UnitReport::of(shown, &reporters.names_of(&shown.report), now))
        .collect()
}

/// A report as its unit sees it.
///
/// # Errors
/// The database's.
pub(super) fn unit_view(connection: &mut DbConnection, report: ReportRow, now: Moment) -> Result<UnitReport> {
    unit_views(connection, vec![report], now)?
        .pop()
        .ok_or_else(|| crate::error::Error::internal("a report was lost while its names were read"))
}
