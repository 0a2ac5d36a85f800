//! Rows of photos, and which report a photo belongs to. The pictures themselves lie in the photo store.

use super::schema::{photo, report, report_photo};
use super::{DbConnection, WriteTx};
use crate::error::{Code, Error, Result};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A photo that was taken in.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = photo)]
pub struct PhotoRow {
    /// The id that callers know.
    pub id: String,
    /// Who uploaded it.
    pub owner_id: String,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
    /// Bytes of the picture as kept.
    pub size_bytes: i64,
    /// SHA-256 of the upload, in hexadecimal.
    pub sha256: String,
    /// The perceptual fingerprint's 64 bits.
    pub fingerprint: i64,
    /// Its name in the photo store.
    pub object_key: String,
    /// When it was taken in.
    pub created_at: NaiveDateTime,
}

/// What a photo shows of its report.
pub const PROBLEM: &str = "problem";
/// What a photo shows of the unit's work.
pub const RESOLUTION: &str = "resolution";

/// The place of a photo on a report.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_photo)]
pub struct ReportPhotoRow {
    /// The photo.
    pub photo_id: String,
    /// The report.
    pub report_id: String,
    /// `problem` or `resolution`.
    pub kind: String,
    /// The order of the photos of one kind, from 0.
    pub position: i32,
}

/// What decides who may see a photo.
#[derive(Debug, Clone, Queryable)]
pub struct PhotoStanding {
    /// Who uploaded it.
    pub owner_id: String,
    /// Its name in the photo store.
    pub object_key: String,
    /// The report it is on, if any.
    pub report: Option<PhotoReport>,
}

/// What of a report decides who may see its photos.
#[derive(Debug, Clone, Queryable)]
pub struct PhotoReport {
    /// Who reported.
    pub resident_id: String,
    /// The unit that the report is assigned to.
    pub unit_id: Option<String>,
    /// Whether the report is public.
    pub published: bool,
    /// Where the report stands.
    pub status: String,
    /// `problem` or `resolution`.
    pub kind: String,
}

/// Keeps a new photo's row.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &PhotoRow) -> Result<()> {
    diesel::insert_into(photo::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// How many photos of this owner are on no report.
///
/// # Errors
/// The database's.
pub fn count_loose(connection: &mut DbConnection, owner_id: &str) -> Result<i64> {
    Ok(photo::table
        .left_join(report_photo::table.on(report_photo::photo_id.eq(photo::id)))
        .filter(photo::owner_id.eq(owner_id))
        .filter(report_photo::photo_id.is_null())
        .count()
        .get_result(connection)?)
}

/// What decides who may see this photo.
///
/// # Errors
/// The database's.
pub fn standing(connection: &mut DbConnection, id: &str) -> Result<Option<PhotoStanding>> {
    type Report = (String, Option<String>, bool, String);
    type Columns = (String, String, Option<Report>, Option<String>);
    let found: Option<Columns> = photo::table
        .left_join(report_photo::table.on(report_photo::photo_id.eq(photo::id)))
        .left_join(report::table.on(report::id.nullable().eq(report_photo::report_id.nullable())))
        .filter(photo::id.eq(id))
        .select((
            photo::owner_id,
            photo::object_key,
            (report::resident_id, report::unit_id, report::published, report::status).nullable(),
            report_photo::kind.nullable(),
        ))
        .first(connection)
        .optional()?;
    Ok(found.map(|(owner_id, object_key, report, kind)| PhotoStanding {
        owner_id,
        object_key,
        report: report.zip(kind).map(|((resident_id, unit_id, published, status), kind)| PhotoReport {
            resident_id,
            unit_id,
            published,
            status,
            kind,
        }),
    }))
}

/// Which of these photos this owner has; locked until the transaction ends, so that the clean-up cannot take them.
///
/// # Errors
/// The database's.
pub fn lock_owned(tx: &mut WriteTx<'_>, owner_id: &str, ids: &[String]) -> Result<Vec<String>> {
    let query = photo::table
        .filter(photo::id.eq_any(ids))
        .filter(photo::owner_id.eq(owner_id))
        .order(photo::id)
        .select(photo::id);
    Ok(match &mut **tx {
        DbConnection::Postgresql(c) => query.for_update().load(c)?,
        DbConnection::Sqlite(c) => query.load(c)?,
    })
}

/// Puts photos on a report, after those of the same kind that are on it already.
///
/// # Errors
/// 409 `photo_in_use` if one of them is on a report already.
pub fn attach(tx: &mut WriteTx<'_>, report_id: &str, kind: &str, photo_ids: &[String]) -> Result<()> {
    let last: Option<i32> = report_photo::table
        .filter(report_photo::report_id.eq(report_id))
        .filter(report_photo::kind.eq(kind))
        .select(diesel::dsl::max(report_photo::position))
        .first(&mut **tx)?;
    for (position, photo_id) in (last.map_or(0, |last| last.saturating_add(1))..).zip(photo_ids) {
        let row = ReportPhotoRow {
            photo_id: photo_id.clone(),
            report_id: report_id.to_owned(),
            kind: kind.to_owned(),
            position,
        };
        diesel::insert_into(report_photo::table)
            .values(&row)
            .execute(&mut **tx)
            .map_err(Error::on_unique(Code::PhotoInUse))?;
    }
    Ok(())
}

/// The photos of a report with their sizes, by kind and order.
///
/// # Errors
/// The database's.
pub fn of_report(connection: &mut DbConnection, report_id: &str) -> Result<Vec<(ReportPhotoRow, i32, i32)>> {
    Ok(report_photo::table
        .inner_join(photo::table.on(photo::id.eq(report_photo::photo_id)))
        .filter(report_photo::report_id.eq(report_id))
        .order((report_photo::kind, report_photo::position))
        .select((ReportPhotoRow::as_select(), photo::width, photo::height))
        .load(connection)?)
}

/// The first photo of each of these reports, as (report, photo).
///
/// # Errors
/// The database's.
pub fn first_of_each(connection: &mut DbConnection, report_ids: &[&str]) -> Result<Vec<(String, String)>> {
    Ok(report_photo::table
        .filter(report_photo::report_id.eq_any(report_ids))
        .filter(report_photo::kind.eq(PROBLEM))
        .filter(report_photo::position.eq(0))
        .select((report_photo::report_id, report_photo::photo_id))
        .load(connection)?)
}

/// Removes the rows of up to `limit` photos that were taken in before `before` and are on no report, and tells their
/// names in the photo store.
///
/// # Errors
/// The database's.
pub fn remove_loose(tx: &mut WriteTx<'_>, before: NaiveDateTime, limit: i64) -> Result<Vec<String>> {
    let unused = diesel::dsl::not(diesel::dsl::exists(
        report_photo::table.filter(report_photo::photo_id.eq(photo::id)),
    ));
    let old = photo::table
        .filter(photo::created_at.lt(before))
        .filter(unused)
        .order(photo::id)
        .limit(limit)
        .select(photo::id);
    // Locked first and judged again by the deletion: a photo may be put on a report in between.
    let candidates: Vec<String> = match &mut **tx {
        DbConnection::Postgresql(c) => old.for_update().skip_locked().load(c)?,
        DbConnection::Sqlite(c) => old.load(c)?,
    };
    let still_loose: Vec<(String, String)> = photo::table
        .filter(photo::id.eq_any(&candidates))
        .filter(unused)
        .select((photo::id, photo::object_key))
        .load(&mut **tx)?;
    let (ids, object_keys): (Vec<String>, Vec<String>) = still_loose.into_iter().unzip();
    diesel::delete(photo::table.filter(photo::id.eq_any(&ids))).execute(&mut **tx)?;
    Ok(object_keys)
}
