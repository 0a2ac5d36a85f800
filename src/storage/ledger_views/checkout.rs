//! What a shop took, gave back, and is owed.

use super::{RARE_KINDS, TREASURY_ID, beans};
use crate::domain::beans::Beans;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::{account, account_balance, entry, journal, redemption, refund, users};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};

/// A redemption as its shop sees it. Personal: the name is to be masked before it goes anywhere.
#[derive(Clone, Queryable)]
pub struct RedemptionRow {
    /// Its id.
    pub id: String,
    /// The posting.
    pub seq: i64,
    /// Hundredths.
    pub hundredths: i64,
    /// Hundredths that were refunded of it.
    pub refunded_hundredths: i64,
    /// The shop's own number of the sale.
    pub order_no: Option<String>,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// The district's date of that.
    pub redeemed_on: NaiveDate,
    /// The resident's name.
    pub resident_name: Option<String>,
}

/// Which of a shop's redemptions are wanted.
#[derive(Debug, Clone)]
pub struct RedemptionFilter {
    /// The shop.
    pub shop_id: String,
    /// Only of this date.
    pub redeemed_on: Option<NaiveDate>,
    /// Only with this number of the sale.
    pub order_no: Option<String>,
    /// Only after this date and id in the list's order.
    pub after: Option<(NaiveDate, String)>,
}

/// Sums of one shop's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySums {
    /// Redemptions.
    pub count: i64,
    /// What they came to.
    pub redeemed: Beans,
    /// What was given back on that day, of whichever day's redemptions.
    pub refunded: Beans,
}

/// A shop's redemptions, the newest first.
///
/// # Errors
/// The database's.
pub fn redemptions(
    connection: &mut DbConnection,
    filter: &RedemptionFilter,
    rows: i64,
) -> Result<Vec<RedemptionRow>> {
    let mut query = redemption::table
        .inner_join(users::table.on(users::id.eq(redemption::resident_id)))
        .filter(redemption::shop_id.eq(filter.shop_id.clone()))
        .select((
            redemption::id,
            redemption::seq,
            redemption::beans,
            redemption::refunded_beans,
            redemption::order_no,
            redemption::at,
            redemption::redeemed_on,
            users::name,
        ))
        .into_boxed();
    if let Some(on) = filter.redeemed_on {
        query = query.filter(redemption::redeemed_on.eq(on));
    }
    if let Some(order_no) = &filter.order_no {
        query = query.filter(redemption::order_no.eq(order_no.clone()));
    }
    if let Some((on, id)) = &filter.after {
        let earlier = redemption::redeemed_on.lt(*on);
        let same_day = redemption::redeemed_on.eq(*on).and(redemption::id.lt(id.clone()));
        query = query.filter(redemption::redeemed_on.le(*on)).filter(earlier.or(same_day));
    }
    Ok(query.order((redemption::redeemed_on.desc(), redemption::id.desc())).limit(rows).load(connection)?)
}

/// Sums of one shop's day.
///
/// # Errors
/// The database's.
pub fn day_sums(connection: &mut DbConnection, shop_id: &str, on: NaiveDate) -> Result<DaySums> {
    let (count, redeemed): (i64, Option<i64>) = redemption::table
        .filter(redemption::shop_id.eq(shop_id))
        .filter(redemption::redeemed_on.eq(on))
        .select((sql::<BigInt>("COUNT(*)"), sql::<Nullable<BigInt>>("CAST(SUM(redemption.beans) AS BIGINT)")))
        .first(connection)?;
    let refunded: Option<i64> = refund::table
        .filter(refund::shop_id.eq(shop_id))
        .filter(refund::refunded_on.eq(on))
        .select(sql::<Nullable<BigInt>>("CAST(SUM(refund.beans) AS BIGINT)"))
        .first(connection)?;
    Ok(DaySums { count, redeemed: beans(redeemed.unwrap_or(0))?, refunded: beans(refunded.unwrap_or(0))? })
}

/// What the district owes a shop.
///
/// # Errors
/// The database's.
pub fn owed_to_shop(connection: &mut DbConnection, shop_id: &str) -> Result<Beans> {
    let held: Option<i64> = account::table
        .inner_join(account_balance::table.on(account_balance::account_id.eq(account::id)))
        .filter(account::owner_id.eq(shop_id))
        .filter(account::kind.eq("shop"))
        .select(account_balance::beans)
        .first(connection)
        .optional()?;
    beans(held.unwrap_or(0))
}

/// A settlement that was booked.
#[derive(Debug, Clone, Queryable)]
pub struct SettlementRow {
    /// The posting.
    pub seq: i64,
    /// Microseconds since 1970, UTC.
    pub at_us: i64,
    /// Hundredths.
    pub hundredths: i64,
    /// The payment's reference.
    pub memo: Option<String>,
    /// The finance user.
    pub actor_id: Option<String>,
}

/// A shop's settlements, the newest first, before posting `below_seq`.
///
/// # Errors
/// The database's.
pub fn settlements(
    connection: &mut DbConnection,
    shop_id: &str,
    below_seq: Option<i64>,
    rows: i64,
) -> Result<Vec<SettlementRow>> {
    Ok(journal::table
        .inner_join(entry::table.on(entry::seq.eq(journal::seq)))
        .filter(sql::<Bool>(RARE_KINDS))
        .filter(journal::kind.eq("settle"))
        .filter(journal::subject_id.eq(shop_id))
        .filter(journal::seq.lt(below_seq.unwrap_or(i64::MAX)))
        .filter(entry::account_id.eq(TREASURY_ID))
        .order(journal::seq.desc())
        .limit(rows)
        .select((journal::seq, journal::at_us, entry::beans, journal::memo, journal::actor_id))
        .load(connection)?)
}
