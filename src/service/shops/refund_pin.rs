//! An admin sets the PIN that a shop's manager wants asked for before a refund.

use crate::auth::lockout::LoginKey;
use crate::auth::{Caller, SecretText};
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::refund_pins::{self, RefundPinRow};
use crate::storage::{login_failures, shops};

/// The PIN of a shop's refunds.
#[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundPin {
    /// 6 to 12 digits; null: refunds ask for none.
    #[schema(required = true)]
    pub pin: Option<SecretText>,
}

impl App {
    /// Sets or takes away the PIN of a shop's refunds. A lock after wrong ones ends with it.
    ///
    /// # Errors
    /// 403; 404; 422 for a PIN that cannot be one.
    pub async fn set_refund_pin(&self, caller: &Caller, shop_id: String, wish: RefundPin) -> Result<()> {
        caller.must_be(&[Role::Admin])?;
        let (min, max) = (self.config.scheme.refund_pin_min_digits, self.config.scheme.refund_pin_max_digits);
        let mut fields = Fields::default();
        if let Some(pin) = &wish.pin {
            let digits = pin.expose();
            if !(min..=max).contains(&digits.len()) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                fields.wrong("pin", "not_a_pin", format!("must be {min} to {max} digits"));
            }
        }
        fields.finish()?;
        let pin_hash = match wish.pin {
            Some(pin) => Some(self.auth.passwords.hash(pin).await?),
            None => None,
        };
        let (set_by, set_at) = (caller.user_id.clone(), self.clock.now().naive_utc());
        tracing::info!(shop = %shop_id, asks = pin_hash.is_some(), by = %set_by, "refund PIN changed");
        self.storage
            .write(move |tx| {
                shops::find(tx, &shop_id)?;
                login_failures::clear(tx, LoginKey::of_refund_pin(&shop_id).as_str())?;
                match pin_hash.clone() {
                    None => refund_pins::clear(tx, &shop_id),
                    Some(pin_hash) => {
                        let (shop_id, set_by) = (shop_id.clone(), set_by.clone());
                        refund_pins::set(tx, &RefundPinRow { shop_id, pin_hash, set_by, set_at })
                    }
                }
            })
            .await
    }
}
