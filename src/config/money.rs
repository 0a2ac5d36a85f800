//! Settings of what moves beans: the ledger, pay codes and the till.

use crate::domain::beans::Beans;
use serde::Deserialize;

/// `[ledger]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerConfig {
    /// `sha256` or `sm3`; fixed when the database is created.
    pub hash_algorithm: String,
    /// Commands that one database transaction takes at most.
    pub batch_commands: usize,
    /// Commands that may wait.
    pub queue_commands: usize,
    /// Owners whose accounts the writer remembers.
    pub remembered_owners: usize,
    /// Residents whose newest pay code the writer remembers.
    pub remembered_pay_codes: usize,
    /// Batches that take turns after one that went straight found that another process had written.
    pub turns_after_loss: u32,
    /// The most of them, after several losses in a row.
    pub most_turns_after_loss: u32,
    /// How often pending awards are looked for.
    pub sweep_interval_ms: u64,
    /// Rows that `verify` reads at a time.
    pub verify_chunk_rows: i64,
}

/// `[pay_codes]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayCodeConfig {
    /// Life of a code, seconds.
    pub valid_s: u32,
    /// Codes a resident may make in a minute.
    pub issues_per_minute: u32,
    /// Codes that a process remembers with their residents' masked names.
    pub remembered_codes: usize,
    /// Wrong codes a cashier may present within the window.
    pub wrong_guesses: u32,
    /// The window, seconds.
    pub wrong_guess_window_s: u32,
    /// How long the till is locked afterwards, seconds.
    pub lock_s: u32,
}

/// `[checkout]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutConfig {
    /// Largest single redemption.
    #[serde(deserialize_with = "beans")]
    pub max_beans: Beans,
}

/// Beans as a string; a settings file has no other exact form.
pub(super) fn beans<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Beans, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}
