//! Which accounts were used on which device, by keyed hashes.

use super::WriteTx;
use super::schema::device_mark;
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Notes that an account was used on a device, and forgets the oldest of its devices beyond `most`.
///
/// # Errors
/// The database's.
pub fn note(tx: &mut WriteTx<'_>, mark: &str, user_id: &str, at: NaiveDateTime, most: i64) -> Result<()> {
    on_backend!(&mut **tx, |c| diesel::insert_into(device_mark::table)
        .values((
            device_mark::mark.eq(mark),
            device_mark::user_id.eq(user_id),
            device_mark::first_seen_at.eq(at),
            device_mark::last_seen_at.eq(at),
        ))
        .on_conflict((device_mark::mark, device_mark::user_id))
        .do_update()
        .set(device_mark::last_seen_at.eq(at))
        .execute(c))?;
    let beyond: Vec<String> = device_mark::table
        .filter(device_mark::user_id.eq(user_id))
        .order((device_mark::last_seen_at.desc(), device_mark::mark))
        .select(device_mark::mark)
        .offset(most)
        .limit(most)
        .load(&mut **tx)?;
    if !beyond.is_empty() {
        let of_user = device_mark::table.filter(device_mark::user_id.eq(user_id));
        diesel::delete(of_user.filter(device_mark::mark.eq_any(&beyond))).execute(&mut **tx)?;
    }
    Ok(())
}

/// Forgets what was last seen before `before`; tells how much.
///
/// # Errors
/// The database's.
pub fn forget_before(tx: &mut WriteTx<'_>, before: NaiveDateTime) -> Result<usize> {
    let old = device_mark::table.filter(device_mark::last_seen_at.lt(before));
    Ok(diesel::delete(old).execute(&mut **tx)?)
}
