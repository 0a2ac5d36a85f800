//! The program as whoever runs it meets it: its commands, exit statuses and words.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod demo;
mod readme;
mod settings;

use assert_cmd::Command;
use support::TestDatabase;

const SECRET: &str = "a secret that is only good for tests, 48 letters";

/// The program with nothing of this process's settings, on this database.
fn golden_beans(database: &TestDatabase) -> Command {
    let mut command = bare();
    command.env("GOLDEN_BEANS__DATABASE__URL", database.url()).env("GOLDEN_BEANS__AUTH__SECRET", SECRET);
    // Passwords of tests need not be slow to guess.
    command
        .env("GOLDEN_BEANS__AUTH__ARGON2_MEMORY_KIB", "8")
        .env("GOLDEN_BEANS__AUTH__ARGON2_ITERATIONS", "1");
    command
}

/// The program with the settings that it has by default.
fn bare() -> Command {
    let mut command = Command::cargo_bin("golden-beans").unwrap();
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GOLDEN_BEANS__")) {
        command.env_remove(name);
    }
    command.env("GOLDEN_BEANS__LOG__FILTER", "off");
    command
}

/// Writes a test once for each database: `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($(fn $name:ident($kind:ident: Database) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn case($kind: $crate::support::Database) $body

            #[test]
            fn sqlite() {
                case($crate::support::Database::Sqlite);
            }

            #[test]
            fn postgres() {
                case($crate::support::Database::Postgresql);
            }
        }
    )+ };
}

pub(crate) use on_both;
