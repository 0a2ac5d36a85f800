//! What residents earned in a month, as the ledger counted it against their caps, and who wants no place in the rank.

use super::earned::earned_between;
use super::schema::{account, earned, rank_opt_out, users};
use super::{DbConnection, WriteTx};
use crate::domain::beans::Beans;
use crate::error::{Error, Result};
use crate::on_backend;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use std::collections::HashMap;

/// What everybody earned from one date to another, both included, in all campaigns; without those who opted out.
///
/// # Errors
/// The database's.
pub fn earned_by_resident(
    connection: &mut DbConnection,
    from_on: NaiveDate,
    to_on: NaiveDate,
) -> Result<Vec<(String, Beans)>> {
    let opted_out = rank_opt_out::table.filter(rank_opt_out::resident_id.eq(account::owner_id));
    let sums: Vec<(String, i64)> = earned::table
        .inner_join(account::table.on(account::id.eq(earned::pocket_id)))
        .filter(earned::earned_on.ge(from_on).and(earned::earned_on.le(to_on)))
        .filter(not(exists(opted_out)))
        .group_by(account::owner_id)
        .select((account::owner_id, sql::<BigInt>("CAST(SUM(earned.beans) AS BIGINT)")))
        .load(connection)?;
    sums.into_iter()
        .map(|(id, hundredths)| Ok((id, Beans::from_hundredths(hundredths).map_err(Error::internal)?)))
        .collect()
}

/// What one resident earned from one date to another, at most a month, both included, in all campaigns.
///
/// # Errors
/// The database's.
pub fn earned_by(
    connection: &mut DbConnection,
    resident_id: &str,
    from_on: NaiveDate,
    to_on: NaiveDate,
) -> Result<Beans> {
    let pocket_ids: Vec<i64> = account::table
        .filter(account::owner_id.eq(resident_id))
        .filter(account::kind.eq("pocket"))
        .select(account::id)
        .load(connection)?;
    earned_between(connection, &pocket_ids, from_on, to_on)
}

/// The names of these residents, as far as they have one.
///
/// # Errors
/// The database's.
pub fn names(connection: &mut DbConnection, ids: &[String]) -> Result<HashMap<String, String>> {
    let found: Vec<(String, Option<String>)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::name)).load(connection)?;
    Ok(found.into_iter().filter_map(|(id, name)| Some((id, name?))).collect())
}

/// Whether a resident wants no place in the rank.
///
/// # Errors
/// The database's.
pub fn is_opted_out(connection: &mut DbConnection, resident_id: &str) -> Result<bool> {
    let found: Option<String> = rank_opt_out::table
        .find(resident_id)
        .select(rank_opt_out::resident_id)
        .first(connection)
        .optional()?;
    Ok(found.is_some())
}

/// Takes a resident out of the rank; once more changes nothing.
///
/// # Errors
/// The database's.
pub fn opt_out(tx: &mut WriteTx<'_>, resident_id: &str, since: NaiveDateTime) -> Result<()> {
    on_backend!(&mut **tx, |c| diesel::insert_into(rank_opt_out::table)
        .values((rank_opt_out::resident_id.eq(resident_id), rank_opt_out::since.eq(since)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Lets a resident back into the rank.
///
/// # Errors
/// The database's.
pub fn opt_in(tx: &mut WriteTx<'_>, resident_id: &str) -> Result<()> {
    diesel::delete(rank_opt_out::table.find(resident_id)).execute(&mut **tx)?;
    Ok(())
}
