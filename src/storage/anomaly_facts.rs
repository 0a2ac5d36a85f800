//! The facts that findings are made of: set queries, each bounded in time and in rows, on indices that there are.

use super::DbConnection;
use super::schema::{award, device_mark, photo, redemption, report, report_photo, shop, users};
use crate::domain::anomaly::{DeviceUse, Graded, PhotoUse, Redeemed, Reported};
use crate::domain::location::{Datum, Location};
use crate::domain::role::Role;
use crate::error::{Error, Result};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A photo's use as it is stored: (sha256, fingerprint, report, number, resident, filed).
type PhotoColumns = (String, i64, String, String, String, NaiveDateTime);

fn photo_use((sha256, fingerprint, report_id, number, resident_id, at): PhotoColumns) -> PhotoUse {
    PhotoUse {
        sha256,
        fingerprint: Some(u64::from_ne_bytes(fingerprint.to_ne_bytes())),
        report_id,
        number,
        resident_id,
        at: at.and_utc(),
    }
}

/// Photos of problems on reports filed since, the newest `rows`; and, however old, those with the same bytes.
///
/// # Errors
/// The database's.
pub fn photo_uses(connection: &mut DbConnection, since: NaiveDateTime, rows: i64) -> Result<Vec<PhotoUse>> {
    let columns = (
        photo::sha256,
        photo::fingerprint,
        report::id,
        report::number,
        report::resident_id,
        report::submitted_at,
    );
    let recent: Vec<PhotoColumns> = report::table
        .inner_join(report_photo::table.on(report_photo::report_id.eq(report::id)))
        .inner_join(photo::table.on(photo::id.eq(report_photo::photo_id)))
        .filter(report::submitted_at.ge(since))
        .filter(report_photo::kind.eq(super::photos::PROBLEM))
        .order(report::submitted_at.desc())
        .limit(rows)
        .select(columns)
        .load(connection)?;
    let (earlier_photo, recent_photo) = diesel::alias!(photo as earlier_photo, photo as recent_photo);
    let earlier: Vec<PhotoColumns> = recent_photo
        .inner_join(
            earlier_photo.on(earlier_photo.field(photo::sha256).eq(recent_photo.field(photo::sha256))),
        )
        .inner_join(report_photo::table.on(report_photo::photo_id.eq(earlier_photo.field(photo::id))))
        .inner_join(report::table.on(report::id.eq(report_photo::report_id)))
        .filter(recent_photo.field(photo::created_at).ge(since))
        .filter(earlier_photo.field(photo::id).ne(recent_photo.field(photo::id)))
        .filter(report::submitted_at.lt(since))
        .filter(report_photo::kind.eq(super::photos::PROBLEM))
        .limit(rows)
        .select((
            earlier_photo.field(photo::sha256),
            earlier_photo.field(photo::fingerprint),
            report::id,
            report::number,
            report::resident_id,
            report::submitted_at,
        ))
        .load(connection)?;
    Ok(recent.into_iter().chain(earlier).map(photo_use).collect())
}

/// Reports filed since, the newest `rows`.
///
/// # Errors
/// The database's.
pub fn reported(connection: &mut DbConnection, since: NaiveDateTime, rows: i64) -> Result<Vec<Reported>> {
    type Columns = (String, String, String, i64, i64, String, NaiveDateTime);
    let found: Vec<Columns> = report::table
        .filter(report::submitted_at.ge(since))
        .order(report::submitted_at.desc())
        .limit(rows)
        .select((
            report::id,
            report::number,
            report::resident_id,
            report::lat_e7,
            report::lng_e7,
            report::datum,
            report::submitted_at,
        ))
        .load(connection)?;
    found
        .into_iter()
        .map(|(report_id, number, resident_id, lat_e7, lng_e7, datum, at)| {
            let datum = Datum::parse(&datum).map_err(Error::internal)?;
            let location = Location::from_e7(lat_e7, lng_e7, datum).map_err(Error::internal)?;
            Ok(Reported { report_id, number, resident_id, location, at: at.and_utc() })
        })
        .collect()
}

/// Grades of reports closed since that stand, with who gave them; the newest `rows`.
///
/// # Errors
/// The database's.
pub fn graded(connection: &mut DbConnection, since: NaiveDateTime, rows: i64) -> Result<Vec<Graded>> {
    type Columns = (Option<String>, String, String, String, Option<String>, Option<NaiveDateTime>);
    let found: Vec<Columns> = report::table
        .inner_join(award::table.on(award::deed_kind.eq("report").and(award::deed_id.eq(report::id))))
        .filter(report::closed_at.ge(since))
        .filter(award::actor_id.is_not_null())
        .filter(award::grade.is_not_null())
        .order(report::closed_at.desc())
        .limit(rows)
        .select((
            award::actor_id,
            report::resident_id,
            report::id,
            report::number,
            award::grade,
            report::closed_at,
        ))
        .load(connection)?;
    Ok(found
        .into_iter()
        .filter_map(|(dispatcher_id, resident_id, report_id, number, grade, at)| {
            Some(Graded {
                dispatcher_id: dispatcher_id?,
                resident_id,
                report_id,
                number,
                is_high: grade? == crate::domain::tier::Tier::Major.as_str(),
                at: at?.and_utc(),
            })
        })
        .collect())
}

/// Accounts seen on devices since that have more than one, the newest `rows`.
///
/// # Errors
/// The database's.
pub fn device_uses(connection: &mut DbConnection, since: NaiveDateTime, rows: i64) -> Result<Vec<DeviceUse>> {
    let other = diesel::alias!(device_mark as other);
    let shared = diesel::dsl::exists(
        other
            .filter(other.field(device_mark::mark).eq(device_mark::mark))
            .filter(other.field(device_mark::user_id).ne(device_mark::user_id)),
    );
    let found: Vec<(String, String, String, NaiveDateTime)> = device_mark::table
        .inner_join(users::table.on(users::id.eq(device_mark::user_id)))
        .filter(device_mark::last_seen_at.ge(since))
        .filter(shared)
        .order(device_mark::last_seen_at.desc())
        .limit(rows)
        .select((device_mark::mark, device_mark::user_id, users::role, device_mark::first_seen_at))
        .load(connection)?;
    found
        .into_iter()
        .map(|(mark, user_id, role, at)| {
            let role = Role::parse(&role).map_err(Error::internal)?;
            Ok(DeviceUse { mark, user_id, role, first_seen_at: at.and_utc() })
        })
        .collect()
}

/// Redemptions on and after this local date: each shop's by its index; the newest `rows`.
///
/// # Errors
/// The database's.
pub fn redeemed(connection: &mut DbConnection, since_on: NaiveDate, rows: i64) -> Result<Vec<Redeemed>> {
    let found: Vec<(String, String, String, i64, NaiveDateTime)> = shop::table
        .inner_join(redemption::table.on(redemption::shop_id.eq(shop::id)))
        .filter(redemption::redeemed_on.ge(since_on))
        .order(redemption::seq.desc())
        .limit(rows)
        .select((
            redemption::id,
            redemption::cashier_id,
            redemption::resident_id,
            redemption::beans,
            redemption::at,
        ))
        .load(connection)?;
    Ok(found
        .into_iter()
        .map(|(id, cashier_id, resident_id, hundredths, at)| Redeemed {
            id,
            cashier_id,
            resident_id,
            hundredths,
            at: at.and_utc(),
        })
        .collect())
}
