//! Settings of what comes after a closing.

use serde::Deserialize;

/// `[look_back]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookBackConfig {
    /// The most closed cases that a sample is drawn from.
    pub most_population: u32,
    /// The most cases of a sample.
    pub most_cases: u32,
    /// Whether a case is checked by somebody else than who graded it.
    pub by_another: bool,
}

/// `[earning]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarningConfig {
    /// The longest time for which a resident is suspended, days.
    pub longest_suspension_days: u32,
}
