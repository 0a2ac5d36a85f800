//! What was reported in a period, counted by what it is, where it is, or when it was filed.

use super::{FigurePeriod, own_unit};
use crate::auth::Caller;
use crate::domain::group::CategoryGroup;
use crate::domain::report::ReportStatus;
use crate::domain::text_enum::text_enum;
use crate::error::{Error, Result};
use crate::service::App;
use crate::storage::DbConnection;
use crate::storage::figures::{self, CountedBy, KeyCount};
use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, HashMap};

/// Seconds of a quarter of an hour, which the zones of all places are whole numbers of.
const QUARTER_S: i64 = 900;

text_enum! {
    /// What reports are counted by.
    "dimension" CountBy {
        /// The category's group.
        Group = "group",
        /// The category.
        Category = "category",
        /// The subdistrict.
        Subdistrict = "subdistrict",
        /// The responsible unit.
        Unit = "unit",
        /// The local date of filing.
        Day = "day",
        /// The local hour of the day of filing, 00 to 23.
        Hour = "hour",
    }
}

/// Reports that have something in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ReportCount {
    /// What they have in common: a code, an id, a date, an hour; null for those that have nothing there.
    pub key: Option<String>,
    /// Its name, where that is another.
    pub name: Option<String>,
    /// All that were filed.
    pub reports: i64,
    /// Of them still open.
    pub open: i64,
    /// Of them closed.
    pub closed: i64,
    /// Of them refused.
    pub rejected: i64,
    /// Of them merged into others.
    pub merged: i64,
    /// Of them taken back.
    pub withdrawn: i64,
}

/// Reports of a period, counted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct ReportCounts {
    /// The first instant of the period.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub before: DateTime<Utc>,
    /// What they are counted by.
    pub by: CountBy,
    /// In the order of the keys.
    pub items: Vec<ReportCount>,
}

impl App {
    /// Reports filed in a period, counted.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters.
    pub async fn report_counts(
        &self,
        caller: &Caller,
        by: CountBy,
        period: &FigurePeriod,
    ) -> Result<ReportCounts> {
        let unit_id = own_unit(caller)?;
        let period = period.read(&self.config, self.clock.now())?;
        let zone = self.config.district.timezone;
        let items = self
            .storage
            .read(move |c| {
                let rows = figures::counts(c, column(by), period.pair(), unit_id.as_deref())?;
                let names = names(c, by)?;
                summed(&rows, by, zone, &names)
            })
            .await?;
        Ok(ReportCounts { from: period.from.and_utc(), before: period.before.and_utc(), by, items })
    }
}

const fn column(by: CountBy) -> CountedBy {
    match by {
        CountBy::Group => CountedBy::Group,
        CountBy::Category => CountedBy::Category,
        CountBy::Subdistrict => CountedBy::Subdistrict,
        CountBy::Unit => CountedBy::Unit,
        CountBy::Day | CountBy::Hour => CountedBy::Quarter,
    }
}

fn names(c: &mut DbConnection, by: CountBy) -> Result<HashMap<String, String>> {
    Ok(match by {
        CountBy::Group => CategoryGroup::ALL
            .iter()
            .map(|group| (group.as_str().to_owned(), group.name_zh().to_owned()))
            .collect(),
        CountBy::Category => figures::category_names(c)?.into_iter().collect(),
        CountBy::Unit => figures::unit_names(c)?.into_iter().collect(),
        CountBy::Subdistrict | CountBy::Day | CountBy::Hour => HashMap::new(),
    })
}

fn summed(
    rows: &[KeyCount],
    by: CountBy,
    zone: Tz,
    names: &HashMap<String, String>,
) -> Result<Vec<ReportCount>> {
    let mut counts: BTreeMap<Option<String>, ReportCount> = BTreeMap::new();
    for row in rows {
        let key = match by {
            CountBy::Day => Some(local(row, zone)?.format("%Y-%m-%d").to_string()),
            CountBy::Hour => Some(format!("{:02}", local(row, zone)?.hour())),
            _ => row.key.clone(),
        };
        let name = key.as_ref().and_then(|key| names.get(key)).cloned();
        let count =
            counts.entry(key.clone()).or_insert_with(|| ReportCount { key, name, ..ReportCount::default() });
        let of_status = match ReportStatus::parse(&row.status).map_err(Error::internal)? {
            ReportStatus::Closed => &mut count.closed,
            ReportStatus::Rejected => &mut count.rejected,
            ReportStatus::Merged => &mut count.merged,
            ReportStatus::Withdrawn => &mut count.withdrawn,
            _ => &mut count.open,
        };
        *of_status = of_status.saturating_add(row.reports);
        count.reports = count.reports.saturating_add(row.reports);
    }
    Ok(counts.into_values().collect())
}

/// A quarter of an hour in the district's time.
fn local(row: &KeyCount, zone: Tz) -> Result<DateTime<Tz>> {
    let quarter: Option<i64> = row.key.as_deref().and_then(|key| key.parse().ok());
    quarter
        .and_then(|quarter| DateTime::from_timestamp_secs(quarter.saturating_mul(QUARTER_S)))
        .map(|at| at.with_timezone(&zone))
        .ok_or_else(|| Error::internal("a quarter of an hour that is none"))
}
