//! Who earns nothing: residents who are staff, handlers or cashiers on another account, and nobody.

use crate::domain::reporter::Reporter;
use crate::error::Result;
use crate::storage::{DbConnection, users};

/// Whether a reporter earns nothing because somebody who is no resident, active or not, has the same phone, or because
/// nobody reported.
///
/// # Errors
/// The database's.
pub fn is_excluded(connection: &mut DbConnection, resident_id: &str) -> Result<bool> {
    match Reporter::of_user(resident_id) {
        Reporter::Nobody => Ok(true),
        Reporter::Resident(id) => Ok(users::shares_phone_with_staff(connection, &id)?),
    }
}
