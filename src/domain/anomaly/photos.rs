//! The same photo on several reports.

use super::{Decided, Finding, Piece};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Bits of a fingerprint that are compared as one; two fingerprints that differ in fewer bits than there are pieces
/// agree in one piece at least.
const CHUNK_BITS: u32 = 16;
/// Pieces of a fingerprint.
const CHUNKS: u32 = 4;

/// A photo of a problem on a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoUse {
    /// Of the bytes as they were sent.
    pub sha256: String,
    /// Of what it shows; `None` for a picture without features.
    pub fingerprint: Option<u64>,
    /// The report.
    pub report_id: String,
    /// Its number.
    pub number: String,
    /// Who filed it.
    pub resident_id: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Reports with a photo that an earlier report has: the same bytes, or a picture that differs in `most_bits` bits of 64
/// at most (3 or fewer are found). The subject is the later report.
#[must_use]
pub fn same_photo(uses: &[PhotoUse], most_bits: u32, decided: &Decided) -> Vec<Finding> {
    let mut uses: Vec<&PhotoUse> = uses.iter().collect();
    uses.sort_by(|one, other| (one.at, &one.report_id).cmp(&(other.at, &other.report_id)));
    let mut by_bytes: BTreeMap<&str, Vec<&PhotoUse>> = BTreeMap::new();
    let mut by_chunk: BTreeMap<(u32, u64), Vec<&PhotoUse>> = BTreeMap::new();
    let mut earlier: BTreeMap<&str, (&PhotoUse, BTreeMap<&str, &PhotoUse>)> = BTreeMap::new();
    for photo in uses {
        let same_bytes = by_bytes.entry(&photo.sha256).or_default();
        let mut alike: Vec<&PhotoUse> = same_bytes.clone();
        same_bytes.push(photo);
        if let Some(fingerprint) = photo.fingerprint {
            for chunk in chunks(fingerprint) {
                let candidates = by_chunk.entry(chunk).or_default();
                alike.extend(candidates.iter().filter(|other| {
                    other.fingerprint.is_some_and(|other| (other ^ fingerprint).count_ones() <= most_bits)
                }));
                candidates.push(photo);
            }
        }
        for other in alike.into_iter().filter(|other| other.report_id != photo.report_id) {
            let (_, found) = earlier.entry(&photo.report_id).or_insert_with(|| (photo, BTreeMap::new()));
            found.insert(&other.report_id, other);
        }
    }
    earlier
        .into_values()
        .filter(|(later, _)| decided.is_news(&later.report_id, later.at))
        .filter_map(|(later, found)| {
            let persons: BTreeSet<&str> = found.values().map(|other| other.resident_id.as_str()).collect();
            let by_same = persons.contains(later.resident_id.as_str());
            let pieces = found.into_values().chain([later]).map(piece).collect();
            let finding = Finding::new(later.report_id.clone(), pieces)?;
            Some(finding.with("residents", persons.len() + usize::from(!by_same)))
        })
        .collect()
}

fn chunks(fingerprint: u64) -> impl Iterator<Item = (u32, u64)> {
    (0..CHUNKS).map(move |place| (place, (fingerprint >> (place * CHUNK_BITS)) & 0xFFFF))
}

fn piece(photo: &PhotoUse) -> Piece {
    Piece {
        id: photo.report_id.clone(),
        number: Some(photo.number.clone()),
        user_id: photo.resident_id.clone(),
        at: photo.at,
        hundredths: None,
    }
}
