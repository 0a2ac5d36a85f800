//! What pockets earned, as the ledger counts it against their caps.

use super::DbConnection;
use super::schema::earned;
use crate::domain::beans::Beans;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

/// What these pockets earned from one date to another, both included. Meant for a month or less: each day is looked up by
/// its key, for what was earned on a day lies together.
///
/// # Errors
/// The database's.
pub fn earned_between(
    connection: &mut DbConnection,
    pocket_ids: &[i64],
    from_on: NaiveDate,
    to_on: NaiveDate,
) -> Result<Beans> {
    let days: Vec<NaiveDate> = from_on.iter_days().take_while(|on| *on <= to_on).collect();
    let sum: Option<i64> = earned::table
        .filter(earned::earned_on.eq_any(days))
        .filter(earned::pocket_id.eq_any(pocket_ids))
        .select(sql::<Nullable<BigInt>>("CAST(SUM(earned.beans) AS BIGINT)"))
        .first(connection)?;
    Beans::from_hundredths(sum.unwrap_or(0)).map_err(Error::internal)
}
