//! What is likely a duplicate of a report, with enough of the other case to judge; and photos that were seen before.

use super::CENTER;
use super::detail::photos_of;
use super::nearby::{boxes_around, place_of};
use super::shown::{self, NumberRef};
use super::view::{CenterReport, ReportPhotos};
use crate::auth::Caller;
use crate::config::DuplicatesConfig;
use crate::domain::likeness::{Evidence, Kinship, Score, score};
use crate::domain::report::ReportStatus;
use crate::error::{Code, Error, Result};
use crate::service::photos::PhotoLink;
use crate::service::{App, Moment};
use crate::storage::DbConnection;
use crate::storage::photo_prints::{self, ReportMatch};
use crate::storage::report_places::{self, Narrowing};
use crate::storage::reports::{self, ReportRow};
use chrono::TimeDelta;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Matches of photos that are looked at in each direction.
const PHOTO_MATCHES: i64 = 200;

/// Two photos that look the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlikePhotos {
    /// The photo of this report.
    pub photo_id: String,
    /// The photo of the other one.
    pub other_photo_id: String,
    /// In how many of 64 bits their fingerprints differ.
    pub bits: u32,
}

/// A report that is likely of the same thing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LikelyDuplicate {
    /// The other report.
    pub report: CenterReport,
    /// Its photos.
    pub photos: ReportPhotos,
    /// Metres between the two.
    pub distance_m: u32,
    /// Whole hours between their filings.
    pub hours_apart: u64,
    /// Whether the other one was filed before this one.
    pub filed_earlier: bool,
    /// Whether the same person filed both.
    pub same_reporter: bool,
    /// The most similar photos; null if none look the same.
    pub alike: Option<AlikePhotos>,
    /// Whether its state allows this report to be merged into it.
    pub takes_duplicates: bool,
    /// How likely it is.
    pub score: Score,
}

/// A photo that looks like one of an earlier report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeenPhoto {
    /// The photo of this report.
    pub photo_id: String,
    /// The earlier photo.
    pub earlier_photo_id: String,
    /// The earlier photo, small.
    pub earlier_thumbnail_url: String,
    /// The report that the earlier photo is on.
    pub report: NumberRef,
    /// Where that report stands.
    pub status: ReportStatus,
    /// Whether the same person filed both.
    pub same_reporter: bool,
    /// In how many of 64 bits their fingerprints differ.
    pub bits: u32,
}

impl App {
    /// Reports that are likely of the same thing, the likeliest first.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn likely_duplicates(&self, caller: &Caller, id: String) -> Result<Vec<LikelyDuplicate>> {
        caller.must_be(&CENTER)?;
        let (limits, now) = (self.config.duplicates.clone(), self.moment());
        self.storage
            .read(move |c| {
                let report = reports::find(c, &id)?.ok_or_else(|| Error::new(Code::NotFound))?;
                likely(c, &report, &limits, now)
            })
            .await
    }
}

/// The photos of a report that were seen before, nearest first.
///
/// # Errors
/// The database's.
pub(super) fn seen_before(connection: &mut DbConnection, report: &ReportRow) -> Result<Vec<SeenPhoto>> {
    let mut matches = photo_prints::matches_of_report(connection, &report.id, PHOTO_MATCHES)?;
    matches.retain(|found| found.is_earlier);
    let ids: Vec<&str> = matches.iter().map(|found| found.other_report_id.as_str()).collect();
    let others = by_id(photo_prints::reports_of(connection, &ids)?);
    let seen = |found: &ReportMatch| {
        let other = others.get(&found.other_report_id)?;
        Some(other.status().map(|status| SeenPhoto {
            photo_id: found.photo_id.clone(),
            earlier_photo_id: found.other_photo_id.clone(),
            earlier_thumbnail_url: PhotoLink::thumbnail_url_of(&found.other_photo_id),
            report: NumberRef { id: other.id.clone(), number: other.number.clone() },
            status,
            same_reporter: other.resident_id == report.resident_id,
            bits: found.distance.unsigned_abs(),
        }))
    };
    matches.iter().filter_map(seen).collect()
}

fn by_id(reports: Vec<ReportRow>) -> BTreeMap<String, ReportRow> {
    reports.into_iter().map(|report| (report.id.clone(), report)).collect()
}

fn likely(
    connection: &mut DbConnection,
    report: &ReportRow,
    limits: &DuplicatesConfig,
    now: Moment,
) -> Result<Vec<LikelyDuplicate>> {
    let matches = photo_prints::matches_of_report(connection, &report.id, PHOTO_MATCHES)?;
    let mut candidates = by_id(near(connection, report, limits)?);
    let matched_ids: Vec<&str> = matches.iter().map(|found| found.other_report_id.as_str()).collect();
    candidates.extend(by_id(photo_prints::reports_of(connection, &matched_ids)?));
    // What is one with this report already needs no finding.
    candidates.retain(|id, other| {
        *id != report.id
            && other.merged_into.as_ref() != Some(&report.id)
            && report.merged_into.as_ref() != Some(id)
    });
    let mut scored = Vec::with_capacity(candidates.len());
    for (_, other) in candidates {
        // Nearest first, so the first is the most similar pair.
        let alike = matches.iter().find(|found| found.other_report_id == other.id);
        let evidence = evidence(report, &other, alike)?;
        let score = score(&evidence, &limits.reach(), &limits.weights());
        if score.total >= limits.likely_least {
            scored.push((score, evidence, other, alike));
        }
    }
    scored.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| other.2.id.cmp(&one.2.id)));
    scored.truncate(limits.likely_items);
    let mut found = Vec::with_capacity(scored.len());
    for (score, evidence, other, alike) in scored {
        found.push(LikelyDuplicate {
            photos: photos_of(connection, &other.id)?,
            distance_m: evidence.apart_m,
            hours_apart: evidence.apart_minutes / 60,
            filed_earlier: other.submitted_at < report.submitted_at,
            same_reporter: other.resident_id == report.resident_id,
            alike: alike.map(|found| AlikePhotos {
                photo_id: found.photo_id.clone(),
                other_photo_id: found.other_photo_id.clone(),
                bits: found.distance.unsigned_abs(),
            }),
            takes_duplicates: other.status()?.takes_duplicates(),
            score,
            report: CenterReport::of(&shown::show(connection, other)?, now)?,
        });
    }
    Ok(found)
}

/// Reports near in place and time that could take this one, or be taken by it.
fn near(
    connection: &mut DbConnection,
    report: &ReportRow,
    limits: &DuplicatesConfig,
) -> Result<Vec<ReportRow>> {
    let window = TimeDelta::days(limits.likely_days.into());
    let statuses = ReportStatus::ALL.iter().filter(|status| status.takes_duplicates());
    let narrowing = Narrowing {
        statuses: statuses.map(|status| status.as_str()).collect(),
        group: None,
        from: report.submitted_at - window,
        until: report.submitted_at + window,
    };
    let place = place_of(report)?;
    let boxes = boxes_around(&place, limits.likely_m);
    report_places::inside(connection, &boxes, &narrowing, limits.scored_reports.into())
}

fn evidence(report: &ReportRow, other: &ReportRow, alike: Option<&ReportMatch>) -> Result<Evidence> {
    let apart = (report.submitted_at - other.submitted_at).abs();
    Ok(Evidence {
        apart_m: place_of(report)?.metres_to(&place_of(other)?),
        apart_minutes: apart.num_minutes().unsigned_abs(),
        kinship: if report.category_code == other.category_code {
            Kinship::Category
        } else if report.group_code == other.group_code {
            Kinship::Group
        } else {
            Kinship::Nothing
        },
        photo_bits: alike.map(|found| found.distance.unsigned_abs()),
    })
}
