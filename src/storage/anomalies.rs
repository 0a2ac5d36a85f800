//! What looks like gaming, as it was found and decided.

use super::schema::{anomaly, users};
use super::{DbConnection, WriteTx};
use crate::error::Result;
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A finding as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = anomaly)]
pub struct AnomalyRow {
    /// Its id; ordered by when it was found.
    pub id: String,
    /// An anomaly kind.
    pub kind: String,
    /// What it is found by; one is open for each.
    pub subject: String,
    /// What was found, as JSON.
    pub evidence: String,
    /// How many facts there are.
    pub pieces: i32,
    /// When it was found first, UTC.
    pub found_at: NaiveDateTime,
    /// When its latest fact was, UTC.
    pub latest_at: NaiveDateTime,
    /// An anomaly state.
    pub state: String,
    /// What whoever decided says.
    pub words: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When, UTC.
    pub decided_at: Option<NaiveDateTime>,
}

/// Somebody of a finding.
#[derive(Debug, Clone, Queryable)]
pub struct PersonRow {
    /// The id.
    pub id: String,
    /// The role.
    pub role: String,
    /// The name; personal.
    pub name: Option<String>,
    /// The login name of staff.
    pub username: Option<String>,
    /// What imported reports call a resident; personal.
    pub handle: Option<String>,
}

/// Which findings are wanted.
#[derive(Debug, Clone, Default)]
pub struct AnomalyFilter {
    /// Only of this kind.
    pub kind: Option<&'static str>,
    /// Only in this state.
    pub state: Option<&'static str>,
    /// After the last of the page before.
    pub after_id: Option<String>,
}

/// The subjects of a kind that were decided on since, with when.
///
/// # Errors
/// The database's.
pub fn decisions(
    connection: &mut DbConnection,
    kind: &str,
    since: NaiveDateTime,
) -> Result<Vec<(String, NaiveDateTime)>> {
    let found: Vec<(String, Option<NaiveDateTime>)> = anomaly::table
        .filter(anomaly::kind.eq(kind))
        .filter(anomaly::decided_at.ge(since))
        .select((anomaly::subject, anomaly::decided_at))
        .load(connection)?;
    Ok(found.into_iter().filter_map(|(subject, at)| Some((subject, at?))).collect())
}

/// Keeps a finding: as a new one, or as what is known now of the one that is open. Says whether it is a new one.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut WriteTx<'_>, row: &AnomalyRow) -> Result<bool> {
    let open = anomaly::table
        .filter(anomaly::kind.eq(&row.kind))
        .filter(anomaly::subject.eq(&row.subject))
        .filter(anomaly::state.eq("open"));
    let changed = diesel::update(open)
        .set((
            anomaly::evidence.eq(&row.evidence),
            anomaly::pieces.eq(row.pieces),
            anomaly::latest_at.eq(row.latest_at),
        ))
        .execute(&mut **tx)?;
    if changed > 0 {
        return Ok(false);
    }
    // Another process may find the same at this moment.
    let added = on_backend!(&mut **tx, |c| diesel::insert_into(anomaly::table)
        .values((
            anomaly::id.eq(&row.id),
            anomaly::kind.eq(&row.kind),
            anomaly::subject.eq(&row.subject),
            anomaly::evidence.eq(&row.evidence),
            anomaly::pieces.eq(row.pieces),
            anomaly::found_at.eq(row.found_at),
            anomaly::latest_at.eq(row.latest_at),
            anomaly::state.eq(&row.state),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// Findings, newest first.
///
/// # Errors
/// The database's.
pub fn list(connection: &mut DbConnection, filter: &AnomalyFilter, rows: i64) -> Result<Vec<AnomalyRow>> {
    let mut query = anomaly::table.order(anomaly::id.desc()).limit(rows).into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(anomaly::kind.eq(kind));
    }
    if let Some(state) = filter.state {
        query = query.filter(anomaly::state.eq(state));
    }
    if let Some(after_id) = &filter.after_id {
        query = query.filter(anomaly::id.lt(after_id.clone()));
    }
    Ok(query.load(connection)?)
}

/// One finding.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<AnomalyRow> {
    Ok(anomaly::table.find(id).first(connection)?)
}

/// Decides on an open finding; says whether this was it: the first decision stands.
///
/// # Errors
/// The database's.
pub fn decide(
    tx: &mut WriteTx<'_>,
    id: &str,
    state: &str,
    words: &str,
    by: &str,
    at: NaiveDateTime,
) -> Result<bool> {
    let changed = diesel::update(anomaly::table.find(id).filter(anomaly::state.eq("open")))
        .set((
            anomaly::state.eq(state),
            anomaly::words.eq(words),
            anomaly::decided_by.eq(by),
            anomaly::decided_at.eq(at),
        ))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// The people of these ids.
///
/// # Errors
/// The database's.
pub fn people(connection: &mut DbConnection, ids: &[&str]) -> Result<Vec<PersonRow>> {
    Ok(users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::role, users::name, users::username, users::handle))
        .load(connection)?)
}
