//! Award records, caps, redemptions and refunds against the postings.

use super::chain::Account;
use super::rows::Rows;
use super::{Finding, hold};
use chrono::{Datelike, NaiveDate};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

pub fn check(rows: &Rows, accounts: &BTreeMap<i64, Account>) -> Result<(), Finding> {
    check_earned(rows, accounts)?;
    check_awards(rows, accounts)?;
    check_redemptions(rows, accounts)?;
    check_refunds(rows)?;
    check_pay_codes(rows)
}

/// What counts against the caps is what the award records grant for that day.
fn check_earned(rows: &Rows, accounts: &BTreeMap<i64, Account>) -> Result<(), Finding> {
    let mut by_records: BTreeMap<(String, String, NaiveDate), i64> = BTreeMap::new();
    for award in rows.awards.iter().filter(|award| award.beans > 0) {
        let (Some(campaign_id), Some(on)) = (award.campaign_id.clone(), award.reckoned_on) else {
            return Err(format!("{award:?} grants beans of no campaign or day"));
        };
        hold!(matches!(&*award.state, "pending" | "posted"), "{award:?} is in no known state");
        hold!(award.beans <= award.tier_beans, "{award:?} grants more than its tier");
        *by_records.entry((award.resident_id.clone(), campaign_id, on)).or_default() += award.beans;
    }
    let mut counted: BTreeMap<(String, String, NaiveDate), i64> = BTreeMap::new();
    for earned in rows.earned.iter().filter(|earned| earned.beans != 0) {
        let pocket = &accounts[&earned.pocket_id];
        let campaign_id = pocket.campaign_id.clone().unwrap_or_default();
        counted.insert((pocket.owner_id.clone(), campaign_id, earned.earned_on), earned.beans);
    }
    hold!(counted == by_records, "the caps count {counted:?}, the records grant {by_records:?}");
    check_months(rows)
}

/// A pocket's latest month is kept beside its balance: it is the sum of that month's days, and no day comes after it.
fn check_months(rows: &Rows) -> Result<(), Finding> {
    let mut months: BTreeMap<i64, (NaiveDate, i64)> = BTreeMap::new();
    for earned in &rows.earned {
        let month_on = earned.earned_on.with_day(1).expect("each month has a first day");
        let latest = months.entry(earned.pocket_id).or_insert((month_on, 0));
        match month_on.cmp(&latest.0) {
            Ordering::Greater => *latest = (month_on, earned.beans),
            Ordering::Equal => latest.1 += earned.beans,
            Ordering::Less => {}
        }
    }
    for balance in &rows.balances {
        let kept = balance.month_on.map(|month_on| (month_on, balance.month_beans));
        let of_days = months.get(&balance.account_id).copied();
        hold!(kept == of_days, "{balance:?} keeps {kept:?} of its month, its days say {of_days:?}");
    }
    Ok(())
}

/// What residents were given, less what was taken back, is what their records grant and what they still owe.
fn check_awards(rows: &Rows, accounts: &BTreeMap<i64, Account>) -> Result<(), Finding> {
    let deeds: BTreeSet<&str> = rows.awards.iter().map(|award| &*award.deed_id).collect();
    let mut moved: BTreeMap<&str, i64> = BTreeMap::new();
    for (seq, posting) in &rows.moved {
        if !matches!(&*posting.kind, "award" | "reverse") {
            continue;
        }
        hold!(deeds.contains(&*posting.subject_id), "{seq} is for a deed without a record");
        for (account_id, beans) in &posting.changes {
            let account = &accounts[account_id];
            if account.kind == "pocket" {
                *moved.entry(&account.owner_id).or_default() += beans;
            }
        }
    }
    let mut granted: BTreeMap<&str, i64> = BTreeMap::new();
    for award in &rows.awards {
        *granted.entry(&award.resident_id).or_default() += award.beans;
    }
    for balance in rows.balances.iter().filter(|balance| balance.owed_beans != 0) {
        *granted.entry(&accounts[&balance.account_id].owner_id).or_default() += balance.owed_beans;
    }
    moved.retain(|_, beans| *beans != 0);
    granted.retain(|_, beans| *beans != 0);
    hold!(moved == granted, "residents were given {moved:?}, records and debts say {granted:?}");
    Ok(())
}

/// One redemption a `redeem`, with its amount, drawn on nobody else's pockets.
fn check_redemptions(rows: &Rows, accounts: &BTreeMap<i64, Account>) -> Result<(), Finding> {
    let redeemed: BTreeMap<i64, i64> = rows
        .moved
        .iter()
        .filter(|(_, posting)| posting.kind == "redeem")
        .map(|(seq, posting)| (*seq, posting.changes.iter().map(|(_, beans)| (*beans).max(0)).sum()))
        .collect();
    let recorded: BTreeMap<i64, i64> = rows.redemptions.iter().map(|row| (row.seq, row.beans)).collect();
    hold!(redeemed == recorded, "the journal redeems {redeemed:?}, redemptions say {recorded:?}");
    for row in &rows.redemptions {
        let posting = &rows.moved[&row.seq];
        hold!(posting.subject_id == row.id, "{} is not about redemption {}", row.seq, row.id);
        for (account_id, _) in posting.changes.iter().filter(|(_, beans)| *beans < 0) {
            let owner_id = &accounts[account_id].owner_id;
            hold!(*owner_id == row.resident_id, "{row:?} drew on a pocket of {owner_id}");
        }
    }
    Ok(())
}

/// Refunds never exceed their redemption, and go to the pockets it drew on.
fn check_refunds(rows: &Rows) -> Result<(), Finding> {
    let mut refunded: BTreeMap<&str, i64> = BTreeMap::new();
    for refund in &rows.refunds {
        let posting = rows.moved.get(&refund.seq);
        hold!(posting.is_some_and(|posting| posting.kind == "refund"), "{refund:?} has no posting");
        *refunded.entry(&refund.redemption_id).or_default() += refund.beans;
    }
    let postings = rows.moved.values().filter(|posting| posting.kind == "refund").count();
    hold!(postings == rows.refunds.len(), "{postings} refund postings, {} refunds", rows.refunds.len());
    for row in &rows.redemptions {
        let given_back = refunded.get(&*row.id).copied().unwrap_or(0);
        hold!(given_back == row.refunded_beans, "{row:?} was refunded {given_back}");
        hold!(given_back <= row.beans, "{row:?} was refunded beyond its beans");
        let mut drawn: BTreeMap<i64, i64> = rows.moved[&row.seq].changes.iter().copied().collect();
        for refund in rows.refunds.iter().filter(|refund| refund.redemption_id == row.id) {
            for (account_id, beans) in &rows.moved[&refund.seq].changes {
                *drawn.entry(*account_id).or_default() += beans;
            }
        }
        let pockets_over = drawn.values().filter(|beans| **beans > 0).count();
        hold!(pockets_over <= 1, "a refund of {row:?} gave a pocket more than it paid");
    }
    Ok(())
}

/// A used code paid for exactly one redemption, and every redemption was paid by one.
fn check_pay_codes(rows: &Rows) -> Result<(), Finding> {
    let mut used: Vec<&str> =
        rows.pay_codes.iter().filter_map(|(_, redemption)| redemption.as_deref()).collect();
    let mut redeemed: Vec<&str> = rows.redemptions.iter().map(|row| &*row.id).collect();
    used.sort_unstable();
    redeemed.sort_unstable();
    hold!(used == redeemed, "used codes paid for {used:?}, redemptions are {redeemed:?}");
    Ok(())
}
