//! Suspensions from earning: an admin suspends with a reason, the resident reads it and may appeal once, an admin answers.
//!
//! Nothing suspends by itself. What a suspension means for beans is decided where an award is wished, and by the ledger.

mod appeal;
mod lift;
mod suspend;
mod view;

pub use appeal::{Appeal, AppealAnswer};
pub use lift::{Lift, Lifted};
pub use suspend::NewSuspension;
pub use view::{AppealView, OwnEarning, OwnSuspension, Suspension, SuspensionQuery};

use crate::domain::role::Role;

/// Who sees suspensions.
const READERS: [Role; 2] = [Role::Auditor, Role::Admin];
