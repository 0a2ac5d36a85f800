//! An admin adds and changes shops.
//!
//! Whether a shop is active is among what the ledger writer decides by, so every change says that the scheme changes.

use super::{Place, ShopView};
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::fields::{Fields, present};
use crate::service::{App, new_id};
use crate::storage::campaigns::scheme_changes;
use crate::storage::shops::{self, ShopChanges, ShopRow};

/// A shop to be added.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShop {
    /// Its name, unique.
    #[schema(example = "麒麟便民超市")]
    pub name: String,
    /// Where it is, in words.
    pub address: Option<String>,
    /// Where it is on the map.
    pub location: Option<Place>,
    /// Whether beans buy something there; true unless said otherwise.
    pub active: Option<bool>,
}

/// What is to change of a shop; what is left out stays.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = ShopChange)]
#[serde(deny_unknown_fields)]
pub struct ShopPatch {
    /// Its name, unique.
    pub name: Option<String>,
    /// Where it is, in words; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    /// Where it is on the map; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Place>)]
    pub location: Option<Option<Place>>,
    /// Whether beans buy something there.
    pub active: Option<bool>,
}

impl App {
    /// Adds a shop.
    ///
    /// # Errors
    /// 403; 422 for wrong values; 409 `name_taken`.
    pub async fn add_shop(&self, caller: &Caller, new: NewShop) -> Result<ShopView> {
        caller.must_be(&[Role::Admin])?;
        let limits = &self.config.scheme;
        let mut fields = Fields::default();
        let name = fields.line("name", &new.name, limits.name_chars);
        let address = fields.optional_line("address", new.address.as_deref(), limits.address_chars);
        let location = new.location.and_then(|place| place.checked(&mut fields));
        fields.finish()?;
        let row = ShopRow {
            id: new_id(),
            name,
            address,
            lat_e7: location.map(|location| location.lat_e7()),
            lng_e7: location.map(|location| location.lng_e7()),
            active: new.active.unwrap_or(true),
            created_at: self.clock.now().naive_utc(),
        };
        let kept = row.clone();
        self.storage
            .write(move |tx| {
                scheme_changes(tx)?;
                shops::insert(tx, &kept)
            })
            .await?;
        tracing::info!(shop = %row.id, by = %caller.user_id, "shop added");
        ShopView::try_from(row)
    }

    /// Changes a shop. One that is set inactive redeems nothing from now on.
    ///
    /// # Errors
    /// 403; 404; 422 for wrong values; 409 `name_taken`.
    pub async fn change_shop(&self, caller: &Caller, id: String, patch: ShopPatch) -> Result<ShopView> {
        caller.must_be(&[Role::Admin])?;
        let changes = self.checked_shop_patch(patch)?;
        tracing::info!(shop = %id, active = ?changes.active, by = %caller.user_id, "shop changed");
        let row = self
            .storage
            .write(move |tx| {
                scheme_changes(tx)?;
                shops::change(tx, &id, &changes)
            })
            .await?;
        ShopView::try_from(row)
    }

    fn checked_shop_patch(&self, patch: ShopPatch) -> Result<ShopChanges> {
        let limits = &self.config.scheme;
        let mut fields = Fields::default();
        let name = patch.name.map(|name| fields.line("name", &name, limits.name_chars));
        let address = patch
            .address
            .map(|address| fields.optional_line("address", address.as_deref(), limits.address_chars));
        let location = patch.location.map(|place| place.and_then(|place| place.checked(&mut fields)));
        fields.finish()?;
        Ok(ShopChanges {
            name,
            address,
            lat_e7: location.map(|place| place.map(|location| location.lat_e7())),
            lng_e7: location.map(|place| place.map(|location| location.lng_e7())),
            active: patch.active,
        })
    }
}
