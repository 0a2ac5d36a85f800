//! What is measured with what: each part prepares its databases, measures in rounds, and adds its rows.

pub mod awards;
pub mod checkout;
pub mod history;
