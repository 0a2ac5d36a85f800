//! Looking back (回头看): a sample of closed cases is drawn and each is checked again.
//!
//! The draw is a pure function of seed, share and population: whoever repeats it gets the same cases.

use sha2::{Digest, Sha256};

use crate::domain::text_enum::text_enum;

text_enum! {
    /// What checking a case again found.
    "result" CheckResult {
        /// It was closed as it should be.
        Fine = "fine",
        /// It was done, and graded wrongly.
        WrongGrade = "wrong_grade",
        /// It was said to be done and was not, with photos that showed otherwise.
        FakedFix = "faked_fix",
        /// It is not done.
        NotFixed = "not_fixed",
    }
}

impl CheckResult {
    /// Whether work is left, so that the case may be opened again.
    #[must_use]
    pub const fn leaves_work(self) -> bool {
        matches!(self, Self::FakedFix | Self::NotFixed)
    }
}

/// A share that is no share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a whole number from 1 to 100")]
pub struct InvalidShare;

/// How much of a population is drawn, 1 to 100 per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(u8);

impl Share {
    /// A share of so many per cent.
    ///
    /// # Errors
    /// `InvalidShare` outside 1 to 100.
    pub fn percent(percent: i64) -> Result<Self, InvalidShare> {
        match u8::try_from(percent) {
            Ok(percent @ 1..=100) => Ok(Self(percent)),
            _ => Err(InvalidShare),
        }
    }

    /// How many of `population` it is: rounded up, so that at least one is drawn where there is one.
    #[must_use]
    pub fn of(self, population: usize) -> usize {
        population.saturating_mul(usize::from(self.0)).div_ceil(100)
    }
}

/// Draws a share of the cases: those whose hash with the seed is lowest, in that order. Neither the order in which the
/// cases are given nor anything but seed and ids has a say, and a larger share of the same seed holds the smaller one.
#[must_use]
pub fn draw<'a>(seed: &str, share: Share, ids: &[&'a str]) -> Vec<&'a str> {
    let mut lots: Vec<([u8; 32], &str)> = ids.iter().map(|id| (lot(seed, id), *id)).collect();
    lots.sort_unstable();
    lots.dedup();
    lots.truncate(share.of(lots.len()));
    lots.into_iter().map(|(_, id)| id).collect()
}

fn lot(seed: &str, id: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update((seed.len() as u64).to_be_bytes());
    hasher.update(seed.as_bytes());
    hasher.update(id.as_bytes());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn share(percent: i64) -> Share {
        Share::percent(percent).expect("a share")
    }

    #[test]
    fn a_share_is_rounded_up_and_never_more_than_all() {
        assert_eq!([share(5).of(0), share(5).of(1), share(5).of(20), share(5).of(21)], [0, 1, 1, 2]);
        assert_eq!(share(100).of(7), 7);
        for wrong in [i64::MIN, -1, 0, 101, 256 + 5] {
            assert_eq!(Share::percent(wrong), Err(InvalidShare));
        }
    }

    #[test]
    fn every_case_is_drawn_about_as_often() {
        let ids: Vec<String> = (0..50).map(|number| format!("case-{number}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut drawn = vec![0_u32; ids.len()];
        for seed in 0..2000 {
            for id in draw(&seed.to_string(), share(20), &ids) {
                let place = ids.iter().position(|other| *other == id).expect("one of them");
                *drawn.get_mut(place).expect("in range") += 1;
            }
        }
        // 400 are expected, with a standard deviation of 18.
        assert!(drawn.iter().all(|times| (300..500).contains(times)), "{drawn:?}");
    }

    proptest! {
        #[test]
        fn a_draw_depends_on_seed_and_cases_alone(
            seed in "[a-z0-9]{0,8}",
            percent in 1_i64..=100,
            ids in prop::collection::btree_set("[a-f0-9]{1,6}", 0..60),
            turn in 0_usize..60,
        ) {
            let sorted: Vec<&str> = ids.iter().map(String::as_str).collect();
            let mut turned = sorted.clone();
            turned.rotate_left(turn.min(sorted.len()));
            turned.extend(sorted.first());
            let sample = draw(&seed, share(percent), &sorted);
            prop_assert_eq!(&sample, &draw(&seed, share(percent), &turned));
            prop_assert_eq!(sample.len(), share(percent).of(sorted.len()));
            let all: BTreeSet<&str> = sorted.iter().copied().collect();
            prop_assert!(sample.iter().all(|id| all.contains(id)));
            prop_assert_eq!(sample.iter().collect::<BTreeSet<_>>().len(), sample.len());
            let larger = draw(&seed, share(100), &sorted);
            prop_assert!(larger.starts_with(&sample));
        }
    }
}
