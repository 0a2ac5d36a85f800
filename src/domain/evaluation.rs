//! How units are evaluated: counts of cases, and rates of them, exact and never a float.

use rust_decimal::{Decimal, RoundingStrategy};

/// Places of a rate: 0.7392 is 73.92 %.
const RATE_PLACES: u32 = 4;

/// A unit's cases of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CaseCounts {
    /// Cases whose limit is in the period.
    pub due: i64,
    /// Of them suspended (挂账) now.
    pub suspended: i64,
    /// Of those that are due closed.
    pub closed: i64,
    /// Of the closed ones done by the unit within the limit.
    pub on_time: i64,
    /// Of those that are due done too late, or not done although the limit is over.
    pub overdue: i64,
    /// Checks that failed in the period.
    pub rework: i64,
    /// Cases that the unit gave back in the period.
    pub returns: i64,
    /// What the unit asked the center for in the period and was refused.
    pub refused: i64,
    /// Limits that were extended in the period.
    pub extensions: i64,
}

impl CaseCounts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            due: self.due.saturating_add(other.due),
            suspended: self.suspended.saturating_add(other.suspended),
            closed: self.closed.saturating_add(other.closed),
            on_time: self.on_time.saturating_add(other.on_time),
            overdue: self.overdue.saturating_add(other.overdue),
            rework: self.rework.saturating_add(other.rework),
            returns: self.returns.saturating_add(other.returns),
            refused: self.refused.saturating_add(other.refused),
            extensions: self.extensions.saturating_add(other.extensions),
        }
    }
}

/// Rates of a unit's cases; none where nothing was due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct CaseRates {
    /// Closing rate (结案率): closed ÷ (due − suspended).
    #[schema(value_type = Option<String>, example = "0.8519")]
    pub closing: Option<Decimal>,
    /// On-time closing rate (按期结案率): closed on time ÷ (due − suspended).
    #[schema(value_type = Option<String>, example = "0.7392")]
    pub on_time_closing: Option<Decimal>,
    /// Overdue ÷ (due − suspended).
    #[schema(value_type = Option<String>, example = "0.1201")]
    pub overdue: Option<Decimal>,
    /// Rework ÷ (due − suspended); above one where checks failed more than once.
    #[schema(value_type = Option<String>, example = "0.0310")]
    pub rework: Option<Decimal>,
}

/// The rates of counts.
#[must_use]
pub fn rates(counts: &CaseCounts) -> CaseRates {
    let whole = counts.due.saturating_sub(counts.suspended);
    CaseRates {
        closing: rate(counts.closed, whole),
        on_time_closing: rate(counts.on_time, whole),
        overdue: rate(counts.overdue, whole),
        rework: rate(counts.rework, whole),
    }
}

fn rate(part: i64, whole: i64) -> Option<Decimal> {
    let exact = Decimal::from(part).checked_div(Decimal::from(whole)).filter(|_| whole > 0)?;
    let mut rounded = exact.round_dp_with_strategy(RATE_PLACES, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(RATE_PLACES);
    Some(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_city_in_january_2022() {
        let counts = CaseCounts { due: 14_577, closed: 12_418, on_time: 10_775, ..CaseCounts::default() };
        let rates = rates(&counts);
        assert_eq!(rates.closing.map(|rate| rate.to_string()).as_deref(), Some("0.8519"));
        assert_eq!(rates.on_time_closing.map(|rate| rate.to_string()).as_deref(), Some("0.7392"));
    }

    #[test]
    fn suspended_cases_count_neither_way_and_nothing_due_has_no_rate() {
        let counts = CaseCounts { due: 10, suspended: 2, closed: 4, on_time: 2, ..CaseCounts::default() };
        assert_eq!(rates(&counts).closing.map(|rate| rate.to_string()).as_deref(), Some("0.5000"));
        assert_eq!(rates(&counts).on_time_closing.map(|rate| rate.to_string()).as_deref(), Some("0.2500"));
        assert_eq!(rates(&CaseCounts { due: 2, suspended: 2, ..counts }).closing, None);
        assert_eq!(rates(&CaseCounts::default()), CaseRates::default());
    }

    proptest! {
        #[test]
        fn a_part_of_a_whole_is_between_nothing_and_one(due in 1_i64..1_000_000, share in 0_i64..=1000) {
            let closed = due * share / 1000;
            let rate = rates(&CaseCounts { due, closed, ..CaseCounts::default() }).closing.expect("something is due");
            prop_assert!(rate >= Decimal::ZERO && rate <= Decimal::ONE);
            prop_assert!((rate * Decimal::from(due) - Decimal::from(closed)).abs() <= Decimal::new(5, 5) * Decimal::from(due));
        }
    }
}
