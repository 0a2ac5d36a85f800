//! The photos room from outside: what it refuses, what it makes of a photo, where it keeps it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "clippy's in-tests leave reaches test functions, not their helpers"
)]

mod colours;
mod hostile;
mod likeness;
mod metadata;
mod refusals;
mod s3_server;
mod samples;
mod store;
mod upright;
mod working_places;
