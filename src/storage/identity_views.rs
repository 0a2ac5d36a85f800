//! Who was shown a reporter's name and phone: rows are added and never changed.

use super::schema::{identity_view, report};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// One look at a reporter's identity.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = identity_view)]
pub struct IdentityViewRow {
    /// The id; ordered by the instant.
    pub id: String,
    /// The report whose reporter was shown.
    pub report_id: String,
    /// The reporter.
    pub resident_id: String,
    /// Who looked.
    pub viewer_id: String,
    /// The role that the viewer had.
    pub viewer_role: String,
    /// The name that the viewer had.
    pub viewer_name: Option<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: NaiveDateTime,
}

/// Which looks. Everything that is said must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// At this resident.
    pub resident_id: Option<String>,
    /// By this viewer.
    pub viewer_id: Option<String>,
    /// For this report.
    pub report_id: Option<String>,
    /// Before this one, the last of the page before.
    pub after_id: Option<String>,
}

/// Adds a look.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &IdentityViewRow) -> Result<()> {
    diesel::insert_into(identity_view::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// When this viewer looked since then, oldest first.
///
/// # Errors
/// The database's.
pub fn of_viewer_since(
    connection: &mut DbConnection,
    viewer_id: &str,
    since: NaiveDateTime,
) -> Result<Vec<NaiveDateTime>> {
    Ok(identity_view::table
        .filter(identity_view::viewer_id.eq(viewer_id))
        .filter(identity_view::at.gt(since))
        .order(identity_view::at)
        .select(identity_view::at)
        .load(connection)?)
}

/// Up to `rows` looks with the numbers of their reports, newest first.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    filter: &Filter,
    rows: i64,
) -> Result<Vec<(IdentityViewRow, String)>> {
    let mut query = identity_view::table
        .inner_join(report::table.on(report::id.eq(identity_view::report_id)))
        .select((IdentityViewRow::as_select(), report::number))
        .order(identity_view::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(id) = &filter.resident_id {
        query = query.filter(identity_view::resident_id.eq(id.clone()));
    }
    if let Some(id) = &filter.viewer_id {
        query = query.filter(identity_view::viewer_id.eq(id.clone()));
    }
    if let Some(id) = &filter.report_id {
        query = query.filter(identity_view::report_id.eq(id.clone()));
    }
    if let Some(id) = &filter.after_id {
        query = query.filter(identity_view::id.lt(id.clone()));
    }
    Ok(query.load(connection)?)
}
