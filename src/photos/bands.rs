//! Looking for near fingerprints by index: two that differ in at most 7 bits have one of four bands of 16 bits in
//! which they differ in at most one. So what is near is among those that share a band, or nearly, which an index over
//! each band finds without a look at all others.

use super::Fingerprint;

/// Bands of a fingerprint.
pub const BANDS: usize = 4;
/// Bits of a band.
const BAND_BITS: u32 = 16;

impl Fingerprint {
    /// The four bands, lowest bits first, as numbers from 0 to 65,535.
    #[must_use]
    pub fn bands(self) -> [i32; BANDS] {
        [0, 1, 2, 3].map(|band| {
            let bits = (self.bits() >> (BAND_BITS * band)) & 0xFFFF;
            i32::try_from(bits).unwrap_or(i32::MAX)
        })
    }

    /// For each band, the numbers that a near fingerprint can have there, whichever way the picture was laid: the
    /// band of each of the eight versions, and those that are one bit away.
    #[must_use]
    pub fn near_bands(self) -> [Vec<i32>; BANDS] {
        let versions = self.all_turns().map(Self::bands);
        [0, 1, 2, 3].map(|band: usize| {
            let mut numbers: Vec<i32> = versions
                .iter()
                .filter_map(|bands| bands.get(band).copied())
                .flat_map(|number| {
                    std::iter::once(number).chain((0..BAND_BITS).map(move |bit| number ^ (1 << bit)))
                })
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photos::Turn;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn up_to_seven_bits_apart_a_band_is_shared(bits: u64, flips in proptest::collection::vec(1_u32..64, 0..=7), turn in 0_usize..8) {
            let other = flips.iter().fold(bits, |bits, flip| bits ^ (1 << flip));
            let (one, other) = (Fingerprint::from_bits(bits), Fingerprint::from_bits(other));
            let stored = other.turned(Turn::ALL[turn]).bands();
            let shared = one.near_bands().iter().zip(stored).any(|(numbers, band)| numbers.contains(&band));
            prop_assert!(shared, "{one:?} {other:?}");
        }

        #[test]
        fn bands_are_all_of_the_bits(bits: u64) {
            let print = Fingerprint::from_bits(bits);
            let joined = print.bands().iter().rev().fold(0_u64, |bits, band| (bits << 16) | u64::try_from(*band).unwrap());
            prop_assert_eq!(joined, print.bits());
        }
    }
}
