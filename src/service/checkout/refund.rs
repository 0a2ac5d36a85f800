//! A cashier gives beans of one redemption back.

use crate::auth::{Caller, SecretText};
use crate::domain::beans::{Beans, BeansInput};
use crate::error::Result;
use crate::ledger::Refund;
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keyed};
use chrono::{DateTime, Utc};

/// A refund to be made.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// How many, more than zero and no more than is left of the redemption.
    pub beans: BeansInput,
    /// Why.
    #[schema(example = "退货")]
    pub reason: String,
}

/// A refund that was made.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Refund)]
pub struct Refunded {
    /// Its id.
    pub id: String,
    /// The redemption.
    pub redemption_id: String,
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// What could still be given back afterwards.
    pub refundable: Beans,
    /// To whom, masked.
    #[schema(example = "李*")]
    pub resident: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl App {
    /// Gives beans of one of the shop's own redemptions back, also when the shop is no longer active.
    ///
    /// # Errors
    /// 403, also `refund_pin_required` and `refund_pin_wrong`; 429 after too many wrong PINs; 404; 422; 409 `refund_exceeds_redemption`, `shop_holds_too_little`; 503.
    pub async fn refund(
        &self,
        caller: &Caller,
        redemption_id: String,
        new: NewRefund,
        pin: Option<SecretText>,
        keyed: Keyed,
    ) -> Result<Answered<Refunded>> {
        let shop_id = caller.shop()?.to_owned();
        let mut fields = Fields::default();
        let beans = fields.positive_beans("beans", new.beans);
        let reason = fields.text("reason", &new.reason, self.config.scheme.reason_chars);
        fields.finish()?;
        // A till that lost an answer still gets it; nothing is given back by that.
        if !self.was_answered(&keyed).await? {
            self.check_refund_pin(&shop_id, pin).await?;
        }
        let cashier_id = caller.user_id.clone();
        let refund = Refund { asked: keyed.asked(), redemption_id, shop_id, cashier_id, beans, reason };
        let Answered { value: receipt, replayed } = self.ledger.refund(refund).await?;
        let refunded = Refunded {
            id: receipt.refund_id,
            redemption_id: receipt.redemption_id,
            seq: receipt.seq,
            beans: receipt.beans,
            refundable: receipt.refundable,
            resident: self.masked_name(receipt.resident_id).await?,
            at: receipt.at,
        };
        Ok(Answered { value: refunded, replayed })
    }
}
