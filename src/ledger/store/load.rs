//! What a batch reads: one set query a table.

use super::by_keys::{AnswersTo, AwardsOf, EarnedOn, LiveCodesOf};
use super::rows::{AwardRow, IdempotencyRow, PayCodeRow, RedemptionRow};
use crate::domain::beans::Beans;
use crate::domain::deed::DeedKind;
use crate::error::{Error, Result};
use crate::ledger::account::{AccountId, AccountKey};
use crate::ledger::earned::EarnedInMonth;
use crate::on_backend;
use crate::storage::DbConnection;
use crate::storage::schema::{
    account, account_balance, award, earned, entry, idempotency, pay_code, redemption,
};
use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::HashMap;

diesel::joinable!(account_balance -> account (account_id));

/// A stored account with what it holds.
#[derive(Debug, Clone)]
pub(in crate::ledger) struct AccountLine {
    pub(in crate::ledger) id: AccountId,
    pub(in crate::ledger) key: AccountKey,
    pub(in crate::ledger) balance: i64,
    pub(in crate::ledger) owed: i64,
    /// The latest month in which it earned.
    pub(in crate::ledger) latest_month: Option<EarnedInMonth>,
}

/// All accounts of these owners, oldest first: pockets, shops, budgets, the treasury.
pub(in crate::ledger) fn accounts_of(c: &mut DbConnection, owners: &[String]) -> Result<Vec<AccountLine>> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    type Row = (i64, String, String, Option<String>, i64, i64, Option<NaiveDate>, i64);
    let rows: Vec<Row> = on_backend!(c, |c| account::table
        .inner_join(account_balance::table)
        .filter(account::owner_id.eq_any(owners))
        .select((
            account::id,
            account::kind,
            account::owner_id,
            account::campaign_id,
            account_balance::beans,
            account_balance::owed_beans,
            account_balance::month_on,
            account_balance::month_beans,
        ))
        .order(account::id)
        .load(c))?;
    rows.into_iter()
        .map(|(id, kind, owner_id, campaign_id, balance, owed, month_on, month_beans)| {
            let key = AccountKey::from_row(&kind, owner_id, campaign_id)
                .ok_or_else(|| Error::internal(format!("account {id} makes no sense")))?;
            let latest_month = month_on.map(|month_on| EarnedInMonth { month_on, beans: month_beans });
            Ok(AccountLine { id, key, balance, owed, latest_month })
        })
        .collect()
}

/// What these pockets earned on these days: (pocket, day, hundredths); nothing of days on which they earned nothing.
pub(in crate::ledger) fn earned_on(
    c: &mut DbConnection,
    days: &[(NaiveDate, AccountId)],
) -> Result<Vec<(AccountId, NaiveDate, i64)>> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    match c {
        DbConnection::Postgresql(c) => Ok(EarnedOn::days(days).load(c)?),
        DbConnection::Sqlite(c) => {
            let mut rows = Vec::new();
            for day in days {
                rows.extend(earned::table.find(*day).first::<(AccountId, NaiveDate, i64)>(c).optional()?);
            }
            Ok(rows)
        }
    }
}

/// The award records of these deeds of one kind. A wish that comes before the batch is written stays pending: see
/// `AwardRow`.
pub(in crate::ledger) fn awards_of(
    c: &mut DbConnection,
    kind: DeedKind,
    deed_ids: &[String],
) -> Result<Vec<AwardRow>> {
    Ok(match c {
        DbConnection::Postgresql(c) => AwardsOf { kind, deed_ids }.load(c)?,
        DbConnection::Sqlite(c) => award::table
            .filter(award::deed_kind.eq(kind.as_str()))
            .filter(award::deed_id.eq_any(deed_ids))
            .load(c)?,
    })
}

/// Award records that wait for the ledger, oldest first.
pub(in crate::ledger) fn pending_awards(c: &mut DbConnection, limit: i64) -> Result<Vec<(String, String)>> {
    Ok(award::table
        .filter(award::state.eq("pending"))
        .order(award::closed_at)
        .select((award::deed_kind, award::deed_id))
        .limit(limit)
        .load(c)?)
}

/// The answers recorded for these keys, each with its caller's id before it.
pub(in crate::ledger) fn idempotency_of(
    c: &mut DbConnection,
    asked: &[(String, String)],
) -> Result<Vec<IdempotencyRow>> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    match c {
        DbConnection::Postgresql(c) => Ok(AnswersTo::keys(asked).load(c)?),
        DbConnection::Sqlite(c) => {
            let mut rows = Vec::new();
            for (caller, key) in asked {
                rows.extend(idempotency::table.find((caller, key)).first::<IdempotencyRow>(c).optional()?);
            }
            Ok(rows)
        }
    }
}

/// The pay codes of these hashes.
pub(in crate::ledger) fn pay_codes_of(c: &mut DbConnection, hashes: &[String]) -> Result<Vec<PayCodeRow>> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(c, |c| pay_code::table.filter(pay_code::code_hash.eq_any(hashes)).load(c))?)
}

/// The pay codes of these residents that live; each has one at most.
pub(in crate::ledger) fn live_codes_of(
    c: &mut DbConnection,
    residents: &[String],
) -> Result<Vec<PayCodeRow>> {
    if residents.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match c {
        DbConnection::Postgresql(c) => LiveCodesOf(residents).load(c)?,
        DbConnection::Sqlite(c) => pay_code::table
            // Word for word as the index of live codes says it, which is not taken for a parameter.
            .filter(sql::<Bool>("pay_code.state = 'live'"))
            .filter(pay_code::resident_id.eq_any(residents))
            .load(c)?,
    })
}

/// These redemptions.
pub(in crate::ledger) fn redemptions_of(c: &mut DbConnection, ids: &[String]) -> Result<Vec<RedemptionRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(c, |c| redemption::table.filter(redemption::id.eq_any(ids)).load(c))?)
}

/// Which pockets these postings drew on, in order, by the postings' numbers.
pub(in crate::ledger) fn draws_of(
    c: &mut DbConnection,
    seqs: &[i64],
) -> Result<HashMap<i64, Vec<(AccountId, Beans)>>> {
    let mut draws: HashMap<i64, Vec<(AccountId, Beans)>> = HashMap::new();
    if seqs.is_empty() {
        return Ok(draws);
    }
    let rows: Vec<(i64, i64, i64)> = on_backend!(c, |c| entry::table
        .filter(entry::seq.eq_any(seqs))
        .filter(entry::beans.lt(0_i64))
        .order((entry::seq, entry::line))
        .select((entry::seq, entry::account_id, entry::beans))
        .load(c))?;
    for (seq, account_id, change) in rows {
        let beans = Beans::from_hundredths(-change).map_err(Error::internal)?;
        draws.entry(seq).or_default().push((account_id, beans));
    }
    Ok(draws)
}
