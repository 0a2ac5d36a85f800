//! Which pockets a redemption draws on, and which a refund gives back to.

use chrono::NaiveDate;

use crate::domain::beans::Beans;

/// One of a resident's pockets, as a redemption sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PocketView {
    /// The pocket's account.
    pub account_id: i64,
    /// What it holds.
    pub beans: Beans,
    /// The last day on which its beans buy something; `None` if they never expire.
    pub expires_on: Option<NaiveDate>,
}

impl PocketView {
    /// Whether its beans buy something on this day, the last day included.
    #[must_use]
    pub fn usable(&self, on: NaiveDate) -> bool {
        self.expires_on.is_none_or(|expires_on| on <= expires_on)
    }
}

/// The pockets that have not expired hold less than was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only {available} beans are available")]
pub struct Insufficient {
    /// What they hold together.
    pub available: Beans,
}

/// A refund would give back more than the redemption has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only {left} beans of the redemption are left to refund")]
pub struct ExceedsRedemption {
    /// What can still be refunded.
    pub left: Beans,
}

/// What all pockets that have not expired hold together.
#[must_use]
pub fn available(pockets: &[PocketView], on: NaiveDate) -> Beans {
    pockets
        .iter()
        .filter(|pocket| pocket.usable(on))
        .map(|pocket| pocket.beans)
        .fold(Beans::ZERO, Beans::saturating_add)
}

/// Takes beans from the pocket that expires first, then the next; pockets without an expiry come last, and on a tie
/// the older account goes first. Answers account and amount in the order drawn, no amount zero, together exactly
/// `beans`.
///
/// # Errors
/// `Insufficient`.
pub fn draw(pockets: &[PocketView], beans: Beans, on: NaiveDate) -> Result<Vec<(i64, Beans)>, Insufficient> {
    let mut usable: Vec<&PocketView> = pockets.iter().filter(|pocket| pocket.usable(on)).collect();
    usable.sort_by_key(|pocket| (pocket.expires_on.is_none(), pocket.expires_on, pocket.account_id));
    take_in_order(usable.into_iter().map(|pocket| (pocket.account_id, pocket.beans)), beans)
        .map_err(|_| Insufficient { available: available(pockets, on) })
}

/// Gives a refund back to the pockets that a redemption drew on: what was drawn last is given back first, after what
/// earlier refunds gave back in the same order. `draws` is in the order drawn.
///
/// # Errors
/// `ExceedsRedemption`.
pub fn give_back(
    draws: &[(i64, Beans)],
    refunded_before: Beans,
    refund: Beans,
) -> Result<Vec<(i64, Beans)>, ExceedsRedemption> {
    let drawn = draws.iter().map(|(_, beans)| *beans).fold(Beans::ZERO, Beans::saturating_add);
    let mut to_skip = refunded_before;
    let not_yet_given_back = draws.iter().rev().map(|&(account_id, beans)| {
        let skipped = beans.min(to_skip);
        to_skip = to_skip.saturating_sub(skipped);
        (account_id, beans.saturating_sub(skipped))
    });
    take_in_order(not_yet_given_back, refund)
        .map_err(|_| ExceedsRedemption { left: drawn.saturating_sub(refunded_before) })
}

/// There was less than asked for.
struct Short;

fn take_in_order(
    sources: impl Iterator<Item = (i64, Beans)>,
    beans: Beans,
) -> Result<Vec<(i64, Beans)>, Short> {
    let mut wanted = beans;
    let mut taken = Vec::new();
    for (account_id, holds) in sources {
        let part = holds.min(wanted);
        if !part.is_zero() {
            taken.push((account_id, part));
        }
        wanted = wanted.saturating_sub(part);
    }
    if wanted.is_zero() { Ok(taken) } else { Err(Short) }
}

#[cfg(test)]
mod tests;
