//! A cashier takes beans of whoever shows a pay code.

use super::names::Holder;
use crate::auth::Caller;
use crate::domain::beans::{Beans, BeansInput};
use crate::domain::pay_code::PayCode;
use crate::error::{Code, Error, Result};
use crate::ledger::{Redeem, RedeemReceipt};
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keyed};
use chrono::{DateTime, Utc};

/// A redemption to be made.
#[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRedemption {
    /// As scanned: 18 digits.
    pub pay_code: String,
    /// How many, more than zero.
    pub beans: BeansInput,
    /// The shop's own number of the sale.
    pub order_no: Option<String>,
}

/// A redemption, as its shop sees it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Redemption {
    /// Its id, for refunds.
    pub id: String,
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// How many of them were given back.
    pub refunded: Beans,
    /// Whose, masked.
    #[schema(example = "李*")]
    pub resident: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The shop's own number of the sale.
    pub order_no: Option<String>,
}

impl App {
    /// Takes beans for the cashier's shop. A code that is not well-formed is an unknown one.
    ///
    /// # Errors
    /// 403; 422; 429 after too many wrong codes; 409 `shop_inactive`, `pay_code_unknown`, `pay_code_used`,
    /// `pay_code_voided`, `pay_code_expired`, `insufficient_beans`; 503.
    pub async fn redeem(
        &self,
        caller: &Caller,
        new: NewRedemption,
        keyed: Keyed,
    ) -> Result<Answered<Redemption>> {
        let shop_id = caller.shop()?.to_owned();
        let mut fields = Fields::default();
        let beans = fields.positive_beans("beans", new.beans);
        let max = self.config.checkout.max_beans;
        if beans > max {
            fields.wrong("beans", "beans_too_large", format!("must not be above {max}"));
        }
        let order_no =
            fields.optional_line("order_no", new.order_no.as_deref(), self.config.scheme.order_no_chars);
        fields.finish()?;
        let now = self.clock.now();
        if let Err(locked) = self.check_till(&caller.user_id, now) {
            // A till that lost an answer still gets it; it learns nothing new by that.
            if !self.was_answered(&keyed).await? {
                return Err(locked);
            }
        }
        let outcome = match PayCode::from_digits(&new.pay_code) {
            Ok(pay_code) => {
                let cashier_id = caller.user_id.clone();
                let code = pay_code.clone();
                let redeem = Redeem { asked: keyed.asked(), pay_code, beans, order_no, shop_id, cashier_id };
                // A till that the ledger refuses waits for no name. A name that could not be read is told in the log,
                // and asked for once more by the receipt.
                let holder = async { Ok(self.holder_of(&code).await.unwrap_or_default()) };
                tokio::try_join!(self.ledger.redeem(redeem), holder)
            }
            Err(error) => Err(Error::new(Code::PayCodeUnknown).because(error)),
        };
        match outcome {
            Ok((Answered { value, replayed }, holder)) => {
                // A replayed answer may be older than the name that goes with its code.
                let holder = holder.filter(|_| !replayed);
                let value = self.seen_by_shop(value, holder).await?;
                Ok(Answered { value, replayed })
            }
            Err(error) => {
                if error.code() == Code::PayCodeUnknown && !error.is_replayed() {
                    self.count_wrong_code(&caller.user_id, now).await?;
                }
                Err(error)
            }
        }
    }

    /// `holder`: who made the code, as far as it is known.
    async fn seen_by_shop(&self, receipt: RedeemReceipt, holder: Option<Holder>) -> Result<Redemption> {
        let resident = match holder {
            Some(holder) if holder.resident_id == receipt.resident_id => holder.masked_name,
            _ => self.masked_name(receipt.resident_id).await?,
        };
        Ok(Redemption {
            id: receipt.redemption_id,
            seq: receipt.seq,
            beans: receipt.beans,
            refunded: Beans::ZERO,
            resident,
            at: receipt.at,
            order_no: receipt.order_no,
        })
    }
}
