//! How likely two reports are of one thing: from how far apart they are in place and time, what they say they are, and
//! how alike their photos look. Whole thousandths throughout, so that a score is the same on every machine.

/// The highest score, and the most that each part of it says.
pub const FULL: u32 = 1000;

/// What the categories of two reports have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// The category.
    Category,
    /// Only the group.
    Group,
    /// Nothing.
    Nothing,
}

/// What is known of two reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// Metres between their places.
    pub apart_m: u32,
    /// Minutes between their filings.
    pub apart_minutes: u64,
    /// What their categories have in common.
    pub kinship: Kinship,
    /// Bits in which their most similar photos differ; none if no two are alike.
    pub photo_bits: Option<u32>,
}

/// From where on something says nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Metres.
    pub apart_m: u32,
    /// Minutes.
    pub apart_minutes: u64,
    /// Bits up to which photos are alike.
    pub photo_bits: u32,
}

/// How much each part weighs against the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// The distance.
    pub distance: u32,
    /// The time between.
    pub time: u32,
    /// The category.
    pub category: u32,
    /// The photos.
    pub photo: u32,
}

/// A score with its parts, each in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[schema(as = LikenessScore)]
pub struct Score {
    /// The weighted mean of the parts: 0 to 1000.
    pub total: u32,
    /// By distance: 1000 at the same place.
    pub distance: u32,
    /// By time: 1000 at the same time.
    pub time: u32,
    /// By category: 1000 for the same one, 500 for the same group.
    pub category: u32,
    /// By photos: 1000 for the same picture, 500 at the limit of likeness, 0 if none are alike.
    pub photo: u32,
}

/// Scores what is known of two reports.
#[must_use]
pub fn score(evidence: &Evidence, reach: &Reach, weights: &Weights) -> Score {
    let distance = left_of(evidence.apart_m.into(), reach.apart_m.into());
    let time = left_of(evidence.apart_minutes, reach.apart_minutes);
    let category = match evidence.kinship {
        Kinship::Category => FULL,
        Kinship::Group => FULL / 2,
        Kinship::Nothing => 0,
    };
    let photo = match evidence.photo_bits {
        Some(bits) if bits <= reach.photo_bits => {
            FULL / 2 + left_of(bits.into(), reach.photo_bits.into()).max(u32::from(bits == 0) * FULL) / 2
        }
        _ => 0,
    };
    let weighted = [
        (distance, weights.distance),
        (time, weights.time),
        (category, weights.category),
        (photo, weights.photo),
    ];
    let sum: u64 = weighted.iter().map(|(part, weight)| u64::from(*part) * u64::from(*weight)).sum();
    let all: u64 = weighted.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let total = u32::try_from(sum / all.max(1)).unwrap_or(FULL);
    Score { total, distance, time, category, photo }
}

/// What is left of `FULL` when `part` of `reach` is used up.
fn left_of(part: u64, reach: u64) -> u32 {
    let left = reach.saturating_sub(part).saturating_mul(FULL.into()) / reach.max(1);
    u32::try_from(left).unwrap_or(FULL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REACH: Reach = Reach { apart_m: 300, apart_minutes: 60 * 24 * 60, photo_bits: 8 };
    const WEIGHTS: Weights = Weights { distance: 30, time: 10, category: 20, photo: 40 };
    const SAME: Evidence =
        Evidence { apart_m: 0, apart_minutes: 0, kinship: Kinship::Category, photo_bits: Some(0) };

    fn total(evidence: Evidence) -> u32 {
        score(&evidence, &REACH, &WEIGHTS).total
    }

    #[test]
    fn each_part_says_its_share() {
        assert_eq!(total(SAME), 1000);
        assert_eq!(total(Evidence { photo_bits: None, ..SAME }), 600);
        assert_eq!(total(Evidence { photo_bits: Some(8), ..SAME }), 800);
        assert_eq!(total(Evidence { photo_bits: Some(9), ..SAME }), 600);
        assert_eq!(total(Evidence { kinship: Kinship::Group, ..SAME }), 900);
        let far = Evidence { apart_m: 5_000_000, apart_minutes: u64::MAX, kinship: Kinship::Nothing, ..SAME };
        assert_eq!(
            score(&far, &REACH, &WEIGHTS),
            Score { total: 400, distance: 0, time: 0, category: 0, photo: 1000 }
        );
        let none = Weights { distance: 0, time: 0, category: 0, photo: 0 };
        assert_eq!(score(&SAME, &REACH, &none).total, 0);
    }

    proptest! {
        #[test]
        fn nearer_is_never_less_likely(m in 0_u32..2000, minutes in 0_u64..200_000, bits in proptest::option::of(0_u32..20), more in 0_u32..500) {
            let near = Evidence { apart_m: m, apart_minutes: minutes, kinship: Kinship::Group, photo_bits: bits };
            let scored = score(&near, &REACH, &WEIGHTS);
            for part in [scored.total, scored.distance, scored.time, scored.category, scored.photo] {
                prop_assert!(part <= FULL);
            }
            let farther = total(Evidence { apart_m: m + more, ..near });
            let later = total(Evidence { apart_minutes: minutes + u64::from(more), ..near });
            let less_alike = total(Evidence { photo_bits: bits.map(|bits| bits + more), ..near });
            let of_the_category = total(Evidence { kinship: Kinship::Category, ..near });
            prop_assert!(farther <= scored.total && later <= scored.total && less_alike <= scored.total);
            prop_assert!(of_the_category >= scored.total);
        }
    }
}
