//! A shop's till: redemptions, refunds, and what the day came to. The shop sees of a resident only a masked name,
//! never what they hold.

mod guard;
mod list;
mod names;
mod redeem;
mod refund;
mod refund_pin;
mod summary;

pub(super) use guard::TillGuard;
pub use list::RedemptionQuery;
pub(super) use names::NameDesk;
pub use redeem::{NewRedemption, Redemption};
pub use refund::{NewRefund, Refunded};
pub use summary::TillSummary;
