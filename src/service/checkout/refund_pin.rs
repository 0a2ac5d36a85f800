//! The PIN that a shop's manager may want before beans are given back.

use crate::auth::lockout::LoginKey;
use crate::auth::{PasswordVerdict, SecretText};
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::{login_failures, refund_pins};

impl App {
    /// Refuses a refund without the shop's PIN. Wrong ones count for the shop, whoever sends them, and lock its
    /// refunds for a while as wrong passwords lock a login.
    pub(super) async fn check_refund_pin(&self, shop_id: &str, pin: Option<SecretText>) -> Result<()> {
        let shop = shop_id.to_owned();
        let Some(stored) = self.storage.read(move |conn| refund_pins::hash_of(conn, &shop)).await? else {
            return Ok(());
        };
        let pin = pin.ok_or_else(|| Error::new(Code::RefundPinRequired))?;
        let key = LoginKey::of_refund_pin(shop_id);
        self.refuse_if_locked(&key).await?;
        match self.auth.passwords.check(Some(stored), pin).await? {
            PasswordVerdict::Right | PasswordVerdict::RightButOutdated => {
                let now = self.clock.now().naive_utc();
                self.storage
                    .write(move |tx| Ok(login_failures::clear_unless_locked(tx, key.as_str(), now)?))
                    .await
            }
            PasswordVerdict::Wrong => {
                self.count_failure(&key).await??;
                Err(Error::new(Code::RefundPinWrong))
            }
        }
    }
}
