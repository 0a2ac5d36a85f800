//! What a resident holds, earned and did.

use super::beans;
use crate::domain::beans::Beans;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::{account, account_balance, campaign, entry, journal, redemption, refund, shop};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// One of a resident's pockets.
#[derive(Debug, Clone)]
pub struct PocketRow {
    /// The account.
    pub account_id: i64,
    /// The campaign.
    pub campaign_id: String,
    /// The campaign's name.
    pub campaign_name: String,
    /// The last day on which its beans buy something.
    pub expires_on: Option<NaiveDate>,
    /// What it holds.
    pub beans: Beans,
    /// What a correction wanted back and did not find; later awards repay it first.
    pub owed: Beans,
    /// The first day of the latest month in which it earned.
    pub month_on: Option<NaiveDate>,
    /// What it earned in that month.
    pub month_beans: Beans,
}

/// One posting as the resident sees it: all their pockets together.
#[derive(Debug, Clone)]
pub struct WalletLine {
    /// The posting.
    pub seq: i64,
    /// Its kind.
    pub kind: String,
    /// Microseconds since 1970, UTC.
    pub at_us: i64,
    /// What it is about.
    pub subject_kind: String,
    /// The id of that.
    pub subject_id: String,
    /// Signed hundredths.
    pub hundredths: i64,
    /// Hundredths in all pockets together afterwards.
    pub balance_after: i64,
    /// The shop's name, of redemptions and refunds.
    pub shop_name: Option<String>,
}

/// A resident's pockets, the one that expires first first.
///
/// # Errors
/// The database's.
pub fn pockets(connection: &mut DbConnection, resident_id: &str) -> Result<Vec<PocketRow>> {
    type Row = (i64, String, String, Option<NaiveDate>, i64, i64, Option<NaiveDate>, i64);
    let rows: Vec<Row> = account::table
        .inner_join(account_balance::table.on(account_balance::account_id.eq(account::id)))
        .inner_join(campaign::table.on(account::campaign_id.eq(campaign::id.nullable())))
        .filter(account::owner_id.eq(resident_id))
        .filter(account::kind.eq("pocket"))
        .select((
            account::id,
            campaign::id,
            campaign::name,
            campaign::redeem_until,
            account_balance::beans,
            account_balance::owed_beans,
            account_balance::month_on,
            account_balance::month_beans,
        ))
        .load(connection)?;
    let mut pockets = rows
        .into_iter()
        .map(|(account_id, campaign_id, campaign_name, expires_on, held, owed, month_on, in_month)| {
            Ok(PocketRow {
                account_id,
                campaign_id,
                campaign_name,
                expires_on,
                beans: beans(held)?,
                owed: beans(owed)?,
                month_on,
                month_beans: beans(in_month)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    pockets.sort_by_key(|pocket| (pocket.expires_on.is_none(), pocket.expires_on, pocket.account_id));
    Ok(pockets)
}

/// What happened to a resident's pockets, newest first, before posting `below_seq`. A posting that touches several
/// pockets is one line.
///
/// # Errors
/// The database's.
pub fn wallet_lines(
    connection: &mut DbConnection,
    resident_id: &str,
    below_seq: Option<i64>,
    rows: i64,
) -> Result<Vec<WalletLine>> {
    let pocket_ids: Vec<i64> = account::table
        .filter(account::owner_id.eq(resident_id))
        .filter(account::kind.eq("pocket"))
        .select(account::id)
        .load(connection)?;
    // The newest of each pocket contain the newest of all, and a pocket's first one tells what it held at the top.
    let mut changes: BTreeMap<i64, i64> = BTreeMap::new();
    let mut balance = 0_i64;
    for pocket_id in pocket_ids {
        let newest: Vec<(i64, i64, i64)> = entry::table
            .filter(entry::account_id.eq(pocket_id))
            .filter(entry::seq.lt(below_seq.unwrap_or(i64::MAX)))
            .order(entry::seq.desc())
            .limit(rows)
            .select((entry::seq, entry::beans, entry::balance_after))
            .load(connection)?;
        balance = balance.saturating_add(newest.first().map_or(0, |(_, _, after)| *after));
        for (seq, hundredths, _) in newest {
            let change = changes.entry(seq).or_default();
            *change = change.saturating_add(hundredths);
        }
    }
    let wanted = usize::try_from(rows).unwrap_or(0);
    let newest: Vec<(i64, i64)> = changes.into_iter().rev().take(wanted).collect();
    let seqs: Vec<i64> = newest.iter().map(|(seq, _)| *seq).collect();
    let mut headings = headings(connection, &seqs)?;
    let mut shops = shop_names(connection, &headings)?;
    let mut lines = Vec::with_capacity(newest.len());
    for (seq, hundredths) in newest {
        if let Some((kind, at_us, subject_kind, subject_id)) = headings.remove(&seq) {
            let shop_name = shops.remove(&seq);
            let balance_after = balance;
            lines.push(WalletLine {
                seq,
                kind,
                at_us,
                subject_kind,
                subject_id,
                hundredths,
                balance_after,
                shop_name,
            });
        }
        balance = balance.saturating_sub(hundredths);
    }
    Ok(lines)
}

type Heading = (String, i64, String, String);

fn headings(connection: &mut DbConnection, seqs: &[i64]) -> Result<HashMap<i64, Heading>> {
    let rows: Vec<(i64, String, i64, String, String)> = journal::table
        .filter(journal::seq.eq_any(seqs))
        .select((journal::seq, journal::kind, journal::at_us, journal::subject_kind, journal::subject_id))
        .load(connection)?;
    Ok(rows.into_iter().map(|(seq, kind, at_us, about, id)| (seq, (kind, at_us, about, id))).collect())
}

/// The shops of those that are redemptions and refunds.
fn shop_names(
    connection: &mut DbConnection,
    headings: &HashMap<i64, Heading>,
) -> Result<HashMap<i64, String>> {
    let of_kind = |wanted: &str| -> Vec<i64> {
        headings.iter().filter(|(_, (kind, ..))| kind == wanted).map(|(seq, _)| *seq).collect()
    };
    let mut names = HashMap::new();
    let redeemed = of_kind("redeem");
    if !redeemed.is_empty() {
        names.extend(
            redemption::table
                .inner_join(shop::table.on(shop::id.eq(redemption::shop_id)))
                .filter(redemption::seq.eq_any(redeemed))
                .select((redemption::seq, shop::name))
                .load::<(i64, String)>(connection)?,
        );
    }
    let refunded = of_kind("refund");
    if !refunded.is_empty() {
        names.extend(
            refund::table
                .inner_join(shop::table.on(shop::id.eq(refund::shop_id)))
                .filter(refund::seq.eq_any(refunded))
                .select((refund::seq, shop::name))
                .load::<(i64, String)>(connection)?,
        );
    }
    Ok(names)
}
