//! Who earns nothing: residents who are staff, handlers or cashiers on another account, those who are suspended, and
//! nobody.

use crate::domain::reporter::Reporter;
use crate::error::Result;
use crate::storage::{DbConnection, suspensions, users};
use chrono::{DateTime, Utc};

/// Whether a reporter earns nothing for what is closed at this instant.
///
/// # Errors
/// The database's.
pub fn is_excluded(connection: &mut DbConnection, resident_id: &str, at: DateTime<Utc>) -> Result<bool> {
    Ok(is_staff(connection, resident_id)? || suspensions::covers(connection, resident_id, at.naive_utc())?)
}

/// Whether a reporter never earns: somebody who is no resident, active or not, has the same phone, or nobody reported.
///
/// # Errors
/// The database's.
pub fn is_staff(connection: &mut DbConnection, resident_id: &str) -> Result<bool> {
    match Reporter::of_user(resident_id) {
        Reporter::Nobody => Ok(true),
        Reporter::Resident(id) => Ok(users::shares_phone_with_staff(connection, &id)?),
    }
}
