//! Rows of reports: filing them, changing them one revision at a time, and handing out their numbers.

use super::schema::{report, report_number};
use super::{DbConnection, WriteTx};
use crate::domain::report::ReportStatus;
use crate::domain::report_number::ReportNumber;
use crate::error::{Code, Error, Result};
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A report. Instants are in UTC.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = report, treat_none_as_null = true)]
pub struct ReportRow {
    /// The id; ordered by the instant of filing.
    pub id: String,
    /// What people call it by.
    pub number: String,
    /// Who reported.
    pub resident_id: String,
    /// The category's code.
    pub category_code: String,
    /// The category's group.
    pub group_code: String,
    /// What is wrong, in the reporter's words.
    pub description: String,
    /// Latitude in ten-millionths of a degree.
    pub lat_e7: i64,
    /// Longitude in ten-millionths of a degree.
    pub lng_e7: i64,
    /// The datum of the position.
    pub datum: String,
    /// The place in words.
    pub address: Option<String>,
    /// The subdistrict (街道).
    pub subdistrict: Option<String>,
    /// Where the report stands.
    pub status: String,
    /// The responsible unit, from being assigned until the unit returns it.
    pub unit_id: Option<String>,
    /// The grade; kept while a closed report is open again.
    pub tier: Option<String>,
    /// The report that this one is a duplicate of.
    pub merged_into: Option<String>,
    /// How often the check failed.
    pub rework_count: i32,
    /// Whether anybody may see it.
    pub published: bool,
    /// The reporter's rating, 1 to 5.
    pub rating_stars: Option<i32>,
    /// What the reporter said with it.
    pub rating_comment: Option<String>,
    /// When it was rated.
    pub rated_at: Option<NaiveDateTime>,
    /// When it was filed.
    pub submitted_at: NaiveDateTime,
    /// When it was closed for the first time: what awards are reckoned by.
    pub first_closed_at: Option<NaiveDateTime>,
    /// When it was closed last.
    pub closed_at: Option<NaiveDateTime>,
    /// When anything changed last.
    pub updated_at: NaiveDateTime,
    /// Counts the changes: the place of the last entry in its history.
    pub revision: i32,
}

impl ReportRow {
    /// Where the report stands.
    ///
    /// # Errors
    /// 500 if the database holds a word that is no status.
    pub fn status(&self) -> Result<ReportStatus> {
        ReportStatus::parse(&self.status).map_err(Error::internal)
    }

    /// What tells which of several reports was filed first: numbers are given in the order of filing.
    #[must_use]
    pub fn filing(&self) -> (NaiveDateTime, &str) {
        (self.submitted_at, &self.number)
    }
}

/// The report with this id.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<Option<ReportRow>> {
    Ok(report::table.find(id).select(ReportRow::as_select()).first(connection).optional()?)
}

/// The report with this id as it is after everybody who is changing it now is done; nobody else can change it until
/// the transaction ends.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut WriteTx<'_>, id: &str) -> Result<Option<ReportRow>> {
    let row = report::table.find(id);
    Ok(match &mut **tx {
        DbConnection::Postgresql(c) => row.for_update().select(ReportRow::as_select()).first(c).optional()?,
        DbConnection::Sqlite(c) => row.select(ReportRow::as_select()).first(c).optional()?,
    })
}

/// The id of the report with this number.
///
/// # Errors
/// The database's.
pub fn id_of_number(connection: &mut DbConnection, number: &str) -> Result<Option<String>> {
    Ok(report::table.filter(report::number.eq(number)).select(report::id).first(connection).optional()?)
}

/// Files a report.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &ReportRow) -> Result<()> {
    diesel::insert_into(report::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Writes a locked report back as its next revision, which `row` carries already.
///
/// # Errors
/// 409 `invalid_transition` if somebody else changed it meanwhile, which the lock should have kept out.
pub fn update(tx: &mut WriteTx<'_>, row: &ReportRow) -> Result<()> {
    let before = report::table
        .filter(report::id.eq(&row.id))
        .filter(report::revision.eq(row.revision.saturating_sub(1)));
    match diesel::update(before).set(row).execute(&mut **tx)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::InvalidTransition).with_facts("the report was changed at the same moment")),
    }
}

/// The ids of the reports that were merged into this one.
///
/// # Errors
/// The database's.
pub fn duplicate_ids(connection: &mut DbConnection, id: &str) -> Result<Vec<String>> {
    Ok(report::table
        .filter(report::merged_into.eq(id))
        .order(report::id)
        .select(report::id)
        .load(connection)?)
}

/// The reports that were merged into this one.
///
/// # Errors
/// The database's.
pub fn duplicates_of(connection: &mut DbConnection, id: &str) -> Result<Vec<ReportRow>> {
    Ok(report::table
        .filter(report::merged_into.eq(id))
        .order(report::id)
        .select(ReportRow::as_select())
        .load(connection)?)
}

/// The next place in a month. Whoever asks at the same moment waits until this transaction ends, so that a place
/// that is not used after all leaves no gap.
///
/// # Errors
/// The database's.
pub fn next_place(tx: &mut WriteTx<'_>, month: &str) -> Result<i32> {
    Ok(on_backend!(&mut **tx, |c| diesel::insert_into(report_number::table)
        .values((report_number::month.eq(month), report_number::last.eq(1)))
        .on_conflict(report_number::month)
        .do_update()
        .set(report_number::last.eq(report_number::last + 1))
        .returning(report_number::last)
        .get_result(c))?)
}

/// Makes sure that a number that was given elsewhere is not handed out again.
///
/// # Errors
/// The database's.
pub fn reserve_place(tx: &mut WriteTx<'_>, number: &ReportNumber) -> Result<()> {
    let (month, place) = (number.month(), number.place());
    let raised = diesel::update(report_number::table.filter(report_number::month.eq(month)))
        .filter(report_number::last.lt(place))
        .set(report_number::last.eq(place))
        .execute(&mut **tx)?;
    if raised == 0 {
        on_backend!(&mut **tx, |c| diesel::insert_into(report_number::table)
            .values((report_number::month.eq(month), report_number::last.eq(place)))
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}
