//! Whole seasons of awards: sums, caps and the budget at every step, and what the order of deeds may change.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::domain::campaign::fixtures::{beans, known_season, on};
use crate::domain::campaign::{Campaign, RuleVersion, rule_in_force};
use crate::domain::deed::{DeedKind, Grade};
use crate::domain::tier::Tier;

const RESIDENTS: usize = 3;

#[derive(Debug, Clone)]
struct Closed {
    resident: usize,
    on: NaiveDate,
    tier: Tier,
}

/// Deeds around the change of rules, so that both versions and both months' caps are met.
fn some_deeds(days: u64) -> impl Strategy<Value = Vec<Closed>> {
    let deed = (0..RESIDENTS, 0..days, prop::sample::select(Tier::ALL)).prop_map(|(resident, day, tier)| {
        Closed { resident, on: on("2024-07-27") + chrono::Days::new(day), tier }
    });
    prop::collection::vec(deed, 0..120)
}

static SEASON: LazyLock<Campaign> = LazyLock::new(known_season);

fn rules_on(day: NaiveDate) -> &'static RuleVersion {
    rule_in_force(&SEASON.rules, day).expect("within the season")
}

fn caps_on(day: NaiveDate) -> Caps {
    let rules = rules_on(day);
    Caps { daily: rules.daily_cap, monthly: rules.monthly_cap }
}

fn tier_beans(deed: &Closed) -> Beans {
    rules_on(deed.on).amount(DeedKind::Report, &Grade::from(deed.tier))
}

fn play(deeds: &[Closed], budget: Beans, caps: impl Fn(NaiveDate) -> Caps) -> (Books, Vec<Grant>) {
    let mut books = Books::with_budget(budget);
    let grants = deeds
        .iter()
        .map(|deed| books.award(deed.resident, deed.on, tier_beans(deed), caps(deed.on)))
        .collect();
    (books, grants)
}

proptest! {
    #[test]
    fn no_award_breaks_a_cap_or_the_budget_and_every_bean_is_accounted_for(
        deeds in some_deeds(30), budget in 0_i64..60_000,
    ) {
        let budget = Beans::from_hundredths(budget).expect("in range");
        let (books, grants) = play(&deeds, budget, caps_on);
        prop_assert_eq!(books.total_earned().checked_add(books.budget_left), Ok(budget));
        prop_assert_eq!(sum(grants.iter().map(|grant| grant.beans)), books.total_earned());
        for ((resident, day), earned) in &books.earned {
            prop_assert!(*earned <= caps_on(*day).daily);
            prop_assert!(books.earned_in_month(*resident, *day) <= caps_on(*day).monthly);
        }
        for (deed, grant) in deeds.iter().zip(grants) {
            prop_assert_eq!(grant.tier_beans, tier_beans(deed));
            prop_assert!(grant.beans <= grant.tier_beans);
            prop_assert_eq!(grant.limited_by.is_none(), grant.beans == grant.tier_beans);
        }
    }

    #[test]
    fn with_room_in_month_and_budget_the_order_of_deeds_changes_no_days_total(
        deeds in some_deeds(8), swaps in prop::collection::vec(any::<(Index, Index)>(), 0..100),
    ) {
        let ample = |day| Caps { monthly: Beans::MAX, ..caps_on(day) };
        let mut shuffled = deeds.clone();
        for (one, other) in swaps {
            if !shuffled.is_empty() {
                let (one, other) = (one.index(shuffled.len()), other.index(shuffled.len()));
                shuffled.swap(one, other);
            }
        }
        let (as_filed, _) = play(&deeds, Beans::MAX, ample);
        let (otherwise, _) = play(&shuffled, Beans::MAX, ample);
        prop_assert_eq!(&as_filed.earned, &otherwise.earned);
        for ((resident, day), earned) in &as_filed.earned {
            let worth = sum(deeds.iter().filter(|deed| (deed.resident, deed.on) == (*resident, *day)).map(tier_beans));
            prop_assert_eq!(*earned, worth.min(caps_on(*day).daily));
        }
    }

    #[test]
    fn whoever_comes_first_a_short_budget_is_spent_to_the_last_hundredth(
        deeds in some_deeds(8), budget in 0_i64..20_000,
    ) {
        let budget = Beans::from_hundredths(budget).expect("in range");
        let ample = |_| Caps { daily: Beans::MAX, monthly: Beans::MAX };
        let worth = sum(deeds.iter().map(tier_beans));
        let mut reversed = deeds.clone();
        reversed.reverse();
        for order in [deeds, reversed] {
            let (books, grants) = play(&order, budget, ample);
            prop_assert_eq!(books.total_earned(), worth.min(budget));
            prop_assert!(grants.iter().all(|grant| matches!(grant.limited_by, None | Some(LimitedBy::Budget))));
        }
    }
}

#[test]
fn a_raised_cap_in_mid_month_changes_the_cap_and_not_what_is_earned() {
    let mut books = Books::with_budget(beans("50000"));
    let early = Caps { daily: beans("10"), monthly: beans("20") };
    for day in ["2024-08-01", "2024-08-02", "2024-08-03"] {
        books.award(0, on(day), beans("10"), early);
    }
    assert_eq!(books.earned_in_month(0, on("2024-08-03")), beans("20"));
    let late = Caps { daily: beans("20"), monthly: beans("25") };
    let grant = books.award(0, on("2024-08-15"), beans("10"), late);
    assert_eq!(grant.beans, beans("5"));
    assert_eq!(grant.limited_by, Some(LimitedBy::MonthlyCap));
}
