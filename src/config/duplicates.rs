//! Settings of what is taken for a report of the same thing.

use super::ConfigError;
use super::check::{at_least_one, value};
use crate::domain::likeness::{Reach, Weights};
use serde::Deserialize;

/// Whose thumbnails a resident sees among the reports near by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NearbyThumbnails {
    /// Those that the center made public.
    Published,
    /// Those of all open reports.
    All,
}

/// `[duplicates]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicatesConfig {
    /// How far a resident is shown open reports, metres.
    pub nearby_m: u32,
    /// How old those may be, days.
    pub nearby_days: u32,
    /// How many a resident is shown.
    pub nearby_items: usize,
    /// How wide the cells are in which residents are told where others' reports are, metres.
    pub nearby_grid_m: u32,
    /// How often a resident may ask in a minute.
    pub nearby_per_minute: u32,
    /// Whose thumbnails a resident sees.
    pub nearby_thumbnails: NearbyThumbnails,
    /// Open reports that a resident may have joined.
    pub joined_open: u32,
    /// How far the center is shown likely duplicates, metres.
    pub likely_m: u32,
    /// How far apart in time those may be, days.
    pub likely_days: u32,
    /// How many the center is shown.
    pub likely_items: usize,
    /// The lowest score that is shown, thousandths.
    pub likely_least: u32,
    /// Reports of a place that are scored at most; the newest where there are more.
    pub scored_reports: u32,
    /// Weight of the distance.
    pub weight_distance: u32,
    /// Weight of the time between.
    pub weight_time: u32,
    /// Weight of the category.
    pub weight_category: u32,
    /// Weight of the photos.
    pub weight_photo: u32,
    /// Bits in which two photos that are alike differ at most.
    pub photo_bits: u32,
    /// Earlier photos that a photo is said to be like at most.
    pub photo_matches: usize,
    /// Fingerprints that are looked at in each band at most.
    pub photo_lookups: u32,
    /// Photos that a round of the upkeep compares, where the upload could not.
    pub photos_per_round: u32,
}

impl DuplicatesConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("duplicates.nearby_m", self.nearby_m)?;
        at_least_one("duplicates.nearby_days", self.nearby_days)?;
        at_least_one("duplicates.nearby_items", self.nearby_items)?;
        at_least_one("duplicates.nearby_grid_m", self.nearby_grid_m)?;
        at_least_one("duplicates.nearby_per_minute", self.nearby_per_minute)?;
        at_least_one("duplicates.joined_open", self.joined_open)?;
        at_least_one("duplicates.likely_m", self.likely_m)?;
        at_least_one("duplicates.likely_days", self.likely_days)?;
        at_least_one("duplicates.likely_items", self.likely_items)?;
        at_least_one("duplicates.scored_reports", self.scored_reports)?;
        at_least_one("duplicates.photo_matches", self.photo_matches)?;
        at_least_one("duplicates.photo_lookups", self.photo_lookups)?;
        at_least_one("duplicates.photos_per_round", self.photos_per_round)?;
        if self.nearby_m > MOST_M {
            return value("duplicates.nearby_m", "must be 10000 or less");
        }
        if self.nearby_grid_m > MOST_GRID_M {
            return value("duplicates.nearby_grid_m", "must be 1000 or less");
        }
        if self.likely_m > MOST_M {
            return value("duplicates.likely_m", "must be 10000 or less");
        }
        if self.photo_bits > MOST_BITS {
            return value("duplicates.photo_bits", "must be 10 or less: beyond, different photos are alike");
        }
        let weights = [self.weight_distance, self.weight_time, self.weight_category, self.weight_photo];
        if weights.iter().any(|weight| *weight > 1000) || weights.iter().all(|weight| *weight == 0) {
            return value("duplicates.weight_distance", "weights are 0 to 1000, and not all of them 0");
        }
        Ok(())
    }

    /// The weights of a score's parts.
    #[must_use]
    pub fn weights(&self) -> Weights {
        Weights {
            distance: self.weight_distance,
            time: self.weight_time,
            category: self.weight_category,
            photo: self.weight_photo,
        }
    }

    /// From where on something says nothing any more.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach {
            apart_m: self.likely_m,
            apart_minutes: u64::from(self.likely_days).saturating_mul(24 * 60),
            photo_bits: self.photo_bits,
        }
    }
}

/// Farthest that anything is looked for, metres: a box of degrees is a good circle up to there.
const MOST_M: u32 = 10_000;

/// Widest cells of places, metres: beyond, "near" says nothing.
const MOST_GRID_M: u32 = 1_000;

/// Most bits in which photos that are alike may differ.
const MOST_BITS: u32 = 10;
