//! Each new photo is compared with all earlier ones, by index: the same picture is found again also if it was turned,
//! mirrored, resized, re-compressed or cropped a little. It is flagged for the center and never refused.

use crate::config::DuplicatesConfig;
use crate::error::Result;
use crate::photos::{BANDS, Fingerprint};
use crate::service::App;
use crate::storage::DbConnection;
use crate::storage::photo_prints::{self, MatchRow, PrintRow};
use std::collections::{BTreeMap, BTreeSet};

/// Most different fingerprints near to one that are followed up; more of them are of pictures without much in them.
const MOST_NEAR: usize = 200;

impl App {
    /// Compares a photo with all others. Of two that come in at the same instant the one that is compared last finds
    /// the other, also if that has the later id. Doing it again changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn compare_photo(&self, id: String) -> Result<()> {
        let limits = self.config.duplicates.clone();
        let of = id.clone();
        let matches = self.storage.read(move |c| matches_of(c, &of, &limits)).await?;
        self.storage.write(move |tx| photo_prints::keep_matches(tx, &id, &matches)).await
    }

    /// Compares what a crash or a database that was away left uncompared, a bounded number.
    ///
    /// # Errors
    /// The database's.
    pub async fn compare_waiting_photos(&self) -> Result<()> {
        let rows = i64::from(self.config.duplicates.photos_per_round);
        for id in self.storage.read(move |c| photo_prints::to_compare(c, rows)).await? {
            self.compare_photo(id).await?;
        }
        Ok(())
    }
}

/// The rows of a photo's fingerprints, the whole's first; parts without features have none.
pub(super) fn print_rows(photo_id: &str, prints: &[Option<Fingerprint>]) -> Vec<PrintRow> {
    let row = |(part, print): (i32, &Option<Fingerprint>)| {
        let print = (*print)?;
        let [band_0, band_1, band_2, band_3] = print.bands();
        let (photo_id, bits) = (photo_id.to_owned(), print.to_signed());
        Some(PrintRow { photo_id, part, bits, band_0, band_1, band_2, band_3 })
    };
    (0..).zip(prints).filter_map(row).collect()
}

fn matches_of(
    connection: &mut DbConnection,
    photo_id: &str,
    limits: &DuplicatesConfig,
) -> Result<Vec<MatchRow>> {
    let Some(bits) = photo_prints::whole(connection, photo_id)? else { return Ok(Vec::new()) };
    let print = Fingerprint::from_signed(bits);
    if print.is_featureless() {
        return Ok(Vec::new());
    }
    let near = near_bits(connection, print, limits)?;
    let bands: BTreeSet<i32> =
        near.iter().filter_map(|bits| Fingerprint::from_signed(*bits).bands().first().copied()).collect();
    let bands: Vec<i32> = bands.into_iter().collect();
    // A photo has a number of parts that may all be near; enough rows to see past the first photos.
    let rows = i64::try_from(limits.photo_matches.saturating_mul(50)).unwrap_or(i64::MAX);
    let found = photo_prints::photos_with(connection, &bands, &near, photo_id, rows)?;
    let mut nearest: BTreeMap<String, u32> = BTreeMap::new();
    for (other_id, bits) in found {
        let distance = print.distance_however_turned(Fingerprint::from_signed(bits));
        nearest.entry(other_id).and_modify(|least| *least = distance.min(*least)).or_insert(distance);
    }
    let mut nearest: Vec<(u32, String)> = nearest.into_iter().map(|(id, distance)| (distance, id)).collect();
    nearest.sort_unstable();
    nearest.truncate(limits.photo_matches);
    let row = |(distance, other_id): (u32, String)| {
        let (later, earlier) = if other_id.as_str() < photo_id {
            (photo_id, other_id.as_str())
        } else {
            (other_id.as_str(), photo_id)
        };
        MatchRow {
            photo_id: later.to_owned(),
            earlier_id: earlier.to_owned(),
            distance: i32::try_from(distance).unwrap_or(i32::MAX),
        }
    };
    Ok(nearest.into_iter().map(row).collect())
}

/// The fingerprints that are near to this one, however turned, nearest first.
fn near_bits(
    connection: &mut DbConnection,
    print: Fingerprint,
    limits: &DuplicatesConfig,
) -> Result<Vec<i64>> {
    let mut near: BTreeSet<(u32, i64)> = BTreeSet::new();
    for (band, numbers) in (0..BANDS).zip(print.near_bands()) {
        let rows = i64::from(limits.photo_lookups);
        for bits in photo_prints::bits_in_band(connection, band, &numbers, rows)? {
            let distance = print.distance_however_turned(Fingerprint::from_signed(bits));
            if distance <= limits.photo_bits {
                near.insert((distance, bits));
            }
        }
    }
    Ok(near.into_iter().take(MOST_NEAR).map(|(_, bits)| bits).collect())
}
