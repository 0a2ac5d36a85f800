//! What black-box tests stand on: the real server in this process, on a random port, with a clock that the test
//! turns, a database and a photo folder of its own, and clients for every role.

#![allow(dead_code, unused_imports, reason = "every test crate uses another part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up fails loudly"
)]

mod actor;
mod answer;
mod app;
mod database;
mod people;
mod places;
mod runner;

pub use actor::Actor;
pub use answer::Answer;
pub use app::TestApp;
pub use database::{Database, TestDatabase};
pub use people::PASSWORD;
pub use runner::run;
