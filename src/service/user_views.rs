//! How users are shown: to themselves, and to admins.

use super::App;
use super::fields::Fields;
use super::login::locked_until_of;
use crate::auth::Caller;
use crate::auth::lockout::LoginKey;
use crate::domain::name::mask_name;
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::storage::users::{self, UserFilter, UserRow, UserWithPlace};
use crate::storage::{DbConnection, login_failures};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A unit or shop by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = NamedPlace)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Who I am.
#[derive(Clone, Serialize, ToSchema)]
pub struct Me {
    /// My id.
    pub id: String,
    /// My role.
    pub role: Role,
    /// My login name; residents log in with their phone.
    pub username: Option<String>,
    /// My name.
    pub name: Option<String>,
    /// My phone, its middle hidden.
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
    /// A handler's unit.
    pub unit: Option<Place>,
    /// A cashier's shop.
    pub shop: Option<Place>,
    /// Whether I log in with a one-time code.
    pub otp_enabled: bool,
    /// Whether my role needs one, and I must set it up before anything else.
    pub otp_enrollment_required: bool,
}

/// A user as admins see one. Residents are masked.
#[derive(Clone, Serialize, ToSchema)]
pub struct UserView {
    /// The id.
    pub id: String,
    /// The role.
    pub role: Role,
    /// The login name; residents log in with their phone.
    pub username: Option<String>,
    /// The name; of residents, the surname and a star.
    pub name: Option<String>,
    /// The phone, its middle hidden.
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
    /// A handler's unit.
    pub unit: Option<Place>,
    /// A cashier's shop.
    pub shop: Option<Place>,
    /// Whether the user may log in.
    pub active: bool,
    /// Locked for wrong passwords until then.
    pub locked_until: Option<DateTime<Utc>>,
    /// Whether one-time codes are set up.
    pub otp_enabled: bool,
    /// When the user was made.
    pub created_at: DateTime<Utc>,
}

impl App {
    /// Who the caller is.
    ///
    /// # Errors
    /// 503 if the database is away.
    pub async fn me(&self, caller: &Caller) -> Result<Me> {
        let id = caller.user_id.clone();
        let found = self.storage.read(move |connection| Ok(users::find_with_place(connection, &id)?)).await?;
        let UserWithPlace { user, unit_name, shop_name } =
            found.ok_or_else(|| Error::new(Code::NotLoggedIn))?;
        let role = user.role()?;
        Ok(Me {
            role,
            username: user.username.clone(),
            name: user.name.clone(),
            phone: masked_phone(&user),
            unit: place(user.unit_id.clone(), unit_name),
            shop: place(user.shop_id.clone(), shop_name),
            otp_enabled: user.totp_secret.is_some(),
            otp_enrollment_required: user.totp_secret.is_none() && self.needs_otp(role),
            id: user.id,
        })
    }

    /// One user.
    ///
    /// # Errors
    /// 403 for others than admins, 404.
    pub async fn user(&self, caller: &Caller, id: String) -> Result<UserView> {
        caller.must_be(&[Role::Admin])?;
        self.user_view(id).await
    }

    /// Users, newest first, `rows` at most.
    ///
    /// # Errors
    /// 403 for others than admins, 422 on `q`.
    pub async fn list_users(
        &self,
        caller: &Caller,
        mut filter: UserFilter,
        rows: i64,
    ) -> Result<Vec<UserView>> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        filter.text = fields.optional_line("q", filter.text.as_deref(), self.config.auth.name_max_chars);
        fields.finish()?;
        let now = self.clock.now();
        self.storage
            .read(move |connection| {
                let found = users::list(connection, &filter, rows)?;
                views_of(connection, found, now)
            })
            .await
    }

    pub(super) async fn user_view(&self, id: String) -> Result<UserView> {
        let now = self.clock.now();
        self.storage
            .read(move |connection| {
                let found = users::find_with_place(connection, &id)?;
                let views = views_of(connection, found.into_iter().collect(), now)?;
                views.into_iter().next().ok_or_else(|| Error::new(Code::NotFound))
            })
            .await
    }
}

fn views_of(
    connection: &mut DbConnection,
    found: Vec<UserWithPlace>,
    now: DateTime<Utc>,
) -> Result<Vec<UserView>> {
    let keys: Vec<String> =
        found.iter().map(|row| LoginKey::of_user(&row.user.id).as_str().to_owned()).collect();
    let locks: HashMap<String, DateTime<Utc>> = login_failures::find_all(connection, &keys)?
        .into_iter()
        .filter_map(|row| locked_until_of(&row, now).map(|until| (row.login_key, until)))
        .collect();
    found
        .into_iter()
        .map(|row| {
            let locked_until = locks.get(LoginKey::of_user(&row.user.id).as_str()).copied();
            view_of(row, locked_until)
        })
        .collect()
}

fn view_of(row: UserWithPlace, locked_until: Option<DateTime<Utc>>) -> Result<UserView> {
    let UserWithPlace { user, unit_name, shop_name } = row;
    let role = user.role()?;
    let name = match role {
        Role::Resident => user.name.as_deref().map(mask_name),
        _ => user.name.clone(),
    };
    Ok(UserView {
        role,
        phone: masked_phone(&user),
        username: user.username,
        name,
        unit: place(user.unit_id, unit_name),
        shop: place(user.shop_id, shop_name),
        active: user.active,
        locked_until,
        otp_enabled: user.totp_secret.is_some(),
        created_at: user.created_at.and_utc(),
        id: user.id,
    })
}

fn masked_phone(user: &UserRow) -> Option<String> {
    // A phone that does not read as one was never stored by us; it is not shown.
    user.phone.as_deref().and_then(|text| Phone::parse(text).ok()).map(|phone| phone.masked())
}

fn place(id: Option<String>, name: Option<String>) -> Option<Place> {
    Some(Place { id: id?, name: name? })
}
