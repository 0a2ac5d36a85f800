//! What time alone makes necessary: pockets whose last day is over, budgets of ended campaigns, codes nobody used.

use crate::error::Result;
use crate::storage::schema::{account, account_balance, campaign, pay_code};
use crate::storage::{DbConnection, WriteTx};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

/// Pockets that still hold beans of campaigns that could be redeemed until before `today_on`: (resident, campaign).
pub(in crate::ledger) fn expired_pockets(
    c: &mut DbConnection,
    today_on: NaiveDate,
    limit: i64,
) -> Result<Vec<(String, String)>> {
    let over: Vec<String> =
        campaign::table.filter(campaign::redeem_until.lt(today_on)).select(campaign::id).load(c)?;
    if over.is_empty() {
        return Ok(Vec::new());
    }
    let pockets: Vec<(String, Option<String>)> = account::table
        .inner_join(account_balance::table)
        .filter(account::kind.eq("pocket"))
        .filter(account::campaign_id.eq_any(over))
        .filter(account_balance::beans.gt(0_i64))
        .order(account::id)
        .select((account::owner_id, account::campaign_id))
        .limit(limit)
        .load(c)?;
    Ok(pockets.into_iter().filter_map(|(resident, campaign)| Some((resident, campaign?))).collect())
}

/// Ended campaigns whose budget still holds beans.
pub(in crate::ledger) fn unreleased_budgets(c: &mut DbConnection) -> Result<Vec<String>> {
    let ended: Vec<String> =
        campaign::table.filter(campaign::status.eq("ended")).select(campaign::id).load(c)?;
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    Ok(account::table
        .inner_join(account_balance::table)
        .filter(account::kind.eq("budget"))
        .filter(account::owner_id.eq_any(ended))
        .filter(account_balance::beans.gt(0_i64))
        .select(account::owner_id)
        .load(c)?)
}

/// Forgets codes that were never used and expired before `before`; used ones stay as evidence.
pub(in crate::ledger) fn forget_pay_codes(tx: &mut WriteTx<'_>, before: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(
        pay_code::table
            .filter(pay_code::state.ne("used"))
            .filter(pay_code::expires_at.lt(before.naive_utc())),
    )
    .execute(&mut **tx)?)
}
