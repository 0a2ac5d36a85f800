//! What looks like gaming: found by a scan that only ever lists, read by admins and auditors, decided by an admin.

mod decide;
mod list;
mod scan;

pub use decide::{Decide, Decision};
pub use list::{Anomaly, AnomalyQuery, Evidence, Person, ShownPiece};

use crate::domain::role::Role;

/// Who reads the list. The contract knows no supervisor: whoever runs the scheme, and whoever audits it.
const READERS: [Role; 2] = [Role::Auditor, Role::Admin];
