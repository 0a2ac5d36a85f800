//! Golden Beans: residents report what is broken, the dispatch center grades it, an append-only ledger pays for it.
//!
//! A report walks one way: `http` → `service` (one use case, one transaction) → `domain` (decides) →
//! `storage` (keeps) and `ledger` (moves beans). `docs/architecture.md` is the map.

pub mod auth;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod http;
pub mod ledger;
pub mod photos;
mod remembered;
pub mod service;
pub mod storage;
