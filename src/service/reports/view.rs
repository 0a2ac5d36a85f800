//! Reports as each audience sees them. What a unit gets has no field that could hold the reporter.

use super::identity::IdentityView;
use super::likely::SeenPhoto;
use super::shown::{NumberRef, Shown};
use super::standing::{ClockView, Progress, Question};
use super::words::{CenterEvent, ToldEvent, UnitRef};
use crate::domain::anonymous::anonymous;
use crate::domain::award::LimitedBy;
use crate::domain::beans::Beans;
use crate::domain::group::CategoryGroup;
use crate::domain::location::{Datum, Location};
use crate::domain::open311::attribute::Answer;
use crate::domain::report::ReportStatus;
use crate::domain::tier::Tier;
use crate::error::{Error, Result};
use crate::ledger::AwardRecord;
use crate::service::Moment;
use crate::service::open311::ReportOrigin;
use crate::service::photos::PhotoLink;
use crate::storage::reports::ReportRow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the problem is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportPlace)]
pub struct Place {
    /// Degrees north.
    #[schema(example = 25.4951)]
    pub lat: f64,
    /// Degrees east.
    #[schema(example = 103.7968)]
    pub lng: f64,
    /// The datum of both.
    pub datum: Datum,
    /// The place in words.
    pub address: Option<String>,
    /// The subdistrict (街道).
    pub subdistrict: Option<String>,
}

/// What a report is about: the part that every audience sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Matter {
    /// Its id.
    pub id: String,
    /// What people call it by.
    #[schema(example = "QL202407-000001")]
    pub number: String,
    /// Where it stands.
    pub status: ReportStatus,
    /// The category's group.
    pub group: CategoryGroup,
    /// The category's code.
    #[schema(example = "exposed_garbage")]
    pub category: String,
    /// The category's name.
    pub category_name: String,
    /// What is wrong.
    pub description: String,
    /// Where.
    pub location: Place,
    /// The grade, once closed.
    pub tier: Option<Tier>,
    /// When it was filed.
    pub submitted_at: DateTime<Utc>,
    /// When it was closed last.
    pub closed_at: Option<DateTime<Utc>>,
    /// Where its first photo can be fetched, small.
    pub thumbnail_url: Option<String>,
}

/// A report as the center lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CenterReport {
    /// What it is about.
    #[serde(flatten)]
    pub matter: Matter,
    /// The responsible unit.
    pub unit: Option<UnitRef>,
    /// How far it is, by the clock that ends first.
    #[serde(flatten)]
    pub progress: Progress,
    /// How often the check failed.
    pub rework_count: i32,
    /// The report it is a duplicate of.
    pub merged_into: Option<NumberRef>,
    /// Whether anybody may see it.
    pub published: bool,
    /// When anything changed last.
    pub updated_at: DateTime<Utc>,
}

/// Who reported, as far as the center sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedReporter {
    /// Surname and a star.
    #[schema(example = "李*")]
    pub name: Option<String>,
    /// The phone with its middle hidden.
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
}

/// Photos of the problem and of the unit's work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportPhotos {
    /// What the reporter sent.
    pub before: Vec<PhotoLink>,
    /// What the unit sent.
    pub after: Vec<PhotoLink>,
}

/// The reporter's rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rating {
    /// 1 to 5.
    pub stars: i32,
    /// What was said with it.
    pub comment: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the report earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportAward {
    /// What was granted.
    pub beans: Beans,
    /// What the grade is worth.
    pub tier_beans: Beans,
    /// What cut it; null if nothing did.
    pub limited_by: Option<LimitedBy>,
    /// The version of the campaign's rules; null without a campaign.
    pub rule_version: Option<i32>,
}

/// A report in full, for the center.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CenterReportDetail {
    /// As it is listed.
    #[serde(flatten)]
    pub report: CenterReport,
    /// Who reported, masked.
    pub reporter: MaskedReporter,
    /// Its photos.
    pub photos: ReportPhotos,
    /// Its history, oldest first.
    pub timeline: Vec<CenterEvent>,
    /// The reports that were merged into it.
    pub duplicates: Vec<NumberRef>,
    /// The program that it came through; null if the resident filed it here.
    pub origin: Option<ReportOrigin>,
    /// The report that was filed first of these and this one: its reporter is paid.
    pub first_filed: NumberRef,
    /// How many residents joined it instead of filing the same.
    pub joined: i64,
    /// Its photos that look like those of earlier reports, nearest first.
    pub seen_photos: Vec<SeenPhoto>,
    /// The reporter's rating.
    pub rating: Option<Rating>,
    /// What was said to the reporter at the last closing.
    pub closing_comment: Option<String>,
    /// What it earned; null until it was closed.
    pub award: Option<ReportAward>,
    /// The unit that is responsible by category and subdistrict, whichever has it now.
    pub responsible_unit: Option<UnitRef>,
    /// Every clock that ran or runs, in their order.
    pub clocks: Vec<ClockView>,
}

/// A report as its unit lists it: nothing in it says who reported.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UnitReport {
    /// What it is about.
    #[serde(flatten)]
    pub matter: Matter,
    /// How far it is, by the unit's own clock.
    #[serde(flatten)]
    pub progress: Progress,
    /// How often the check failed.
    pub rework_count: i32,
    /// The number of the report it is a duplicate of.
    pub merged_into: Option<String>,
}

/// A report in full, for its unit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct UnitReportDetail {
    /// As it is listed.
    #[serde(flatten)]
    pub report: UnitReport,
    /// Its photos.
    pub photos: ReportPhotos,
    /// Its history as far as it is the unit's, oldest first.
    pub timeline: Vec<ToldEvent>,
    /// What was answered to the questions of its category, where a program asked them.
    pub answers: Vec<Answer>,
}

/// A resident's own report, as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OwnReport {
    /// What it is about.
    #[serde(flatten)]
    pub matter: Matter,
    /// The unit that is responsible.
    pub unit_name: Option<String>,
    /// The number of the report it is a duplicate of.
    pub merged_into: Option<String>,
    /// Whether anybody may see it.
    pub published: bool,
    /// What the reporter is asked for and can still answer.
    pub question: Option<Question>,
    /// The stars it was given.
    pub rating_stars: Option<i32>,
    /// What it earned; null until it was closed.
    pub award: Option<ReportAward>,
}

/// A resident's own report in full. Staff are not named.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OwnReportDetail {
    /// As it is listed.
    #[serde(flatten)]
    pub report: OwnReport,
    /// Its photos.
    pub photos: ReportPhotos,
    /// Its history, oldest first.
    pub timeline: Vec<ToldEvent>,
    /// The rating.
    pub rating: Option<Rating>,
    /// What was said at the last closing.
    pub closing_comment: Option<String>,
    /// Until when I may say that it is not solved; null if I may not.
    pub not_solved_until: Option<DateTime<Utc>>,
    /// Who was shown my name and phone for this report, newest first.
    pub identity_views: Vec<IdentityView>,
}

impl Matter {
    /// What the report is about.
    ///
    /// # Errors
    /// 500 if the database holds what is none of the allowed words.
    pub(super) fn of(shown: &Shown) -> Result<Self> {
        let report = &shown.report;
        Ok(Self {
            id: report.id.clone(),
            number: report.number.clone(),
            status: report.status()?,
            group: CategoryGroup::parse(&report.group_code).map_err(Error::internal)?,
            category: report.category_code.clone(),
            category_name: shown.category_name.clone(),
            description: report.description.clone(),
            location: place(report)?,
            tier: tier(report)?,
            submitted_at: report.submitted_at.and_utc(),
            closed_at: report.closed_at.map(|at| at.and_utc()),
            thumbnail_url: shown.first_photo_id.as_deref().map(PhotoLink::thumbnail_url_of),
        })
    }

    /// Without what would tell who reported; `names` are the reporter's.
    pub(super) fn anonymous(mut self, names: &[&str]) -> Self {
        self.description = anonymous(&self.description, names);
        self.location.address = self.location.address.map(|address| anonymous(&address, names));
        self
    }
}

fn place(report: &ReportRow) -> Result<Place> {
    let datum = Datum::parse(&report.datum).map_err(Error::internal)?;
    let location = Location::from_e7(report.lat_e7, report.lng_e7, datum).map_err(Error::internal)?;
    Ok(Place {
        lat: location.lat(),
        lng: location.lng(),
        datum,
        address: report.address.clone(),
        subdistrict: report.subdistrict.clone(),
    })
}

fn tier(report: &ReportRow) -> Result<Option<Tier>> {
    report.tier.as_deref().map(Tier::parse).transpose().map_err(Error::internal)
}

impl CenterReport {
    /// For the center.
    ///
    /// # Errors
    /// As [`Matter::of`].
    pub(super) fn of(shown: &Shown, now: Moment) -> Result<Self> {
        let report = &shown.report;
        Ok(Self {
            matter: Matter::of(shown)?,
            unit: shown.unit.clone(),
            progress: shown.standing.for_center(now)?,
            rework_count: report.rework_count,
            merged_into: shown.merged_into.clone(),
            published: report.published,
            updated_at: report.updated_at.and_utc(),
        })
    }
}

impl UnitReport {
    /// For the unit; `names` are the reporter's, to be kept out of every text.
    ///
    /// # Errors
    /// As [`Matter::of`].
    pub(super) fn of(shown: &Shown, names: &[&str], now: Moment) -> Result<Self> {
        let report = &shown.report;
        Ok(Self {
            matter: Matter::of(shown)?.anonymous(names),
            progress: shown.standing.for_unit(now, names)?,
            rework_count: report.rework_count,
            merged_into: shown.merged_into.as_ref().map(|other| other.number.clone()),
        })
    }
}

impl OwnReport {
    /// For the resident who filed it.
    ///
    /// # Errors
    /// As [`Matter::of`].
    pub(super) fn of(shown: &Shown, award: Option<&AwardRecord>, now: Moment) -> Result<Self> {
        Ok(Self {
            matter: Matter::of(shown)?,
            unit_name: shown.unit.as_ref().map(|unit| unit.name.clone()),
            merged_into: shown.merged_into.as_ref().map(|other| other.number.clone()),
            published: shown.report.published,
            question: shown.standing.question(now),
            rating_stars: shown.report.rating_stars,
            award: ReportAward::decided(award),
        })
    }
}

impl Rating {
    /// The rating of a report, if it has one.
    pub(super) fn of(report: &ReportRow) -> Option<Self> {
        Some(Self {
            stars: report.rating_stars?,
            comment: report.rating_comment.clone(),
            at: report.rated_at?.and_utc(),
        })
    }
}

impl From<&AwardRecord> for ReportAward {
    fn from(record: &AwardRecord) -> Self {
        Self {
            beans: record.beans,
            tier_beans: record.tier_beans,
            limited_by: record.limited_by,
            rule_version: record.rule_version,
        }
    }
}

impl ReportAward {
    /// What a report has earned, once the ledger has decided and unless it was opened again.
    pub(super) fn decided(record: Option<&AwardRecord>) -> Option<Self> {
        record.filter(|record| !record.pending && record.grade.is_some()).map(Self::from)
    }
}
