//! The tables `session` and `refresh_token`.

use super::schema::{refresh_token, session, users};
use super::{DbConnection, WriteTx};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A row of `session`: one login on one device.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = session)]
pub struct SessionRow {
    /// UUID, version 7.
    pub id: String,
    /// Whose session.
    pub user_id: String,
    /// Whether a one-time code was given.
    pub otp_verified: bool,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// Last refresh or noted use, UTC.
    pub last_used_at: NaiveDateTime,
    /// Absolute end, UTC.
    pub expires_at: NaiveDateTime,
    /// When it was ended before its time, UTC.
    pub revoked_at: Option<NaiveDateTime>,
    /// Why: a word of `auth::EndedBecause`.
    pub revoked_because: Option<String>,
    /// When the owner last proved once more who they are, UTC.
    pub proven_at: Option<NaiveDateTime>,
}

/// A row of `refresh_token`. The token itself is never stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_token)]
pub struct RefreshTokenRow {
    /// SHA-256 of the token, hex.
    pub token_hash: String,
    /// Whose family.
    pub session_id: String,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// When it was first exchanged, UTC.
    pub used_at: Option<NaiveDateTime>,
}

/// A session and what its user is now. It has a name in it, so it cannot be printed.
#[derive(Clone, Queryable)]
pub struct LiveSession {
    /// The session.
    pub session: SessionRow,
    /// `users.role`
    pub role: String,
    /// `users.unit_id`
    pub unit_id: Option<String>,
    /// `users.shop_id`
    pub shop_id: Option<String>,
    /// `users.active`
    pub user_active: bool,
    /// `users.name`
    pub name: Option<String>,
}

/// Opens a session.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut WriteTx<'_>, row: &SessionRow) -> QueryResult<()> {
    diesel::insert_into(session::table).values(row.clone()).execute(&mut **tx).map(|_| ())
}

/// Adds a refresh token to its family.
///
/// # Errors
/// The database's.
pub fn insert_token(tx: &mut WriteTx<'_>, row: &RefreshTokenRow) -> QueryResult<()> {
    diesel::insert_into(refresh_token::table).values(row.clone()).execute(&mut **tx).map(|_| ())
}

/// The session and its user as they are now, in one query.
///
/// # Errors
/// The database's.
pub fn find_live(connection: &mut DbConnection, id: &str) -> QueryResult<Option<LiveSession>> {
    session::table
        .inner_join(users::table.on(users::id.eq(session::user_id)))
        .filter(session::id.eq(id))
        .select((
            SessionRow::as_select(),
            users::role,
            users::unit_id,
            users::shop_id,
            users::active,
            users::name,
        ))
        .first(connection)
        .optional()
}

/// The token of that hash.
///
/// # Errors
/// The database's.
pub fn find_token(connection: &mut DbConnection, token_hash: &str) -> QueryResult<Option<RefreshTokenRow>> {
    refresh_token::table.find(token_hash).select(RefreshTokenRow::as_select()).first(connection).optional()
}

/// Locks a session until the transaction ends, so that two uses of one refresh token take turns.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut WriteTx<'_>, id: &str) -> QueryResult<()> {
    match &mut **tx {
        DbConnection::Postgresql(c) => {
            session::table.find(id).select(session::id).for_no_key_update().first::<String>(c).optional()?;
        }
        // BEGIN IMMEDIATE has locked the whole file.
        DbConnection::Sqlite(_) => {}
    }
    Ok(())
}

/// Notes the first exchange of a token.
///
/// # Errors
/// The database's.
pub fn mark_token_used(tx: &mut WriteTx<'_>, token_hash: &str, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(refresh_token::table.find(token_hash).filter(refresh_token::used_at.is_null()))
        .set(refresh_token::used_at.eq(at))
        .execute(&mut **tx)
        .map(|_| ())
}

/// Notes that a session is in use; never moves the mark back.
///
/// # Errors
/// The database's.
pub fn touch(tx: &mut WriteTx<'_>, id: &str, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(session::table.find(id).filter(session::last_used_at.lt(at)))
        .set(session::last_used_at.eq(at))
        .execute(&mut **tx)
        .map(|_| ())
}

/// Notes that a one-time code was given.
///
/// # Errors
/// The database's.
pub fn mark_otp_verified(tx: &mut WriteTx<'_>, id: &str) -> QueryResult<()> {
    diesel::update(session::table.find(id)).set(session::otp_verified.eq(true)).execute(&mut **tx).map(|_| ())
}

/// The instant at which a session's owner last proved who they are: at the login, or later.
///
/// # Errors
/// The database's.
pub fn proven_at(connection: &mut DbConnection, id: &str) -> QueryResult<Option<NaiveDateTime>> {
    let instants: Option<(NaiveDateTime, Option<NaiveDateTime>)> = session::table
        .find(id)
        .select((session::created_at, session::proven_at))
        .first(connection)
        .optional()?;
    Ok(instants.map(|(created_at, proven_at)| proven_at.unwrap_or(created_at)))
}

/// Notes that a session's owner proved once more who they are.
///
/// # Errors
/// The database's.
pub fn mark_proven(tx: &mut WriteTx<'_>, id: &str, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(session::table.find(id)).set(session::proven_at.eq(at)).execute(&mut **tx).map(|_| ())
}

/// Ends a session; the first end stands. Says whether this was it.
///
/// # Errors
/// The database's.
pub fn revoke(tx: &mut WriteTx<'_>, id: &str, at: NaiveDateTime, because: &str) -> QueryResult<bool> {
    diesel::update(session::table.find(id).filter(session::revoked_at.is_null()))
        .set((session::revoked_at.eq(at), session::revoked_because.eq(because)))
        .execute(&mut **tx)
        .map(|rows| rows == 1)
}

/// Ends all sessions of a user but `except`, if given.
///
/// # Errors
/// The database's.
pub fn revoke_all(
    tx: &mut WriteTx<'_>,
    user_id: &str,
    except: Option<&str>,
    at: NaiveDateTime,
    because: &str,
) -> QueryResult<()> {
    let open = session::user_id.eq(user_id).and(session::revoked_at.is_null());
    // No session has an empty id.
    let others = session::id.ne(except.unwrap_or_default());
    diesel::update(session::table.filter(open.and(others)))
        .set((session::revoked_at.eq(at), session::revoked_because.eq(because)))
        .execute(&mut **tx)
        .map(|_| ())
}

/// A user's sessions that are neither ended nor past their absolute end, newest first.
///
/// # Errors
/// The database's.
pub fn list_open(
    connection: &mut DbConnection,
    user_id: &str,
    now: NaiveDateTime,
) -> QueryResult<Vec<SessionRow>> {
    session::table
        .filter(session::user_id.eq(user_id))
        .filter(session::revoked_at.is_null())
        .filter(session::expires_at.gt(now))
        .order(session::id.desc())
        .select(SessionRow::as_select())
        .load(connection)
}

/// Forgets a user's sessions, with their tokens, whose absolute end lies before `before`.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut WriteTx<'_>, user_id: &str, before: NaiveDateTime) -> QueryResult<()> {
    let old: Vec<String> = session::table
        .filter(session::user_id.eq(user_id))
        .filter(session::expires_at.lt(before))
        .select(session::id)
        .load(&mut **tx)?;
    if old.is_empty() {
        return Ok(());
    }
    diesel::delete(refresh_token::table.filter(refresh_token::session_id.eq_any(&old))).execute(&mut **tx)?;
    diesel::delete(session::table.filter(session::id.eq_any(&old))).execute(&mut **tx).map(|_| ())
}
