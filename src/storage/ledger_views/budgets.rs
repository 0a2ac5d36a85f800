//! What campaigns were given, and what they have left.

use super::{RARE_KINDS, TREASURY_ID, beans};
use crate::domain::beans::Beans;
use crate::error::Result;
use crate::storage::DbConnection;
use crate::storage::schema::{account, account_balance, entry, journal};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use std::collections::HashMap;

/// A campaign's money. What it awarded is the rest: funded − released − left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BudgetFigures {
    /// Treasury to budget.
    pub funded: Beans,
    /// Budget to treasury, when it ended.
    pub released: Beans,
    /// What the budget holds.
    pub left: Beans,
}

/// The money of one campaign; nothing if it was never funded.
///
/// # Errors
/// The database's.
pub fn budget(connection: &mut DbConnection, campaign_id: &str) -> Result<BudgetFigures> {
    Ok(budgets(connection)?.remove(campaign_id).unwrap_or_default())
}

/// The money of all campaigns that were ever funded, by campaign.
///
/// # Errors
/// The database's.
pub fn budgets(connection: &mut DbConnection) -> Result<HashMap<String, BudgetFigures>> {
    let mut figures: HashMap<String, BudgetFigures> = HashMap::new();
    let left: Vec<(String, i64)> = account::table
        .inner_join(account_balance::table.on(account_balance::account_id.eq(account::id)))
        // The first condition names the index of the accounts that are few.
        .filter(sql::<Bool>("account.kind <> 'pocket'"))
        .filter(account::kind.eq("budget"))
        .select((account::owner_id, account_balance::beans))
        .load(connection)?;
    for (campaign_id, hundredths) in left {
        figures.entry(campaign_id).or_default().left = beans(hundredths)?;
    }
    for (kind, campaign_id, hundredths) in moved(connection)? {
        let budget = figures.entry(campaign_id).or_default();
        match kind.as_str() {
            "fund" => budget.funded = beans(hundredths)?,
            _ => budget.released = beans(hundredths.saturating_neg())?,
        }
    }
    Ok(figures)
}

/// Sums of fundings and releases, as the budgets saw them: (kind, campaign, hundredths).
fn moved(connection: &mut DbConnection) -> Result<Vec<(String, String, i64)>> {
    Ok(journal::table
        .inner_join(entry::table.on(entry::seq.eq(journal::seq)))
        .filter(sql::<Bool>(RARE_KINDS))
        .filter(journal::kind.eq("fund").or(journal::kind.eq("release")))
        .filter(entry::account_id.ne(TREASURY_ID))
        .group_by((journal::kind, journal::subject_id))
        .select((journal::kind, journal::subject_id, sql::<BigInt>("CAST(SUM(entry.beans) AS BIGINT)")))
        .load(connection)?)
}
