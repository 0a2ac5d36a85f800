//! Settings of figures and exports.

use super::ConfigError;
use super::check::{at_least_one, value};
use serde::Deserialize;

/// Fewest cells that a heat map can be held to.
const FEWEST_CELLS: i64 = 16;

/// `[figures]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiguresConfig {
    /// Longest period that is counted, days.
    pub longest_period_days: u32,
    /// Most cells of a heat map; the grid becomes coarser instead.
    pub heat_cells: i64,
}

/// `[exports]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportsConfig {
    /// Exports that one process has under way.
    pub at_once: usize,
    /// Rows that are read at a time, by a transaction of their own.
    pub chunk_rows: i64,
    /// How long a reader may stand still, seconds.
    pub stall_s: u64,
}

impl FiguresConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("figures.longest_period_days", self.longest_period_days)?;
        if self.heat_cells < FEWEST_CELLS {
            return value("figures.heat_cells", "must be 16 or more");
        }
        Ok(())
    }
}

impl ExportsConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("exports.at_once", self.at_once)?;
        at_least_one("exports.chunk_rows", self.chunk_rows)?;
        at_least_one("exports.stall_s", self.stall_s)
    }
}
