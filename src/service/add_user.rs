//! Makes users of every role: residents who register, and everybody whom an admin or the command line adds.

use super::fields::Fields;
use super::{App, new_id};
use crate::auth::SecretText;
use crate::auth::login_name::parse_username;
use crate::domain::phone::Phone;
use crate::domain::redacted::fmt_redacted;
use crate::domain::role::Role;
use crate::error::{Code, Error, FieldError, Result};
use crate::storage::users::{self, UserRow};
use crate::storage::{DbConnection, WriteTx};
use std::fmt;
use std::net::IpAddr;

/// A user to be made.
#[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The role, for good in the case of a resident.
    pub role: Role,
    /// Login name; residents have none, all others need one.
    pub username: Option<String>,
    /// The first password.
    pub password: Option<SecretText>,
    /// The person's name.
    pub name: Option<String>,
    /// Residents need one, and it is their login name.
    pub phone: Option<String>,
    /// Handlers need one.
    pub unit_id: Option<String>,
    /// Cashiers need one.
    pub shop_id: Option<String>,
}

impl fmt::Debug for NewUser {
    fmt_redacted!("NewUser");
}

impl NewUser {
    /// A resident who registers.
    #[must_use]
    pub fn resident(phone: String, password: SecretText, name: Option<String>) -> Self {
        Self {
            role: Role::Resident,
            username: None,
            password: Some(password),
            name,
            phone: Some(phone),
            unit_id: None,
            shop_id: None,
        }
    }
}

/// The user's values, checked and in the form that is stored.
struct Checked {
    username: Option<String>,
    phone: Option<Phone>,
    name: Option<String>,
    password: SecretText,
}

impl App {
    /// Registers a resident and says the new id.
    ///
    /// # Errors
    /// 409 `phone_taken`, 422, 429 `too_many_requests` by address.
    pub async fn register(&self, new: NewUser, address: IpAddr) -> Result<String> {
        self.auth.registrations.take(&address)?;
        self.add_user(new).await
    }

    /// Makes a user and says the new id.
    ///
    /// # Errors
    /// 409 `phone_taken` or `username_taken`; 422 with every wrong field.
    pub async fn add_user(&self, new: NewUser) -> Result<String> {
        let now = self.clock.now().naive_utc();
        let checked = self.check_new_user(&new)?;
        let row = UserRow {
            id: new_id(),
            role: new.role.as_str().to_owned(),
            username: checked.username,
            phone: checked.phone.as_ref().map(|phone| phone.expose().to_owned()),
            name: checked.name,
            handle: None,
            password_hash: None,
            totp_secret: None,
            totp_pending_secret: None,
            totp_last_step: None,
            unit_id: new.unit_id,
            shop_id: new.shop_id,
            active: true,
            created_at: now,
            updated_at: now,
        };
        // Looked up before the slow hash; the unique index has the last word.
        let wanted = row.clone();
        self.storage.read(move |connection| refuse_taken(connection, &wanted)).await?;
        let password_hash = Some(self.auth.passwords.hash(checked.password).await?);
        let row = UserRow { password_hash, ..row };
        self.storage.write(move |tx| add_user_in(tx, new.role, &row).map(|()| row.id.clone())).await
    }

    fn check_new_user(&self, new: &NewUser) -> Result<Checked> {
        let mut fields = Fields::default();
        let username = self.check_username(&mut fields, new.role, new.username.as_deref());
        let phone = new.phone.as_deref().and_then(|text| fields.phone("phone", text));
        if new.role == Role::Resident && new.phone.is_none() {
            fields.wrong("phone", "required", "this field is required");
        }
        let name = fields.optional_line("name", new.name.as_deref(), self.config.auth.name_max_chars);
        let password = new.password.clone().unwrap_or_else(|| SecretText::from(""));
        if new.password.is_some() {
            let known: Vec<&str> =
                username.as_deref().into_iter().chain(phone.as_ref().map(Phone::expose)).collect();
            fields.all_wrong(self.auth.passwords.problem_of("password", &password, &known));
        } else {
            fields.wrong("password", "required", "this field is required");
        }
        fields.all_wrong(check_place(new.role, new.unit_id.as_deref(), new.shop_id.as_deref()));
        fields.finish()?;
        Ok(Checked { username, phone, name, password })
    }

    fn check_username(&self, fields: &mut Fields, role: Role, text: Option<&str>) -> Option<String> {
        match text {
            Some(_) if role == Role::Resident => {
                fields.wrong("username", "not_for_role", "residents log in with their phone");
                None
            }
            None if role != Role::Resident => {
                fields.wrong("username", "required", "this field is required");
                None
            }
            None => None,
            Some(text) => parse_username(text, self.config.auth.username_max_chars)
                .map_err(|error| fields.wrong("username", error.code(), error.to_string()))
                .ok(),
        }
    }
}

/// Handlers belong to a unit, cashiers to a shop, all others to neither.
pub(super) fn check_place(role: Role, unit_id: Option<&str>, shop_id: Option<&str>) -> Vec<FieldError> {
    let one = |field: &str, given: bool, needed: bool| match (given, needed) {
        (false, true) => Some(FieldError::new(field, "required", format!("a {role} needs {field}"))),
        (true, false) => Some(FieldError::new(field, "not_for_role", format!("a {role} has no {field}"))),
        _ => None,
    };
    one("unit_id", unit_id.is_some(), role == Role::Handler)
        .into_iter()
        .chain(one("shop_id", shop_id.is_some(), role == Role::Cashier))
        .collect()
}

/// Names a unit or shop that is not there.
pub(super) fn refuse_unknown_place(
    connection: &mut DbConnection,
    unit_id: Option<&str>,
    shop_id: Option<&str>,
) -> Result<()> {
    if let Some(id) = unit_id
        && users::unit_name(connection, id)?.is_none()
    {
        return Err(Error::field("unit_id", "unknown", "there is no such unit"));
    }
    if let Some(id) = shop_id
        && users::shop_name(connection, id)?.is_none()
    {
        return Err(Error::field("shop_id", "unknown", "there is no such shop"));
    }
    Ok(())
}

fn refuse_taken(connection: &mut DbConnection, row: &UserRow) -> Result<()> {
    if let Some(username) = &row.username
        && users::find_by_username(connection, username)?.is_some()
    {
        return Err(Error::new(Code::UsernameTaken));
    }
    if row.role()? == Role::Resident
        && let Some(phone) = row.phone.as_deref().and_then(|text| Phone::parse(text).ok())
        && users::find_resident_by_phone(connection, &phone)?.is_some()
    {
        return Err(Error::new(Code::PhoneTaken));
    }
    refuse_unknown_place(connection, row.unit_id.as_deref(), row.shop_id.as_deref())
}

fn add_user_in(tx: &mut WriteTx<'_>, role: Role, row: &UserRow) -> Result<()> {
    refuse_unknown_place(tx, row.unit_id.as_deref(), row.shop_id.as_deref())?;
    let taken = if role == Role::Resident { Code::PhoneTaken } else { Code::UsernameTaken };
    users::insert(tx, row).map_err(Error::on_unique(taken))
}
