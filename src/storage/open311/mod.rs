//! Rows of Open311: keys of programs, codes of residents, what services ask for, and what came in.

pub mod account_codes;
pub mod api_keys;
pub mod origins;
pub mod requests;
pub mod services;
pub mod unplaced;
