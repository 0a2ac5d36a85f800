//! A cashier looks up the shop's redemptions.

use super::Redemption;
use crate::auth::Caller;
use crate::domain::beans::Beans;
use crate::domain::name::mask_name;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::ledger_views::{self, RedemptionFilter, RedemptionRow};
use chrono::NaiveDate;

/// Which redemptions are wanted.
#[derive(Debug, Clone, Default)]
pub struct RedemptionQuery {
    /// Only of this date.
    pub date: Option<NaiveDate>,
    /// Only with this number of the sale.
    pub order_no: Option<String>,
    /// Only after this date and id in the list's order.
    pub after: Option<(NaiveDate, String)>,
    /// How many.
    pub rows: i64,
}

impl TryFrom<RedemptionRow> for Redemption {
    type Error = Error;

    fn try_from(row: RedemptionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            seq: row.seq,
            beans: Beans::from_hundredths(row.hundredths).map_err(Error::internal)?,
            refunded: Beans::from_hundredths(row.refunded_hundredths).map_err(Error::internal)?,
            resident: mask_name(row.resident_name.as_deref().unwrap_or_default()),
            at: row.at.and_utc(),
            order_no: row.order_no,
        })
    }
}

impl App {
    /// Redemptions of the cashier's shop, the newest first, each with its date in the list's order.
    ///
    /// # Errors
    /// 403; 422 for a number of a sale that cannot be one.
    pub async fn redemptions(
        &self,
        caller: &Caller,
        query: RedemptionQuery,
    ) -> Result<Vec<(NaiveDate, Redemption)>> {
        let shop_id = caller.shop()?.to_owned();
        let mut fields = Fields::default();
        let order_no =
            fields.optional_line("order_no", query.order_no.as_deref(), self.config.scheme.order_no_chars);
        fields.finish()?;
        let filter = RedemptionFilter { shop_id, redeemed_on: query.date, order_no, after: query.after };
        self.storage
            .read(move |conn| {
                ledger_views::redemptions(conn, &filter, query.rows)?
                    .into_iter()
                    .map(|row| Ok((row.redeemed_on, Redemption::try_from(row)?)))
                    .collect()
            })
            .await
    }
}
