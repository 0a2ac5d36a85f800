//! How many reports there are, by group and state: counted on indexes, without touching the reports.

use super::DbConnection;
use super::schema::report;
use crate::error::Result;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// Reports of one group in one state.
#[derive(Debug, Clone, Queryable)]
pub struct GroupCount {
    /// The group.
    pub group_code: String,
    /// The state.
    pub status: String,
    /// How many.
    pub reports: i64,
}

/// All reports, by group and state.
///
/// # Errors
/// The database's.
pub fn by_group_and_status(connection: &mut DbConnection) -> Result<Vec<GroupCount>> {
    Ok(report::table
        .group_by((report::group_code, report::status))
        .select((report::group_code, report::status, sql::<BigInt>("COUNT(*)")))
        .load(connection)?)
}

/// Reports at these states, by state.
///
/// # Errors
/// The database's.
pub fn by_status(connection: &mut DbConnection, statuses: &[&str]) -> Result<Vec<(String, i64)>> {
    Ok(report::table
        .filter(report::status.eq_any(statuses))
        .group_by(report::status)
        .select((report::status, sql::<BigInt>("COUNT(*)")))
        .load(connection)?)
}
