//! One person who reports one place again and again.

use super::{Decided, Finding, Piece};
use crate::domain::location::Location;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The most reports of one person that are compared with each other: the latest.
const MOST_COMPARED: usize = 500;

/// From when on reports at one place are many.
#[derive(Debug, Clone, Copy)]
pub struct PlaceLimits {
    /// Reports.
    pub least_reports: usize,
    /// How far from each other, metres.
    pub radius_m: u32,
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// Its id.
    pub report_id: String,
    /// Its number.
    pub number: String,
    /// Who filed it.
    pub resident_id: String,
    /// Where.
    pub location: Location,
    /// When it was filed.
    pub at: DateTime<Utc>,
}

/// Persons with at least so many reports around one of them. The subject is the person.
#[must_use]
pub fn same_place(reports: &[Reported], limits: PlaceLimits, decided: &Decided) -> Vec<Finding> {
    let mut by_person: BTreeMap<&str, Vec<&Reported>> = BTreeMap::new();
    for report in reports.iter().filter(|report| decided.is_news(&report.resident_id, report.at)) {
        by_person.entry(&report.resident_id).or_default().push(report);
    }
    by_person.into_iter().filter_map(|(person, reports)| of_person(person, reports, limits)).collect()
}

fn of_person(person: &str, mut reports: Vec<&Reported>, limits: PlaceLimits) -> Option<Finding> {
    reports.sort_by(|one, other| (one.at, &one.report_id).cmp(&(other.at, &other.report_id)));
    let reports = reports.split_off(reports.len().saturating_sub(MOST_COMPARED));
    let around = |center: &Reported| -> Vec<&Reported> {
        let radius_m = f64::from(limits.radius_m);
        reports
            .iter()
            .copied()
            .filter(|other| center.location.distance_m(&other.location) <= radius_m)
            .collect()
    };
    let most = reports.iter().map(|center| around(center)).max_by_key(Vec::len)?;
    if most.len() < limits.least_reports.max(2) {
        return None;
    }
    let pieces = most
        .into_iter()
        .map(|report| Piece {
            id: report.report_id.clone(),
            number: Some(report.number.clone()),
            user_id: report.resident_id.clone(),
            at: report.at,
            hundredths: None,
        })
        .collect();
    Some(Finding::new(person.to_owned(), pieces)?.with("of_reports", reports.len()))
}
