//! Postings: balanced sets of entries. An unbalanced one cannot be built.

use super::account::AccountId;
use crate::domain::beans::Beans;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// What a posting is.
    "posting kind" PostingKind {
        /// Treasury to budget.
        Fund = "fund",
        /// Budget to pocket.
        Award = "award",
        /// Pocket to shop.
        Redeem = "redeem",
        /// Shop to pocket.
        Refund = "refund",
        /// Pocket to budget.
        Reverse = "reverse",
        /// Shop to treasury.
        Settle = "settle",
        /// Pocket to treasury.
        Expire = "expire",
        /// Budget to treasury.
        Release = "release",
    }
}

/// One line of a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The account.
    pub account_id: AccountId,
    /// Signed hundredths, never zero.
    pub change: i64,
    /// Hundredths in the account afterwards.
    pub balance_after: i64,
}

/// Beans on the way from one account to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Transfer {
    pub(super) from: AccountId,
    pub(super) to: AccountId,
    pub(super) beans: Beans,
}

/// What a posting says beside its entries.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) kind: PostingKind,
    /// What it is about: a deed's kind, `redemption`, `campaign`, `shop`.
    pub(super) subject_kind: String,
    pub(super) subject_id: String,
    /// The earlier posting that this one mends.
    pub(super) corrects: Option<i64>,
    pub(super) actor_id: Option<String>,
    pub(super) memo: Option<String>,
}

/// The net change of each account, in the order in which the transfers first name it. Sums to zero because each
/// transfer does. Accounts that come out even are left out.
pub(super) fn net_changes(transfers: &[Transfer]) -> Vec<(AccountId, i64)> {
    let mut changes: Vec<(AccountId, i64)> = Vec::with_capacity(transfers.len() + 1);
    for transfer in transfers {
        let hundredths = transfer.beans.hundredths();
        for (account_id, change) in [(transfer.from, -hundredths), (transfer.to, hundredths)] {
            match changes.iter_mut().find(|(id, _)| *id == account_id) {
                Some((_, sum)) => *sum += change,
                None => changes.push((account_id, change)),
            }
        }
    }
    changes.retain(|(_, change)| *change != 0);
    changes
}
