//! Before a resident files a report: what is reported near by already. docs/adr says what may be told of it and why:
//! nothing of who reported, no exact place, no words, and photos only as the district has it.

use super::shown::{self, Shown};
use crate::auth::Caller;
use crate::config::{DuplicatesConfig, NearbyThumbnails};
use crate::domain::calendar::local_date;
use crate::domain::group::CategoryGroup;
use crate::domain::location::{Datum, Location};
use crate::domain::report::ReportStatus;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::photos::PhotoLink;
use crate::storage::report_lists::DatumBox;
use crate::storage::report_places::{self, Narrowing};
use crate::storage::reports::ReportRow;
use crate::storage::{DbConnection, categories, report_joins};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The steps in which distances are told, metres. Only for the eye: what keeps a place from being found out is the grid.
const STEP_M: u32 = 10;

/// An open report near by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NearbyReport {
    /// Its id: what to join it by.
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
    /// The local date on which it was filed.
    pub filed_on: NaiveDate,
    /// About how far it is, in whole tens of metres: from the middle of the cell that its place is in.
    pub distance_m: u32,
    /// Whether I filed it.
    pub own: bool,
    /// Whether I joined it.
    pub joined: bool,
    /// Its first photo, small, where I may see it.
    pub thumbnail_url: Option<String>,
}

/// Where and what is to be reported.
#[derive(Debug, Clone, Copy)]
pub struct Nearby {
    /// Where.
    pub place: Location,
    /// From when on.
    pub now: DateTime<Utc>,
}

impl App {
    /// Open reports near a place, nearest first; with a category, only those of its group.
    ///
    /// # Errors
    /// 403; 422 on the place or the category; 429.
    pub async fn nearby_reports(
        &self,
        caller: &Caller,
        (lat, lng, datum): (f64, f64, Datum),
        category: Option<String>,
    ) -> Result<Vec<NearbyReport>> {
        caller.must_be(&[Role::Resident])?;
        let place = Location::from_degrees(lat, lng, datum)
            .map_err(|error| Error::field("lat", error.code(), error.to_string()))?;
        self.nearby_asks.take(&caller.user_id)?;
        let (limits, zone) = (self.config.duplicates.clone(), self.config.district.timezone);
        let near = Nearby { place, now: self.clock.now() };
        let resident_id = caller.user_id.clone();
        self.storage
            .read(move |c| {
                let group = category.as_deref().map(|code| group_of(c, code)).transpose()?;
                let found = found_near(c, &near, group, &limits)?;
                views(c, found, &resident_id, &limits, zone)
            })
            .await
    }
}

fn group_of(connection: &mut DbConnection, code: &str) -> Result<String> {
    let unknown = || Error::field("category", "unknown_category", "a code of GET /api/v1/categories");
    Ok(categories::find(connection, code)?.ok_or_else(unknown)?.group_code)
}

/// The boxes around a place, one for each datum that a report can be in.
pub(super) fn boxes_around(place: &Location, radius_m: u32) -> Vec<DatumBox> {
    let boxed = |&datum: &Datum| {
        let (lat_e7, lng_e7) = place.around(radius_m, datum);
        DatumBox { datum, lat_e7, lng_e7 }
    };
    Datum::ALL.iter().map(boxed).collect()
}

/// Where a report is.
///
/// # Errors
/// 500 for a place that could not have been filed.
pub(super) fn place_of(report: &ReportRow) -> Result<Location> {
    let datum = Datum::parse(&report.datum).map_err(Error::internal)?;
    Location::from_e7(report.lat_e7, report.lng_e7, datum).map_err(Error::internal)
}

/// Open reports, nearest first, with their distances in metres. Whether and where a report is in this list depends on the
/// cell of its place alone: where questions from many places meet is no more than that.
fn found_near(
    connection: &mut DbConnection,
    near: &Nearby,
    group: Option<String>,
    limits: &DuplicatesConfig,
) -> Result<Vec<(u32, ReportRow)>> {
    let open = ReportStatus::ALL.iter().filter(|status| status.is_open());
    let narrowing = Narrowing {
        statuses: open.map(|status| status.as_str()).collect(),
        group,
        from: (near.now - TimeDelta::days(limits.nearby_days.into())).naive_utc(),
        until: near.now.naive_utc(),
    };
    let boxes = boxes_around(&near.place, limits.nearby_m.saturating_add(limits.nearby_grid_m));
    let reports = report_places::inside(connection, &boxes, &narrowing, limits.scored_reports.into())?;
    let mut found = Vec::with_capacity(reports.len());
    for report in reports {
        let distance_m = near.place.metres_to(&place_of(&report)?.coarsened(limits.nearby_grid_m));
        if distance_m <= limits.nearby_m {
            found.push((distance_m, report));
        }
    }
    found.sort_by(|(one_m, one), (other_m, other)| one_m.cmp(other_m).then_with(|| other.id.cmp(&one.id)));
    found.truncate(limits.nearby_items);
    Ok(found)
}

fn views(
    connection: &mut DbConnection,
    found: Vec<(u32, ReportRow)>,
    resident_id: &str,
    limits: &DuplicatesConfig,
    zone: Tz,
) -> Result<Vec<NearbyReport>> {
    let (distances_m, reports): (Vec<u32>, Vec<ReportRow>) = found.into_iter().unzip();
    let ids: Vec<&str> = reports.iter().map(|report| report.id.as_str()).collect();
    let joined: BTreeSet<String> =
        report_joins::joined_among(connection, resident_id, &ids)?.into_iter().collect();
    shown::show_all(connection, reports)?
        .into_iter()
        .zip(distances_m)
        .map(|(shown, distance_m)| {
            let report = &shown.report;
            Ok(NearbyReport {
                status: report.status()?,
                group: CategoryGroup::parse(&report.group_code).map_err(Error::internal)?,
                filed_on: local_date(report.submitted_at.and_utc(), zone),
                distance_m: distance_m.div_ceil(STEP_M).saturating_mul(STEP_M),
                own: report.resident_id == resident_id,
                joined: joined.contains(&report.id),
                thumbnail_url: thumbnail_for(&shown, resident_id, limits.nearby_thumbnails),
                id: report.id.clone(),
                number: report.number.clone(),
                category: report.category_code.clone(),
                category_name: shown.category_name.clone(),
            })
        })
        .collect()
}

/// The first photo, where another resident may see it.
pub(super) fn thumbnail_for(shown: &Shown, resident_id: &str, whose: NearbyThumbnails) -> Option<String> {
    let report = &shown.report;
    let is_open = report.status().is_ok_and(ReportStatus::is_open);
    let may_see =
        report.published || report.resident_id == resident_id || whose == NearbyThumbnails::All && is_open;
    shown.first_photo_id.as_deref().filter(|_| may_see).map(PhotoLink::thumbnail_url_of)
}
