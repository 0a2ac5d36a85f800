//! Suspensions from earning and the appeals against them. A suspension is only ever lifted, an appeal only answered,
//! each once.

use super::schema::{earning_appeal, earning_suspension, users};
use super::{DbConnection, WriteTx};
use crate::error::{Error, Result};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A suspension as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = earning_suspension)]
pub struct SuspensionRow {
    /// Its id; ordered by time.
    pub id: String,
    /// Who earns nothing.
    pub resident_id: String,
    /// Why.
    pub reason: String,
    /// The first instant, UTC.
    pub from_at: NaiveDateTime,
    /// The first instant that is no longer part of it, UTC.
    pub until_at: NaiveDateTime,
    /// Who suspended.
    pub suspended_by: String,
    /// When that was decided, UTC.
    pub suspended_at: NaiveDateTime,
    /// When it was lifted, UTC.
    pub lifted_at: Option<NaiveDateTime>,
    /// Who lifted it.
    pub lifted_by: Option<String>,
    /// Why it was lifted.
    pub lifted_reason: Option<String>,
    /// Whether what it barred was awarded after all.
    pub made_good: bool,
}

/// An appeal as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = earning_appeal)]
pub struct AppealRow {
    /// The suspension.
    pub suspension_id: String,
    /// The resident's words.
    pub words: String,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// An appeal decision, once there is one.
    pub decision: Option<String>,
    /// The answer in words.
    pub answer: Option<String>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When it was answered, UTC.
    pub answered_at: Option<NaiveDateTime>,
}

/// How a suspension is lifted.
#[derive(Debug, Clone)]
pub struct Lifting {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Whether what it barred is awarded after all.
    pub make_good: bool,
}

/// A suspension, the resident's name, and the appeal against it.
pub type SuspensionWithAppeal = (SuspensionRow, Option<String>, Option<AppealRow>);

/// Makes those who decide about this resident at the same moment take turns; says the resident's role.
///
/// # Errors
/// 404; the database's.
pub fn lock_resident(tx: &mut WriteTx<'_>, resident_id: &str) -> Result<String> {
    let row = users::table.find(resident_id).select(users::role);
    Ok(match &mut **tx {
        DbConnection::Postgresql(c) => row.for_update().first(c)?,
        DbConnection::Sqlite(c) => row.first(c)?,
    })
}

/// Keeps a suspension.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &SuspensionRow) -> Result<()> {
    diesel::insert_into(earning_suspension::table).values(row.clone()).execute(&mut **tx)?;
    Ok(())
}

/// One suspension with its appeal.
///
/// # Errors
/// 404; the database's.
pub fn find(connection: &mut DbConnection, id: &str) -> Result<SuspensionWithAppeal> {
    Ok(earning_suspension::table
        .inner_join(users::table.on(users::id.eq(earning_suspension::resident_id)))
        .left_join(earning_appeal::table.on(earning_appeal::suspension_id.eq(earning_suspension::id)))
        .filter(earning_suspension::id.eq(id))
        .select((SuspensionRow::as_select(), users::name.nullable(), Option::<AppealRow>::as_select()))
        .first(connection)?)
}

/// Which suspensions are wanted.
#[derive(Debug, Clone, Default)]
pub struct SuspensionFilter {
    /// Only of this resident.
    pub resident_id: Option<String>,
    /// Only those with an appeal that waits for its answer.
    pub appealed: bool,
    /// After the last of the page before.
    pub after_id: Option<String>,
}

/// Suspensions with their appeals, newest first.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    filter: &SuspensionFilter,
    rows: i64,
) -> Result<Vec<SuspensionWithAppeal>> {
    let mut query = earning_suspension::table
        .inner_join(users::table.on(users::id.eq(earning_suspension::resident_id)))
        .left_join(earning_appeal::table.on(earning_appeal::suspension_id.eq(earning_suspension::id)))
        .select((SuspensionRow::as_select(), users::name.nullable(), Option::<AppealRow>::as_select()))
        .order(earning_suspension::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(resident_id) = &filter.resident_id {
        query = query.filter(earning_suspension::resident_id.eq(resident_id.clone()));
    }
    if filter.appealed {
        query = query
            .filter(earning_appeal::suspension_id.nullable().is_not_null())
            .filter(earning_appeal::decision.is_null());
    }
    if let Some(after_id) = &filter.after_id {
        query = query.filter(earning_suspension::id.lt(after_id.clone()));
    }
    Ok(query.load(connection)?)
}

/// The suspensions of a resident that are not lifted and end after `at`.
///
/// # Errors
/// The database's.
pub fn unlifted_after(
    connection: &mut DbConnection,
    resident_id: &str,
    at: NaiveDateTime,
) -> Result<Vec<SuspensionRow>> {
    Ok(earning_suspension::table
        .filter(earning_suspension::resident_id.eq(resident_id))
        .filter(earning_suspension::lifted_at.is_null())
        .filter(earning_suspension::until_at.gt(at))
        .select(SuspensionRow::as_select())
        .load(connection)?)
}

/// Whether a suspension of this resident covers the instant.
///
/// # Errors
/// The database's.
pub fn covers(connection: &mut DbConnection, resident_id: &str, at: NaiveDateTime) -> Result<bool> {
    let not_lifted_by_then = earning_suspension::lifted_at.is_null().or(earning_suspension::lifted_at.gt(at));
    let covering = earning_suspension::table
        .filter(earning_suspension::resident_id.eq(resident_id))
        .filter(earning_suspension::from_at.le(at))
        .filter(earning_suspension::until_at.gt(at))
        .filter(not_lifted_by_then);
    Ok(diesel::select(diesel::dsl::exists(covering)).get_result(connection)?)
}

/// Lifts a suspension; says whether this was it: the first lifting stands.
///
/// # Errors
/// The database's.
pub fn lift(tx: &mut WriteTx<'_>, id: &str, lifting: &Lifting) -> Result<bool> {
    let open = earning_suspension::table.find(id).filter(earning_suspension::lifted_at.is_null());
    let changed = diesel::update(open)
        .set((
            earning_suspension::lifted_at.eq(lifting.at),
            earning_suspension::lifted_by.eq(lifting.by.clone()),
            earning_suspension::lifted_reason.eq(lifting.reason.clone()),
            earning_suspension::made_good.eq(lifting.make_good),
        ))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Keeps an appeal. The caller holds the resident's lock and knows that there is none yet.
///
/// # Errors
/// The database's.
pub fn insert_appeal(tx: &mut WriteTx<'_>, row: &AppealRow) -> Result<()> {
    diesel::insert_into(earning_appeal::table).values(row.clone()).execute(&mut **tx)?;
    Ok(())
}

/// Answers an appeal; says whether this was it: the first answer stands.
///
/// # Errors
/// The database's.
pub fn answer_appeal(
    tx: &mut WriteTx<'_>,
    suspension_id: &str,
    decision: &str,
    answer: &str,
    by: &str,
    at: NaiveDateTime,
) -> Result<bool> {
    let open = earning_appeal::table.find(suspension_id).filter(earning_appeal::decision.is_null());
    let changed = diesel::update(open)
        .set((
            earning_appeal::decision.eq(decision),
            earning_appeal::answer.eq(answer),
            earning_appeal::answered_by.eq(by),
            earning_appeal::answered_at.eq(at),
        ))
        .execute(&mut **tx)
        .map_err(Error::from)?;
    Ok(changed == 1)
}
