//! What admins change of users; it acts at once, on sessions that are open too.

use super::App;
use super::add_user::{check_place, refuse_unknown_place};
use super::fields::{Fields, present};
use super::user_views::UserView;
use crate::auth::lockout::LoginKey;
use crate::auth::sessions::EndedBecause;
use crate::auth::{Caller, SecretText};
use crate::domain::redacted::fmt_redacted;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::storage::users::{self, UserChanges, UserRow};
use crate::storage::{WriteTx, login_failures, sessions};
use chrono::NaiveDateTime;
use std::fmt;

/// What to change of a user; what is left out stays.
#[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserChange {
    /// The name.
    pub name: Option<String>,
    /// The phone; null takes it away, but not from residents.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub phone: Option<Option<String>>,
    /// The role. Residents stay residents, and nobody becomes one.
    pub role: Option<Role>,
    /// A handler's unit.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<Option<String>>,
    /// A cashier's shop.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub shop_id: Option<Option<String>>,
    /// False ends all sessions.
    pub active: Option<bool>,
    /// A new password; ends all sessions and any lock.
    pub password: Option<SecretText>,
    /// True ends a lock for wrong passwords.
    #[serde(default)]
    pub unlock: bool,
    /// True takes one-time codes away, for a lost authenticator.
    #[serde(default)]
    pub reset_otp: bool,
}

impl fmt::Debug for UserChange {
    fmt_redacted!("UserChange");
}

impl App {
    /// Makes a user who is no resident, and says the id.
    ///
    /// # Errors
    /// 403 for others than admins, 409 `username_taken`, 422.
    pub async fn add_staff(&self, caller: &Caller, new: super::NewUser) -> Result<String> {
        caller.must_be(&[Role::Admin])?;
        if new.role == Role::Resident {
            return Err(Error::field("role", "not_for_residents", "residents register themselves"));
        }
        self.add_user(new).await
    }

    /// Changes a user.
    ///
    /// # Errors
    /// 403 for others than admins, 404, 409 `last_admin` or `phone_taken`, 422.
    pub async fn change_user(&self, caller: &Caller, id: String, change: UserChange) -> Result<UserView> {
        caller.must_be(&[Role::Admin])?;
        let (changes, phone) = self.check_change(&change)?;
        let wanted = id.clone();
        let user = self.storage.read(move |connection| Ok(users::find(connection, &wanted)?)).await?;
        let user = user.ok_or_else(|| Error::new(Code::NotFound))?;
        let password_hash = match &change.password {
            Some(password) => {
                self.check_new_password("password", password, &user)?;
                Some(self.auth.passwords.hash(password.clone()).await?)
            }
            None => None,
        };
        let at = self.clock.now().naive_utc();
        let base = UserChanges { phone, password_hash, updated_at: Some(at), ..changes };
        let wanted = id.clone();
        self.storage.write(move |tx| change_in(tx, &wanted, &change, base.clone(), at)).await?;
        self.auth.sessions.forget_user(&id);
        tracing::info!(user_id = id, by = caller.user_id, "a user was changed");
        self.user_view(id).await
    }

    /// What can be judged without the user's row: name and phone.
    fn check_change(&self, change: &UserChange) -> Result<(UserChanges, Option<Option<String>>)> {
        let mut fields = Fields::default();
        let max_chars = self.config.auth.name_max_chars;
        let name = change.name.as_deref().map(|name| fields.line("name", name, max_chars));
        let phone = change.phone.as_ref().map(|phone| {
            let phone = phone.as_deref().and_then(|text| fields.phone("phone", text));
            phone.map(|phone| phone.expose().to_owned())
        });
        fields.finish()?;
        Ok((UserChanges { name, active: change.active, ..UserChanges::default() }, phone))
    }
}

fn change_in(
    tx: &mut WriteTx<'_>,
    id: &str,
    change: &UserChange,
    mut changes: UserChanges,
    at: NaiveDateTime,
) -> Result<()> {
    // Before the row itself, and by everybody in the order of ids: so nobody waits in a circle.
    let may_remove_admin =
        change.active == Some(false) || change.role.is_some_and(|role| role != Role::Admin);
    let admins = if may_remove_admin { users::lock_active_admins(tx)? } else { Vec::new() };
    let user = users::lock(tx, id)?.ok_or_else(|| Error::new(Code::NotFound))?;
    let role = new_role(&user, change)?;
    if may_remove_admin && admins.len() == 1 && admins.iter().any(|admin| admin == id) {
        return Err(Error::new(Code::LastAdmin));
    }
    set_place(tx, &user, role, change, &mut changes)?;
    if change.reset_otp {
        changes.totp_secret = Some(None);
        changes.totp_pending_secret = Some(None);
    }
    users::update(tx, id, &changes).map_err(Error::on_unique(Code::PhoneTaken))?;
    if change.unlock || change.password.is_some() {
        login_failures::clear(tx, LoginKey::of_user(id).as_str())?;
    }
    let ended = match (change.active, &change.password) {
        (Some(false), _) => Some(EndedBecause::Deactivated),
        (_, Some(_)) => Some(EndedBecause::PasswordChanged),
        _ => None,
    };
    if let Some(because) = ended {
        sessions::revoke_all(tx, id, None, at, because.as_str())?;
    }
    Ok(())
}

/// The role after the change.
fn new_role(user: &UserRow, change: &UserChange) -> Result<Role> {
    let old = user.role()?;
    let new = change.role.unwrap_or(old);
    if (old == Role::Resident) != (new == Role::Resident) {
        return Err(Error::field(
            "role",
            "resident_fixed",
            "residents stay residents, and nobody becomes one",
        ));
    }
    if new == Role::Resident && change.phone == Some(None) {
        return Err(Error::field("phone", "required", "a resident logs in with the phone"));
    }
    Ok(new)
}

/// Unit and shop after the change; one that the new role has no use for goes.
fn set_place(
    tx: &mut WriteTx<'_>,
    user: &UserRow,
    role: Role,
    change: &UserChange,
    changes: &mut UserChanges,
) -> Result<()> {
    let kept = |old: &Option<String>, needed: bool| old.clone().filter(|_| needed);
    let unit_id = change.unit_id.clone().unwrap_or_else(|| kept(&user.unit_id, role == Role::Handler));
    let shop_id = change.shop_id.clone().unwrap_or_else(|| kept(&user.shop_id, role == Role::Cashier));
    let wrong = check_place(role, unit_id.as_deref(), shop_id.as_deref());
    if !wrong.is_empty() {
        return Err(Error::invalid(wrong));
    }
    refuse_unknown_place(tx, unit_id.as_deref(), shop_id.as_deref())?;
    changes.role = Some(role.as_str().to_owned());
    changes.unit_id = Some(unit_id);
    changes.shop_id = Some(shop_id);
    Ok(())
}
