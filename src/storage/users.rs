//! The table `users`: residents, staff, handlers and cashiers.

use super::schema::{pay_code, shop, unit, users};
use super::{DbConnection, WriteTx};
use crate::domain::phone::Phone;
use crate::domain::redacted::fmt_redacted;
use crate::domain::reporter::NOBODY_USER_ID;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::on_backend;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::fmt;

/// A row of `users`. Personal: `Debug` shows no names, phones or secrets.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub struct UserRow {
    /// UUID, version 7.
    pub id: String,
    /// A word of [`Role`].
    pub role: String,
    /// Login name, in lower case; residents have none.
    pub username: Option<String>,
    /// 11 digits.
    pub phone: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// Name of an imported resident.
    pub handle: Option<String>,
    /// PHC string; without one nobody can log in.
    pub password_hash: Option<String>,
    /// Base32; present where one-time codes are set up.
    pub totp_secret: Option<String>,
    /// Base32; offered, not yet confirmed by a code.
    pub totp_pending_secret: Option<String>,
    /// Step of the last code that was accepted, so that none is accepted twice.
    pub totp_last_step: Option<i64>,
    /// A handler's unit.
    pub unit_id: Option<String>,
    /// A cashier's shop.
    pub shop_id: Option<String>,
    /// Whether the user may log in.
    pub active: bool,
    /// UTC.
    pub created_at: NaiveDateTime,
    /// UTC.
    pub updated_at: NaiveDateTime,
}

impl fmt::Debug for UserRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserRow").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl UserRow {
    /// The role.
    ///
    /// # Errors
    /// 500 if the database holds a word that the program does not know.
    pub fn role(&self) -> Result<Role> {
        Role::parse(&self.role).map_err(Error::internal)
    }
}

/// Adds a user.
///
/// # Errors
/// The database's; a taken phone, user name or handle is a unique violation.
pub fn insert(tx: &mut WriteTx<'_>, row: &UserRow) -> QueryResult<()> {
    diesel::insert_into(users::table).values(row.clone()).execute(&mut **tx).map(|_| ())
}

/// Makes the user who stands for nobody, unless it is there.
///
/// # Errors
/// The database's.
pub fn ensure_nobody(tx: &mut WriteTx<'_>, at: NaiveDateTime) -> QueryResult<()> {
    on_backend!(&mut **tx, |c| diesel::insert_into(users::table)
        .values((
            users::id.eq(NOBODY_USER_ID),
            users::role.eq(Role::Resident.as_str()),
            users::active.eq(false),
            users::created_at.eq(at),
            users::updated_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Whether there is anybody at all.
///
/// # Errors
/// The database's.
pub fn any(connection: &mut DbConnection) -> QueryResult<bool> {
    let first: Option<String> = users::table.select(users::id).limit(1).first(connection).optional()?;
    Ok(first.is_some())
}

/// The user of that id.
///
/// # Errors
/// The database's.
pub fn find(connection: &mut DbConnection, id: &str) -> QueryResult<Option<UserRow>> {
    users::table.find(id).select(UserRow::as_select()).first(connection).optional()
}

/// The names of these users, by id. Personal: to be masked before they go anywhere.
///
/// # Errors
/// The database's.
pub fn names_of(connection: &mut DbConnection, ids: &[String]) -> QueryResult<Vec<(String, Option<String>)>> {
    users::table.filter(users::id.eq_any(ids)).select((users::id, users::name)).load(connection)
}

/// Who made these pay codes, by the codes' hashes: (hash, resident, name).
///
/// # Errors
/// The database's.
pub fn names_by_pay_code(
    connection: &mut DbConnection,
    code_hashes: &[String],
) -> QueryResult<Vec<(String, String, Option<String>)>> {
    pay_code::table
        .inner_join(users::table.on(users::id.eq(pay_code::resident_id)))
        .filter(pay_code::code_hash.eq_any(code_hashes))
        .select((pay_code::code_hash, users::id, users::name))
        .load(connection)
}

/// The user of that login name.
///
/// # Errors
/// The database's.
pub fn find_by_username(connection: &mut DbConnection, username: &str) -> QueryResult<Option<UserRow>> {
    users::table
        .filter(users::username.eq(username))
        .select(UserRow::as_select())
        .first(connection)
        .optional()
}

/// The resident of that phone; phones are unique among residents only.
///
/// # Errors
/// The database's.
pub fn find_resident_by_phone(connection: &mut DbConnection, phone: &Phone) -> QueryResult<Option<UserRow>> {
    users::table
        .filter(users::phone.eq(phone.expose()))
        .filter(users::role.eq(Role::Resident.as_str()))
        .select(UserRow::as_select())
        .first(connection)
        .optional()
}

/// The imported resident of that handle.
///
/// # Errors
/// The database's.
pub fn find_by_handle(connection: &mut DbConnection, handle: &str) -> QueryResult<Option<UserRow>> {
    users::table.filter(users::handle.eq(handle)).select(UserRow::as_select()).first(connection).optional()
}

/// Whether somebody who is no resident, active or not, has the phone of that resident.
///
/// # Errors
/// The database's.
pub fn shares_phone_with_staff(connection: &mut DbConnection, resident_id: &str) -> QueryResult<bool> {
    let phone: Option<Option<String>> =
        users::table.find(resident_id).select(users::phone).first(connection).optional()?;
    let Some(Some(phone)) = phone else { return Ok(false) };
    let found: Option<String> = users::table
        .filter(users::phone.eq(phone))
        .filter(users::role.ne(Role::Resident.as_str()))
        .select(users::id)
        .first(connection)
        .optional()?;
    Ok(found.is_some())
}

/// Locks the active admins until the transaction ends and names them, so that two admins who remove each other at
/// the same moment take turns.
///
/// # Errors
/// The database's.
pub fn lock_active_admins(tx: &mut WriteTx<'_>) -> QueryResult<Vec<String>> {
    let admins = users::table
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::active.eq(true))
        .order(users::id)
        .select(users::id);
    match &mut **tx {
        DbConnection::Postgresql(c) => admins.for_no_key_update().load(c),
        DbConnection::Sqlite(c) => admins.load(c),
    }
}

/// Locks one user until the transaction ends and reads it. The one who stands for nobody is nobody's to change.
///
/// # Errors
/// The database's.
pub fn lock(tx: &mut WriteTx<'_>, id: &str) -> QueryResult<Option<UserRow>> {
    if id == NOBODY_USER_ID {
        return Ok(None);
    }
    // Not for_update: that would wait for everybody who writes a row that refers to this user.
    if let DbConnection::Postgresql(c) = &mut **tx {
        return users::table.find(id).select(UserRow::as_select()).for_no_key_update().first(c).optional();
    }
    find(tx, id)
}

/// What an admin may change of a user; `None` leaves it.
#[derive(Clone, Default, AsChangeset)]
#[diesel(table_name = users)]
pub struct UserChanges {
    /// A word of [`Role`].
    pub role: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// 11 digits; `Some(None)` takes it away.
    pub phone: Option<Option<String>>,
    /// PHC string.
    pub password_hash: Option<String>,
    /// `Some(None)` takes one-time codes away.
    pub totp_secret: Option<Option<String>>,
    /// `Some(None)` takes an offer back.
    pub totp_pending_secret: Option<Option<String>>,
    /// `Some(None)` takes it away.
    pub unit_id: Option<Option<String>>,
    /// `Some(None)` takes it away.
    pub shop_id: Option<Option<String>>,
    /// Whether the user may log in.
    pub active: Option<bool>,
    /// UTC.
    pub updated_at: Option<NaiveDateTime>,
}

impl fmt::Debug for UserChanges {
    fmt_redacted!("UserChanges");
}

/// Changes a user.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut WriteTx<'_>, id: &str, changes: &UserChanges) -> QueryResult<()> {
    diesel::update(users::table.find(id)).set(changes.clone()).execute(&mut **tx).map(|_| ())
}

/// Replaces a password's hash, unless somebody replaced it since `old_hash` was read. Says whether it did.
///
/// # Errors
/// The database's.
pub fn replace_password_hash(
    tx: &mut WriteTx<'_>,
    id: &str,
    old_hash: &str,
    new_hash: &str,
) -> QueryResult<bool> {
    diesel::update(users::table.find(id).filter(users::password_hash.eq(old_hash)))
        .set(users::password_hash.eq(new_hash))
        .execute(&mut **tx)
        .map(|rows| rows == 1)
}

/// Which users a list shows, and where it goes on.
#[derive(Clone, Default)]
pub struct UserFilter {
    /// Only this role; without one, everybody but residents.
    pub role: Option<Role>,
    /// Only active or only inactive ones.
    pub active: Option<bool>,
    /// Only those with this phone, or with this text in the login name or the name.
    pub text: Option<String>,
    /// Only ids below this one (the list is newest first).
    pub before_id: Option<String>,
}

/// A user, and the names of the unit or shop.
#[derive(Debug, Clone, Queryable)]
pub struct UserWithPlace {
    /// The user.
    pub user: UserRow,
    /// `unit.name`
    pub unit_name: Option<String>,
    /// `shop.name`
    pub shop_name: Option<String>,
}

/// The user of that id, with the names of the unit or shop.
///
/// # Errors
/// The database's.
pub fn find_with_place(connection: &mut DbConnection, id: &str) -> QueryResult<Option<UserWithPlace>> {
    users::table
        .left_join(unit::table.on(users::unit_id.eq(unit::id.nullable())))
        .left_join(shop::table.on(users::shop_id.eq(shop::id.nullable())))
        .filter(users::id.eq(id).and(users::id.ne(NOBODY_USER_ID)))
        .select((UserRow::as_select(), unit::name.nullable(), shop::name.nullable()))
        .first(connection)
        .optional()
}

/// Users, newest first.
///
/// # Errors
/// The database's.
pub fn list(
    connection: &mut DbConnection,
    filter: &UserFilter,
    rows: i64,
) -> QueryResult<Vec<UserWithPlace>> {
    let mut query = users::table
        .left_join(unit::table.on(users::unit_id.eq(unit::id.nullable())))
        .left_join(shop::table.on(users::shop_id.eq(shop::id.nullable())))
        .select((UserRow::as_select(), unit::name.nullable(), shop::name.nullable()))
        .filter(users::id.ne(NOBODY_USER_ID))
        .order(users::id.desc())
        .limit(rows)
        .into_boxed();
    query = match filter.role {
        Some(role) => query.filter(users::role.eq(role.as_str())),
        None => query.filter(users::role.ne(Role::Resident.as_str())),
    };
    if let Some(active) = filter.active {
        query = query.filter(users::active.eq(active));
    }
    if let Some(text) = &filter.text {
        query = match Phone::parse(text) {
            Ok(phone) => query.filter(users::phone.eq(phone.expose().to_owned())),
            Err(_) => {
                let anywhere = containing(text);
                let in_username = users::username.like(anywhere.to_lowercase()).escape('\\');
                query.filter(in_username.or(users::name.like(anywhere).escape('\\')))
            }
        };
    }
    if let Some(id) = &filter.before_id {
        query = query.filter(users::id.lt(id.clone()));
    }
    query.load(connection)
}

/// A pattern for texts that contain this one, whatever signs it has.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// The name of a unit, if there is one of that id.
///
/// # Errors
/// The database's.
pub fn unit_name(connection: &mut DbConnection, id: &str) -> QueryResult<Option<String>> {
    unit::table.find(id).select(unit::name).first(connection).optional()
}

/// The name of a shop, if there is one of that id.
///
/// # Errors
/// The database's.
pub fn shop_name(connection: &mut DbConnection, id: &str) -> QueryResult<Option<String>> {
    shop::table.find(id).select(shop::name).first(connection).optional()
}
