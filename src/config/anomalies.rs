//! From when on something looks like gaming.

use crate::domain::beans::Beans;
use serde::Deserialize;

/// `[anomalies]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnomalyConfig {
    /// Seconds between two scans.
    pub scan_interval_s: u64,
    /// The most facts of one kind that a scan reads: the newest.
    pub most_rows: u32,
    /// Days of reports whose photos are compared with each other and with all earlier ones.
    pub photo_days: u32,
    /// Bits of 64 in which two pictures may differ and be the same, 3 or fewer.
    pub photo_bits: u32,
    /// Days of reports that are compared by place.
    pub place_days: u32,
    /// Reports of one person at one place.
    pub place_reports: u32,
    /// How far from each other, metres.
    pub place_radius_m: u32,
    /// Days of closings whose grades are compared.
    pub grade_days: u32,
    /// Grades of one dispatcher for one resident.
    pub grades: u32,
    /// Of them high, per cent.
    pub grade_high_percent: u32,
    /// How many times the share of high grades that others get.
    pub grade_times_others: u32,
    /// Residents' accounts on one device.
    pub accounts_per_device: u32,
    /// Devices of one account that are remembered.
    pub devices_per_account: u32,
    /// Days after which a device that was not seen is forgotten.
    pub device_kept_days: u32,
    /// Days of redemptions that are compared.
    pub till_days: u32,
    /// A round sum is a multiple of so many beans.
    #[serde(deserialize_with = "super::money::beans")]
    pub till_round_beans: Beans,
    /// Seconds within which a redemption follows the one before quickly.
    pub till_quick_s: u32,
    /// Quick redemptions of round sums at one till.
    pub till_quick: u32,
    /// Redemptions of one resident at one till.
    pub till_of_one_resident: u32,
    /// Of them round, per cent.
    pub till_round_percent: u32,
}
