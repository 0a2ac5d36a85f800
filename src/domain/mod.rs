//! The rules of the scheme, as pure functions and types that cannot hold a wrong value.
//!
//! Owns beans, roles, states, campaigns, the deciding of awards, redemptions and corrections, pay codes, places and
//! the cleaning of text. Must not do I/O, ask the time, draw random numbers, or name any other room.

pub mod beans;
pub mod group;
pub mod idempotency;
pub mod report;
pub mod role;
pub mod text_enum;
pub mod tier;

pub use beans::{BeanChange, Beans, BeansError, BeansInput};
pub use group::CategoryGroup;
pub use report::{InvalidTransition, ReportStatus, Step};
pub use role::Role;
pub use text_enum::UnknownWord;
pub use tier::Tier;
