//! Who somebody is and what they may do: passwords, tokens, sessions, one-time codes, roles.
//!
//! Owns the tables `session` and `refresh_token` (through `storage`). Knows no HTTP.

mod caller;

pub use caller::Caller;
