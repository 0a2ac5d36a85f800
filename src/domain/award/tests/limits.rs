//! One decision: every limit alone, and together.

use proptest::prelude::*;

use super::*;
use crate::domain::campaign::fixtures::beans;

/// Decides with this room under the daily cap, the monthly cap and in the budget.
fn decide_with_room(tier_beans: Beans, [daily, monthly, budget]: [Beans; 3]) -> Grant {
    let earned = beans("7.50");
    let cap = |room: Beans| room.checked_add(earned).expect("in range");
    let caps = Caps { daily: cap(daily), monthly: cap(monthly) };
    let standing = Standing { earned_that_day: earned, earned_that_month: earned, budget_left: budget };
    decide(tier_beans, caps, standing)
}

#[test]
fn a_cut_award_is_granted_in_part_and_the_smallest_limit_is_named_the_first_on_a_tie() {
    use LimitedBy::{Budget, DailyCap, MonthlyCap};
    for (rooms, granted, limited_by) in [
        (["9", "9", "9"], "5", None),
        (["5", "5", "5"], "5", None),
        (["2", "9", "9"], "2", Some(DailyCap)),
        (["9", "2", "9"], "2", Some(MonthlyCap)),
        (["9", "9", "2"], "2", Some(Budget)),
        (["4", "3", "2"], "2", Some(Budget)),
        (["2", "2", "2"], "2", Some(DailyCap)),
        (["3", "2", "2"], "2", Some(MonthlyCap)),
        (["2", "3", "2"], "2", Some(DailyCap)),
        (["0", "0", "0"], "0", Some(DailyCap)),
        (["5", "5", "4.99"], "4.99", Some(Budget)),
    ] {
        let grant = decide_with_room(beans("5"), rooms.map(beans));
        let expected = Grant { tier_beans: beans("5"), beans: beans(granted), limited_by };
        assert_eq!(grant, expected, "{rooms:?}");
    }
}

#[test]
fn a_tier_worth_nothing_is_cut_by_nothing() {
    let grant = decide_with_room(Beans::ZERO, [Beans::ZERO; 3]);
    assert_eq!(grant, Grant { tier_beans: Beans::ZERO, beans: Beans::ZERO, limited_by: None });
}

#[test]
fn who_has_earned_more_than_a_lowered_cap_earns_nothing_more() {
    let caps = Caps { daily: beans("5"), monthly: beans("100") };
    let standing =
        Standing { earned_that_day: beans("8"), earned_that_month: beans("8"), budget_left: beans("50") };
    assert_eq!(decide(beans("3"), caps, standing).beans, Beans::ZERO);
}

fn small_amount() -> impl Strategy<Value = Beans> {
    (0_i64..8).prop_map(|half_beans| Beans::from_hundredths(half_beans * 50).expect("in range"))
}

proptest! {
    #[test]
    fn an_award_is_the_least_of_amount_and_rooms(
        tier in small_amount(), daily in small_amount(), monthly in small_amount(), budget in small_amount(),
    ) {
        let grant = decide_with_room(tier, [daily, monthly, budget]);
        let least = [tier, daily, monthly, budget].into_iter().min().expect("four amounts");
        prop_assert_eq!(grant.beans, least);
        prop_assert_eq!(grant.tier_beans, tier);
        let limited_by = if least == tier { None }
            else if least == daily { Some(LimitedBy::DailyCap) }
            else if least == monthly { Some(LimitedBy::MonthlyCap) }
            else { Some(LimitedBy::Budget) };
        prop_assert_eq!(grant.limited_by, limited_by);
    }

    #[test]
    fn the_largest_amounts_do_not_overflow(
        tier in 0..=Beans::MAX.hundredths(), earned in 0..=Beans::MAX.hundredths(), left in 0..=Beans::MAX.hundredths(),
    ) {
        let [tier, earned, left] = [tier, earned, left].map(|hundredths| Beans::from_hundredths(hundredths).expect("in range"));
        let caps = Caps { daily: Beans::MAX, monthly: Beans::MAX };
        let standing = Standing { earned_that_day: earned, earned_that_month: earned, budget_left: left };
        prop_assert!(decide(tier, caps, standing).beans <= left);
        prop_assert!(correction(earned, tier, caps, standing).grant().beans <= tier);
    }
}
