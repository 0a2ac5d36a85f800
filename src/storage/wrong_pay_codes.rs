//! Wrong pay codes that cashiers presented lately.

use super::WriteTx;
use super::schema::wrong_pay_code;
use crate::error::Result;
use chrono::{DateTime, Utc};
use diesel::prelude::*;

/// Notes a wrong code, forgets the cashier's that are older than `since`, and tells how many are left.
///
/// # Errors
/// The database's.
pub fn note(
    tx: &mut WriteTx<'_>,
    id: &str,
    cashier_id: &str,
    at: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Result<i64> {
    let of_cashier = wrong_pay_code::cashier_id.eq(cashier_id);
    diesel::delete(wrong_pay_code::table.filter(of_cashier).filter(wrong_pay_code::at.le(since.naive_utc())))
        .execute(&mut **tx)?;
    diesel::insert_into(wrong_pay_code::table)
        .values((wrong_pay_code::id.eq(id), of_cashier, wrong_pay_code::at.eq(at.naive_utc())))
        .execute(&mut **tx)?;
    Ok(wrong_pay_code::table.filter(of_cashier).count().get_result(&mut **tx)?)
}
