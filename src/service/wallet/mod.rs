//! What a resident holds, what happened to it, and the code to pay with.

mod entries;
mod pay_code;
mod purse;

pub use entries::WalletEntry;
pub use pay_code::PayCodeView;
pub use purse::{Earned, Pocket, Wallet};
