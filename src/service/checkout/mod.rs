//! A shop's till: redemptions, refunds, and what the day came to. The shop sees of a resident only a masked name,
//! never what they hold.

mod guard;
mod list;
mod redeem;
mod refund;
mod refund_pin;
mod summary;

pub(super) use guard::TillGuard;
pub use list::RedemptionQuery;
pub use redeem::{NewRedemption, Redemption};
pub use refund::{NewRefund, Refunded};
pub use summary::TillSummary;

use crate::domain::name::mask_name;
use crate::error::Result;
use crate::service::App;
use crate::storage::users;

impl App {
    async fn masked_name(&self, resident_id: String) -> Result<String> {
        let user = self.storage.read(move |conn| Ok(users::find(conn, &resident_id)?)).await?;
        Ok(mask_name(user.and_then(|user| user.name).as_deref().unwrap_or_default()))
    }
}
