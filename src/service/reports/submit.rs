//! A resident files a report.

use super::clocks::{self, Clockwork};
use super::input::{attach_own, check_photo_ids};
use super::step::{By, append};
use super::words::Words;
use crate::auth::Caller;
use crate::config::ReportsConfig;
use crate::domain::calendar::local_date;
use crate::domain::location::{Datum, Location, LocationError};
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::domain::report_number::{ReportNumber, month_key};
use crate::domain::reporter::Reporter;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::{App, new_id_at};
use crate::storage::WriteTx;
use crate::storage::categories::{self, CategoryRow};
use crate::storage::photos::PROBLEM;
use crate::storage::reports::{self, ReportRow};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// A report as a resident files it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// The category's code.
    #[schema(example = "exposed_garbage")]
    pub category: String,
    /// What is wrong.
    pub description: String,
    /// Where.
    pub location: NewLocation,
    /// 1 to 9 photos that the resident uploaded and has not used yet.
    #[schema(min_items = 1, max_items = 9)]
    pub photo_ids: Vec<String>,
}

/// Where a reported problem is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLocation {
    /// Degrees north, -90 to 90.
    #[schema(minimum = -90, maximum = 90, example = 25.4951)]
    pub lat: f64,
    /// Degrees east, -180 to 180.
    #[schema(minimum = -180, maximum = 180, example = 103.7968)]
    pub lng: f64,
    /// The datum of both: `wgs84` of satellites, `gcj02` of maps in China.
    pub datum: Datum,
    /// The place in words.
    pub address: Option<String>,
}

/// A filed report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Submitted {
    /// Its id.
    pub id: String,
    /// What to call it by.
    #[schema(example = "QL202407-000001")]
    pub number: String,
    /// Where it stands.
    pub status: ReportStatus,
}

/// Where a report's number comes from.
#[derive(Debug, Clone)]
pub enum NumberBy {
    /// The next one of the local month of filing.
    Next {
        /// The district's first letters.
        prefix: String,
        /// The local date of filing.
        filed_on: NaiveDate,
    },
    /// It has one already, from where it is imported.
    Given(ReportNumber),
}

/// Everything about a report that is to be filed, checked.
#[derive(Debug, Clone)]
pub struct Filing {
    /// Who reports.
    pub reporter: Reporter,
    /// The category; it may be out of use where the report is older.
    pub category: CategoryRow,
    /// What is wrong, cleaned.
    pub description: String,
    /// Where.
    pub location: Location,
    /// The place in words, cleaned.
    pub address: Option<String>,
    /// The subdistrict (街道), where it is known.
    pub subdistrict: Option<String>,
    /// Its number.
    pub number: NumberBy,
    /// What its limits are reckoned by.
    pub clockwork: Arc<Clockwork>,
}

/// What a resident sent, cleaned, before the database is asked.
#[derive(Debug, Clone)]
struct Checked {
    category: String,
    description: String,
    location: Location,
    address: Option<String>,
    photo_ids: Vec<String>,
}

impl App {
    /// Files a report with photos.
    ///
    /// # Errors
    /// 403; 422 naming every wrong field; 409 `category_inactive`, `photo_in_use`; 422 `idempotency_key_reused`.
    pub async fn submit_report(
        &self,
        caller: &Caller,
        new: NewReport,
        request: Keyed,
    ) -> Result<Answered<Submitted>> {
        caller.must_be(&[Role::Resident])?;
        let checked = check(new, &self.config.reports)?;
        let now = self.clock.now();
        let zone = self.config.district.timezone;
        let resident_id = caller.user_id.clone();
        let subdistrict = checked.address.as_deref().and_then(|address| {
            let named =
                self.config.district.subdistricts.iter().filter(|name| address.contains(name.as_str()));
            named.max_by_key(|name| name.len()).cloned()
        });
        let number = NumberBy::Next {
            prefix: self.config.district.number_prefix.clone(),
            filed_on: local_date(now, zone),
        };
        self.once(request, Keep::ForDays, now, move |tx| {
            let checked = checked.clone();
            let category = usable_category(tx, &checked.category)?;
            let clockwork = Arc::new(Clockwork::of_category(tx, &category.code, zone)?);
            let filing = Filing {
                reporter: Reporter::Resident(resident_id.clone()),
                category,
                description: checked.description,
                location: checked.location,
                address: checked.address,
                subdistrict: subdistrict.clone(),
                number: number.clone(),
                clockwork,
            };
            let report = submit_in(tx, &filing, now)?;
            attach_own(tx, &resident_id, &report.id, PROBLEM, &checked.photo_ids)?;
            Ok(Submitted { status: report.status()?, id: report.id, number: report.number })
        })
        .await
    }
}

/// Files a report as of `submitted_at`, without photos. Numbers are handed out without gaps: if the transaction fails,
/// so is the number's.
///
/// # Errors
/// The database's; a given number that is taken is a defect of the caller's: 500.
pub fn submit_in(tx: &mut WriteTx<'_>, filing: &Filing, submitted_at: DateTime<Utc>) -> Result<ReportRow> {
    let number = number_in(tx, &filing.number)?;
    let at = submitted_at.naive_utc();
    let report = ReportRow {
        id: new_id_at(submitted_at),
        number: number.to_string(),
        resident_id: filing.reporter.user_id().to_owned(),
        category_code: filing.category.code.clone(),
        group_code: filing.category.group_code.clone(),
        description: filing.description.clone(),
        lat_e7: filing.location.lat_e7(),
        lng_e7: filing.location.lng_e7(),
        datum: filing.location.datum().as_str().to_owned(),
        address: filing.address.clone(),
        subdistrict: filing.subdistrict.clone(),
        status: ReportStatus::Submitted.as_str().to_owned(),
        unit_id: None,
        tier: None,
        merged_into: None,
        rework_count: 0,
        published: false,
        rating_stars: None,
        rating_comment: None,
        rated_at: None,
        submitted_at: at,
        first_closed_at: None,
        closed_at: None,
        updated_at: at,
        revision: 0,
    };
    reports::insert(tx, &report)?;
    let by = By {
        actor_id: Some(report.resident_id.clone()),
        at: submitted_at,
        zone: filing.clockwork.zone(),
        except: None,
    };
    append(tx, &report, EventKind::Submitted, None, &by, &Words::default())?;
    clocks::start_in(tx, &report, &filing.clockwork, submitted_at)?;
    Ok(report)
}

fn number_in(tx: &mut WriteTx<'_>, number: &NumberBy) -> Result<ReportNumber> {
    match number {
        NumberBy::Next { prefix, filed_on } => {
            let place = reports::next_place(tx, &month_key(*filed_on))?;
            ReportNumber::new(prefix, *filed_on, place).map_err(Error::internal)
        }
        NumberBy::Given(number) => {
            reports::reserve_place(tx, number)?;
            Ok(number.clone())
        }
    }
}

/// The category of this code, if new reports may have it.
///
/// # Errors
/// 422 on field `category` if there is none; 409 `category_inactive`.
pub(in crate::service) fn usable_category(tx: &mut WriteTx<'_>, code: &str) -> Result<CategoryRow> {
    let category = categories::find(tx, code)?
        .ok_or_else(|| Error::field("category", "unknown_category", "a code of GET /api/v1/categories"))?;
    if category.active { Ok(category) } else { Err(Error::new(Code::CategoryInactive)) }
}

fn check(new: NewReport, limits: &ReportsConfig) -> Result<Checked> {
    let mut fields = Fields::default();
    let category = fields.line("category", &new.category, limits.category_chars);
    let description = fields.text("description", &new.description, limits.description_chars);
    let address =
        fields.optional_line("location.address", new.location.address.as_deref(), limits.address_chars);
    check_photo_ids(&mut fields, &new.photo_ids, limits);
    let location = checked_location(&mut fields, &new.location);
    fields.finish()?;
    let location = location.ok_or_else(|| Error::internal("a place was neither right nor wrong"))?;
    Ok(Checked { category, description, location, address, photo_ids: new.photo_ids })
}

/// A place on the map; `None` once it was noted as wrong.
pub(in crate::service) fn checked_location(fields: &mut Fields, new: &NewLocation) -> Option<Location> {
    Location::from_degrees(new.lat, new.lng, new.datum)
        .map_err(|error| fields.wrong(location_field(error), error.code(), error.to_string()))
        .ok()
}

fn location_field(error: LocationError) -> &'static str {
    match error {
        LocationError::LatOffGlobe => "location.lat",
        LocationError::LngOffGlobe => "location.lng",
        LocationError::NotANumber | LocationError::NullIsland => "location",
    }
}
