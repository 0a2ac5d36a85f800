//! Looking back (回头看): a sample of closed cases is drawn, and somebody else than who closed a case checks it again.

mod check;
mod draw;
mod read;

pub use check::{CheckedCase, NewCheck};
pub use draw::NewLookBack;
pub use read::{CaseCheck, LookBack, LookBackCase, Results};

use crate::domain::role::Role;

/// Who sees samples.
const READERS: [Role; 3] = [Role::Dispatcher, Role::Auditor, Role::Admin];
