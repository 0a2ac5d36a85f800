//! What a shop's day came to.

use crate::auth::Caller;
use crate::domain::beans::{BeanChange, Beans};
use crate::domain::calendar::local_date;
use crate::error::Result;
use crate::service::App;
use crate::storage::{ledger_views, refund_pins};
use chrono::NaiveDate;

/// Sums of a shop's day.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct TillSummary {
    /// The day.
    pub date: NaiveDate,
    /// Redemptions on that day.
    pub count: i64,
    /// What they came to.
    pub redeemed: Beans,
    /// What was given back on that day, of whichever day's redemptions.
    pub refunded: Beans,
    /// The one less the other; below zero on a day of refunds.
    pub net: BeanChange,
    /// What the district owes the shop now, of all days.
    pub owed_to_shop: Beans,
    /// Whether a refund asks for the shop's PIN.
    pub refund_asks_pin: bool,
}

impl App {
    /// Sums of a day of the cashier's shop; today unless said otherwise.
    ///
    /// # Errors
    /// 403.
    pub async fn till_summary(&self, caller: &Caller, date: Option<NaiveDate>) -> Result<TillSummary> {
        let shop_id = caller.shop()?.to_owned();
        let date = date.unwrap_or_else(|| local_date(self.clock.now(), self.config.district.timezone));
        self.storage
            .read(move |conn| {
                let sums = ledger_views::day_sums(conn, &shop_id, date)?;
                let net = sums.redeemed.hundredths().saturating_sub(sums.refunded.hundredths());
                Ok(TillSummary {
                    date,
                    count: sums.count,
                    redeemed: sums.redeemed,
                    refunded: sums.refunded,
                    net: BeanChange::from_hundredths(net),
                    owed_to_shop: ledger_views::owed_to_shop(conn, &shop_id)?,
                    refund_asks_pin: refund_pins::hash_of(conn, &shop_id)?.is_some(),
                })
            })
            .await
    }
}
