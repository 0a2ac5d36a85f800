//! Wrong pay codes that cashiers presented lately.

use super::WriteTx;
use super::schema::wrong_pay_code;
use crate::error::Result;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

/// Notes a wrong code, forgets the cashier's that are further away than `window`, and tells how many are left. Those in
/// the future were noted before the clock was set back.
///
/// # Errors
/// The database's.
pub fn note(
    tx: &mut WriteTx<'_>,
    id: &str,
    cashier_id: &str,
    at: DateTime<Utc>,
    window: TimeDelta,
) -> Result<i64> {
    let of_cashier = wrong_pay_code::cashier_id.eq(cashier_id);
    let (since, until) = ((at - window).naive_utc(), (at + window).naive_utc());
    let far_away = wrong_pay_code::at.le(since).or(wrong_pay_code::at.gt(until));
    diesel::delete(wrong_pay_code::table.filter(of_cashier).filter(far_away)).execute(&mut **tx)?;
    diesel::insert_into(wrong_pay_code::table)
        .values((wrong_pay_code::id.eq(id), of_cashier, wrong_pay_code::at.eq(at.naive_utc())))
        .execute(&mut **tx)?;
    Ok(wrong_pay_code::table.filter(of_cashier).count().get_result(&mut **tx)?)
}
