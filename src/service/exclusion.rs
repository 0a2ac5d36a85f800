//! Who earns nothing: residents who are staff, handlers or cashiers on another account.

use crate::error::Result;
use crate::storage::{DbConnection, users};

/// Whether a resident earns nothing because somebody who is no resident, active or not, has the same phone.
///
/// # Errors
/// The database's.
pub fn is_excluded(connection: &mut DbConnection, resident_id: &str) -> Result<bool> {
    Ok(users::shares_phone_with_staff(connection, resident_id)?)
}
