//! How photos look, found by index: fingerprints in bands, and which photo looks like an earlier one.

use super::schema::{photo, photo_match, photo_print, report, report_photo};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use crate::on_backend;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Integer};

/// The fingerprint of a photo or of a part of it.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = photo_print)]
pub struct PrintRow {
    /// The photo.
    pub photo_id: String,
    /// Which part of it; 0 is the whole.
    pub part: i32,
    /// The 64 bits.
    pub bits: i64,
    /// The lowest 16 bits.
    pub band_0: i32,
    /// The next.
    pub band_1: i32,
    /// The next.
    pub band_2: i32,
    /// The highest.
    pub band_3: i32,
}

/// A photo that looks like an earlier one.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = photo_match)]
pub struct MatchRow {
    /// The later photo.
    pub photo_id: String,
    /// The earlier one.
    pub earlier_id: String,
    /// In how many bits they differ.
    pub distance: i32,
}

/// A match between a photo of one report and a photo of another.
#[derive(Debug, Clone)]
pub struct ReportMatch {
    /// The photo of the report that was asked about.
    pub photo_id: String,
    /// The other photo.
    pub other_photo_id: String,
    /// The other photo's report.
    pub other_report_id: String,
    /// Whether the other photo is the earlier one.
    pub is_earlier: bool,
    /// In how many bits they differ.
    pub distance: i32,
}

/// The columns of the bands, the lowest bits first.
const BAND_COLUMNS: [&str; 4] = ["band_0", "band_1", "band_2", "band_3"];

#[derive(QueryableByName)]
struct BitsRow {
    #[diesel(sql_type = BigInt)]
    bits: i64,
}

/// Keeps fingerprints.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, rows: &[PrintRow]) -> Result<()> {
    for row in rows {
        diesel::insert_into(photo_print::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

/// The whole's fingerprint of a photo.
///
/// # Errors
/// The database's.
pub fn whole(connection: &mut DbConnection, photo_id: &str) -> Result<Option<i64>> {
    Ok(photo::table.find(photo_id).select(photo::fingerprint).first(connection).optional()?)
}

/// Up to `rows` fingerprints that have one of these numbers in this band; read from the index alone. PostgreSQL looks the
/// numbers up one by one: asked for all at once it would rather read the whole table, since it cannot know how few have
/// them.
///
/// # Errors
/// The database's.
pub fn bits_in_band(
    connection: &mut DbConnection,
    band: usize,
    numbers: &[i32],
    rows: i64,
) -> Result<Vec<i64>> {
    match connection {
        DbConnection::Postgresql(c) => {
            let column = BAND_COLUMNS.get(band).copied().unwrap_or("band_3");
            let found: Vec<BitsRow> = sql_query(format!(
                "SELECT found.bits FROM unnest($1) AS wanted (number) CROSS JOIN LATERAL \
                 (SELECT bits FROM photo_print WHERE {column} = wanted.number OFFSET 0) found LIMIT $2"
            ))
            .bind::<Array<Integer>, _>(numbers)
            .bind::<BigInt, _>(rows)
            .load(c)?;
            Ok(found.into_iter().map(|row| row.bits).collect())
        }
        DbConnection::Sqlite(c) => bits_in_band_sqlite(c, band, numbers, rows),
    }
}

fn bits_in_band_sqlite(
    connection: &mut SqliteConnection,
    band: usize,
    numbers: &[i32],
    rows: i64,
) -> Result<Vec<i64>> {
    macro_rules! look_up {
        ($column:ident) => {
            photo_print::table
                .filter(photo_print::$column.eq_any(numbers))
                .select(photo_print::bits)
                .limit(rows)
                .load(connection)?
        };
    }
    Ok(match band {
        0 => look_up!(band_0),
        1 => look_up!(band_1),
        2 => look_up!(band_2),
        _ => look_up!(band_3),
    })
}

/// Up to `rows` other photos with exactly these fingerprints, earliest first, as (photo, bits); `bands` are the lowest
/// bands of the same fingerprints, which the index is by.
///
/// # Errors
/// The database's.
pub fn photos_with(
    connection: &mut DbConnection,
    bands: &[i32],
    bits: &[i64],
    than_id: &str,
    rows: i64,
) -> Result<Vec<(String, i64)>> {
    Ok(photo_print::table
        .filter(photo_print::band_0.eq_any(bands))
        .filter(photo_print::bits.eq_any(bits))
        .filter(photo_print::photo_id.ne(than_id))
        .select((photo_print::photo_id, photo_print::bits))
        .order((photo_print::photo_id, photo_print::part))
        .limit(rows)
        .load(connection)?)
}

/// Keeps which photos look alike, and that this one was compared. Photos that are gone meanwhile are passed over, and so
/// are pairs that the other one has found.
///
/// # Errors
/// The database's.
pub fn keep_matches(tx: &mut WriteTx<'_>, photo_id: &str, rows: &[MatchRow]) -> Result<()> {
    let open = photo::table.filter(photo::id.eq(photo_id)).filter(photo::compared.eq(false));
    if diesel::update(open).set(photo::compared.eq(true)).execute(&mut **tx)? == 0 {
        return Ok(());
    }
    let ids: Vec<&str> =
        rows.iter().flat_map(|row| [row.photo_id.as_str(), row.earlier_id.as_str()]).collect();
    let there: Vec<String> = photo::table.filter(photo::id.eq_any(&ids)).select(photo::id).load(&mut **tx)?;
    let is_there = |row: &&MatchRow| there.contains(&row.photo_id) && there.contains(&row.earlier_id);
    for row in rows.iter().filter(is_there) {
        on_backend!(&mut **tx, |c| diesel::insert_into(photo_match::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Up to `rows` photos that were not compared with the earlier ones yet, earliest first.
///
/// # Errors
/// The database's.
pub fn to_compare(connection: &mut DbConnection, rows: i64) -> Result<Vec<String>> {
    Ok(photo::table
        .filter(diesel::dsl::not(photo::compared))
        .order(photo::id)
        .limit(rows)
        .select(photo::id)
        .load(connection)?)
}

/// Up to `rows` matches in each direction between photos of this report and photos of others, nearest first.
///
/// # Errors
/// The database's.
pub fn matches_of_report(
    connection: &mut DbConnection,
    report_id: &str,
    rows: i64,
) -> Result<Vec<ReportMatch>> {
    let ids: Vec<String> = report_photo::table
        .filter(report_photo::report_id.eq(report_id))
        .select(report_photo::photo_id)
        .load(connection)?;
    let earlier: Vec<(MatchRow, String)> = photo_match::table
        .inner_join(report_photo::table.on(report_photo::photo_id.eq(photo_match::earlier_id)))
        .filter(photo_match::photo_id.eq_any(&ids))
        .filter(report_photo::report_id.ne(report_id))
        .order((photo_match::distance, photo_match::earlier_id))
        .limit(rows)
        .select((MatchRow::as_select(), report_photo::report_id))
        .load(connection)?;
    let later: Vec<(MatchRow, String)> = photo_match::table
        .inner_join(report_photo::table.on(report_photo::photo_id.eq(photo_match::photo_id)))
        .filter(photo_match::earlier_id.eq_any(&ids))
        .filter(report_photo::report_id.ne(report_id))
        .order((photo_match::distance, photo_match::photo_id))
        .limit(rows)
        .select((MatchRow::as_select(), report_photo::report_id))
        .load(connection)?;
    let seen_before = earlier.into_iter().map(|(row, other_report_id)| ReportMatch {
        photo_id: row.photo_id,
        other_photo_id: row.earlier_id,
        other_report_id,
        is_earlier: true,
        distance: row.distance,
    });
    let seen_again = later.into_iter().map(|(row, other_report_id)| ReportMatch {
        photo_id: row.earlier_id,
        other_photo_id: row.photo_id,
        other_report_id,
        is_earlier: false,
        distance: row.distance,
    });
    let mut all: Vec<ReportMatch> = seen_before.chain(seen_again).collect();
    all.sort_by_key(|found| found.distance);
    Ok(all)
}

/// The reports of these ids.
///
/// # Errors
/// The database's.
pub fn reports_of(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<super::reports::ReportRow>> {
    Ok(report::table
        .filter(report::id.eq_any(ids))
        .select(super::reports::ReportRow::as_select())
        .load(connection)?)
}
