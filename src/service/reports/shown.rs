//! Reports with the names they are shown with, read in a fixed number of queries however many they are.

use super::standing::{Standing, Standings};
use super::words::UnitRef;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::reports::ReportRow;
use crate::storage::{photos, report_lists};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Another report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NumberRef {
    /// Its id.
    pub id: String,
    /// Its number.
    #[schema(example = "QL202407-000001")]
    pub number: String,
}

/// A report and the names around it.
pub(in crate::service) struct Shown {
    /// The report.
    pub report: ReportRow,
    /// The category's name.
    pub category_name: String,
    /// The responsible unit.
    pub unit: Option<UnitRef>,
    /// The report it is a duplicate of.
    pub merged_into: Option<NumberRef>,
    /// Its first photo.
    pub first_photo_id: Option<String>,
    /// Its clocks, and what else says how far it is.
    pub standing: Standing,
}

/// Reads the names around these reports.
///
/// # Errors
/// The database's.
pub(in crate::service) fn show_all(
    connection: &mut DbConnection,
    reports: Vec<ReportRow>,
) -> Result<Vec<Shown>> {
    let of = |key: fn(&ReportRow) -> Option<&str>| distinct(reports.iter().filter_map(key));
    let ids = of(|report| Some(&report.id));
    let categories =
        map(report_lists::category_names(connection, &of(|report| Some(&report.category_code)))?);
    let units = map(report_lists::unit_names(connection, &of(|report| report.unit_id.as_deref()))?);
    let numbers = map(report_lists::numbers(connection, &of(|report| report.merged_into.as_deref()))?);
    let photos = map(photos::first_of_each(connection, &ids)?);
    let mut standings = Standings::read(connection, &ids)?;
    let named = |names: &BTreeMap<String, String>, id: &Option<String>| {
        id.as_ref().and_then(|id| names.get(id).map(|name| (id.clone(), name.clone())))
    };
    Ok(reports
        .into_iter()
        .map(|report| Shown {
            category_name: categories.get(&report.category_code).cloned().unwrap_or_default(),
            unit: named(&units, &report.unit_id).map(|(id, name)| UnitRef { id, name }),
            merged_into: named(&numbers, &report.merged_into).map(|(id, number)| NumberRef { id, number }),
            first_photo_id: photos.get(&report.id).cloned(),
            standing: standings.take(&report.id),
            report,
        })
        .collect())
}

/// Reads the names around one report.
///
/// # Errors
/// The database's.
pub(super) fn show(connection: &mut DbConnection, report: ReportRow) -> Result<Shown> {
    show_all(connection, vec![report])?
        .pop()
        .ok_or_else(|| crate::error::Error::internal("a report was lost while its names were read"))
}

fn distinct<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn map(pairs: Vec<(String, String)>) -> BTreeMap<String, String> {
    pairs.into_iter().collect()
}
