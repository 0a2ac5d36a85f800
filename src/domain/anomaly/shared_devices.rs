//! Several accounts that are used on one device.

use super::{Decided, Finding, Piece};
use crate::domain::role::Role;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// An account on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceUse {
    /// The device, as a keyed hash.
    pub mark: String,
    /// The account.
    pub user_id: String,
    /// Its role.
    pub role: Role,
    /// When it was first seen there.
    pub first_seen_at: DateTime<Utc>,
}

/// Devices with at least `least_residents` accounts of residents, or with a resident's beside one of somebody who grades,
/// fixes or takes beans. The subject is the device.
#[must_use]
pub fn shared_devices(uses: &[DeviceUse], least_residents: usize, decided: &Decided) -> Vec<Finding> {
    let mut devices: BTreeMap<&str, BTreeMap<&str, &DeviceUse>> = BTreeMap::new();
    for found in uses {
        devices.entry(&found.mark).or_default().insert(&found.user_id, found);
    }
    devices
        .into_iter()
        .filter_map(|(mark, accounts)| {
            let residents = accounts.values().filter(|account| account.role.earns()).count();
            let others = accounts.len() - residents;
            let is_shared = residents >= least_residents.max(2) || (residents > 0 && others > 0);
            let is_news = accounts.values().any(|account| decided.is_news(mark, account.first_seen_at));
            if !is_shared || !is_news {
                return None;
            }
            let pieces = accounts
                .into_values()
                .map(|account| Piece {
                    id: account.user_id.clone(),
                    number: None,
                    user_id: account.user_id.clone(),
                    at: account.first_seen_at,
                    hundredths: None,
                })
                .collect();
            Some(Finding::new(mark.to_owned(), pieces)?.with("residents", residents).with("others", others))
        })
        .collect()
}
