//! Accounts and what they hold, now or at a past instant.

use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::{account, account_balance, entry, journal, ledger_head};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// An account with what it holds, in hundredths; the treasury's is below zero.
#[derive(Debug, Clone, Queryable)]
pub struct AccountRow {
    /// Its id.
    pub id: i64,
    /// `treasury`, `budget`, `pocket` or `shop`.
    pub kind: String,
    /// Resident of a pocket, shop, or campaign of a budget.
    pub owner_id: String,
    /// Campaign of a pocket.
    pub campaign_id: Option<String>,
    /// What it holds.
    pub hundredths: i64,
}

/// Accounts by id, after the last page's: as they are now, or as they were after posting `at_seq`, those that were
/// not opened yet left out.
///
/// # Errors
/// The database's.
pub fn accounts(
    connection: &mut DbConnection,
    kind: Option<&str>,
    at_seq: Option<i64>,
    after_id: Option<i64>,
    rows: i64,
) -> Result<Vec<AccountRow>> {
    let after_id = after_id.unwrap_or(0);
    let Some(at_seq) = at_seq else {
        let mut query = account::table
            .inner_join(account_balance::table.on(account_balance::account_id.eq(account::id)))
            .filter(account::id.gt(after_id))
            .select((
                account::id,
                account::kind,
                account::owner_id,
                account::campaign_id,
                account_balance::beans,
            ))
            .into_boxed();
        if let Some(kind) = kind {
            query = query.filter(account::kind.eq(kind.to_owned()));
            if kind != "pocket" {
                query = query.filter(sql::<Bool>("account.kind <> 'pocket'"));
            }
        }
        return Ok(query.order(account::id).limit(rows).load(connection)?);
    };
    let mut query = account::table
        .filter(account::id.gt(after_id))
        .filter(account::opened_seq.le(at_seq))
        .select((account::id, account::kind, account::owner_id, account::campaign_id))
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(account::kind.eq(kind.to_owned()));
        if kind != "pocket" {
            query = query.filter(sql::<Bool>("account.kind <> 'pocket'"));
        }
    }
    let found: Vec<(i64, String, String, Option<String>)> =
        query.order(account::id).limit(rows).load(connection)?;
    found
        .into_iter()
        .map(|(id, kind, owner_id, campaign_id)| {
            let hundredths = balance_after(connection, id, at_seq)?;
            Ok(AccountRow { id, kind, owner_id, campaign_id, hundredths })
        })
        .collect()
}

/// What an account held after a posting: one step into the index of its entries.
fn balance_after(connection: &mut DbConnection, account_id: i64, at_seq: i64) -> Result<i64> {
    let last: Option<i64> = entry::table
        .filter(entry::account_id.eq(account_id))
        .filter(entry::seq.le(at_seq))
        .order(entry::seq.desc())
        .select(entry::balance_after)
        .first(connection)
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// The last posting at or before an instant (microseconds since 1970); 0 if there was none. Postings are numbered
/// without gaps and their instants never decrease, so the place is found by halving.
///
/// # Errors
/// The database's.
pub fn seq_at(connection: &mut DbConnection, at_us: i64) -> Result<i64> {
    let head: Option<i64> = ledger_head::table.select(ledger_head::seq).first(connection).optional()?;
    // Everything up to `low` is at or before the instant; everything above `high` is after it.
    let (mut low, mut high) = (0_i64, head.unwrap_or(0));
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let middle_at_us: i64 = journal::table.find(middle).select(journal::at_us).first(connection)?;
        if middle_at_us <= at_us {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}
