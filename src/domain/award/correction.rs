//! What changes when a deed that was awarded is graded again, and how missing beans are owed and repaid.

use super::{Caps, Grant, Standing, decide};
use crate::domain::beans::Beans;

/// The difference that a new grade makes. The new grant is what the award record says from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// The amount stays.
    Unchanged(Grant),
    /// The resident is awarded more.
    TopUp {
        /// The difference to award.
        beans: Beans,
        /// The deed's grant from now on.
        grant: Grant,
    },
    /// The resident gives beans back; see [`take_back`] for what the pocket does not hold.
    TakeBack {
        /// The difference to take back; it no longer counts against the caps.
        beans: Beans,
        /// The deed's grant from now on.
        grant: Grant,
    },
}

impl Correction {
    /// The deed's grant from now on.
    #[must_use]
    pub const fn grant(&self) -> Grant {
        match self {
            Self::Unchanged(grant) | Self::TopUp { grant, .. } | Self::TakeBack { grant, .. } => *grant,
        }
    }
}

/// Decides a deed anew: `tier_beans` for its new grade under the rules of its original date, `granted_now` what it
/// has been granted so far, `standing` and the caps as they stand with that share in them.
///
/// The deed's own share is taken out before the limits are looked at. Of that share it keeps what the new grade is
/// worth, even if the resident's other deeds fill the cap by now (later rules of the same month may have a higher
/// one): a correction upwards never takes beans away.
#[must_use]
pub fn correction(granted_now: Beans, tier_beans: Beans, caps: Caps, standing: Standing) -> Correction {
    let without_own = Standing {
        earned_that_day: standing.earned_that_day.saturating_sub(granted_now),
        earned_that_month: standing.earned_that_month.saturating_sub(granted_now),
        budget_left: standing.budget_left.saturating_add(granted_now),
    };
    let decided = decide(tier_beans, caps, without_own);
    let beans = decided.beans.max(granted_now.min(tier_beans));
    let limited_by = if beans == tier_beans { None } else { decided.limited_by };
    let grant = Grant { tier_beans, beans, limited_by };
    match beans.cmp(&granted_now) {
        std::cmp::Ordering::Equal => Correction::Unchanged(grant),
        std::cmp::Ordering::Greater => Correction::TopUp { beans: beans.saturating_sub(granted_now), grant },
        std::cmp::Ordering::Less => Correction::TakeBack { beans: granted_now.saturating_sub(beans), grant },
    }
}

/// What taking beans back from a pocket comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack {
    /// What the pocket gives.
    pub taken: Beans,
    /// What it did not hold: owed, and repaid first from later awards.
    pub newly_owed: Beans,
}

/// Takes back what the pocket holds; the rest is owed. A pocket never goes below zero.
#[must_use]
pub fn take_back(wanted: Beans, pocket_holds: Beans) -> TakenBack {
    let taken = wanted.min(pocket_holds);
    TakenBack { taken, newly_owed: wanted.saturating_sub(taken) }
}

/// How much of an award goes to what is owed before any of it stays in the pocket.
#[must_use]
pub fn repay(owed: Beans, awarded: Beans) -> Beans {
    owed.min(awarded)
}
