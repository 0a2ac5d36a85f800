//! Grading anew: the difference, what is owed, and how it is repaid.

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::domain::campaign::fixtures::{beans, on};

const CAPS: [&str; 2] = ["10", "100"];

fn caps() -> Caps {
    Caps { daily: beans(CAPS[0]), monthly: beans(CAPS[1]) }
}

fn standing(earned_that_day: &str, earned_that_month: &str, budget_left: &str) -> Standing {
    Standing {
        earned_that_day: beans(earned_that_day),
        earned_that_month: beans(earned_that_month),
        budget_left: beans(budget_left),
    }
}

#[test]
fn the_difference_is_decided_with_the_deeds_own_share_taken_out() {
    let now = standing("8", "50", "1000");
    let to = |text: &str| correction(beans("3"), beans(text), caps(), now);
    assert_eq!(
        to("5"),
        Correction::TopUp {
            beans: beans("2"),
            grant: Grant { tier_beans: beans("5"), beans: beans("5"), limited_by: None }
        }
    );
    assert_eq!(
        to("20"),
        Correction::TopUp {
            beans: beans("2"),
            grant: Grant {
                tier_beans: beans("20"),
                beans: beans("5"),
                limited_by: Some(LimitedBy::DailyCap)
            }
        }
    );
    assert_eq!(
        to("0"),
        Correction::TakeBack {
            beans: beans("3"),
            grant: Grant { tier_beans: Beans::ZERO, beans: Beans::ZERO, limited_by: None }
        }
    );
    assert_eq!(
        to("3"),
        Correction::Unchanged(Grant { tier_beans: beans("3"), beans: beans("3"), limited_by: None })
    );
}

#[test]
fn an_empty_budget_does_not_take_away_what_was_paid_from_it() {
    let now = standing("3", "3", "0");
    let same = correction(beans("3"), beans("3"), caps(), now);
    assert!(matches!(same, Correction::Unchanged(Grant { limited_by: None, .. })));
    let more = correction(beans("3"), beans("5"), caps(), now);
    assert!(matches!(more, Correction::Unchanged(Grant { limited_by: Some(LimitedBy::Budget), .. })));
}

#[test]
fn a_higher_grade_never_takes_away_even_if_later_rules_let_the_month_outgrow_the_cap() {
    // 280 earned in the month under later rules; the deed's own rules allow 100.
    let now = standing("3", "280", "1000");
    let more = correction(beans("3"), beans("5"), caps(), now);
    assert_eq!(
        more,
        Correction::Unchanged(Grant {
            tier_beans: beans("5"),
            beans: beans("3"),
            limited_by: Some(LimitedBy::MonthlyCap)
        })
    );
    assert!(matches!(correction(beans("3"), beans("1"), caps(), now), Correction::TakeBack { .. }));
}

#[test]
fn a_pocket_gives_what_it_holds_and_the_rest_is_owed_and_repaid_first() {
    let taken_back = take_back(beans("5"), beans("1.50"));
    assert_eq!(taken_back, TakenBack { taken: beans("1.50"), newly_owed: beans("3.50") });
    assert_eq!(take_back(beans("5"), beans("7")), TakenBack { taken: beans("5"), newly_owed: Beans::ZERO });
    assert_eq!(repay(beans("3.50"), beans("3")), beans("3"));
    assert_eq!(repay(beans("0.50"), beans("3")), beans("0.50"));
}

/// One resident's season: deeds, spending, and grading anew, in any order.
#[derive(Debug, Clone)]
enum Move {
    Award { day: u64, tier_beans: Beans },
    Spend { beans: Beans },
    Regrade { deed: Index, tier_beans: Beans },
}

#[derive(Debug)]
struct Deed {
    on: NaiveDate,
    grant: Grant,
}

struct Season {
    books: Books,
    deeds: Vec<Deed>,
    pocket: Beans,
    owed: Beans,
    spent: Beans,
}

impl Season {
    fn play(&mut self, step: &Move) {
        match step {
            Move::Award { day, tier_beans } => {
                let day_on = on("2024-07-01") + chrono::Days::new(*day);
                let grant = decide(*tier_beans, caps(), self.books.standing(0, day_on));
                self.pay(day_on, grant.beans);
                self.deeds.push(Deed { on: day_on, grant });
            }
            Move::Spend { beans } => {
                let beans = (*beans).min(self.pocket);
                self.pocket = self.pocket.saturating_sub(beans);
                self.spent = self.spent.saturating_add(beans);
            }
            Move::Regrade { deed, tier_beans } => {
                if self.deeds.is_empty() {
                    return;
                }
                let place = deed.index(self.deeds.len());
                let Deed { on, grant } = self.deeds[place];
                let corrected = correction(grant.beans, *tier_beans, caps(), self.books.standing(0, on));
                match corrected {
                    Correction::Unchanged(_) => {}
                    Correction::TopUp { beans, .. } => self.pay(on, beans),
                    Correction::TakeBack { beans, .. } => self.unpay(on, beans),
                }
                self.deeds[place].grant = corrected.grant();
            }
        }
    }

    fn pay(&mut self, on: NaiveDate, beans: Beans) {
        self.books.post(0, on, beans);
        let repaid = repay(self.owed, beans);
        self.owed = self.owed.checked_sub(repaid).expect("no more than owed");
        self.books.budget_left = self.books.budget_left.checked_add(repaid).expect("in range");
        self.pocket = self.pocket.saturating_add(beans.checked_sub(repaid).expect("no more than paid"));
    }

    fn unpay(&mut self, on: NaiveDate, beans: Beans) {
        let TakenBack { taken, newly_owed } = take_back(beans, self.pocket);
        self.pocket = self.pocket.checked_sub(taken).expect("never negative");
        self.owed = self.owed.saturating_add(newly_owed);
        self.books.budget_left = self.books.budget_left.checked_add(taken).expect("in range");
        let earned = self.books.earned.get_mut(&(0, on)).expect("it was earned");
        *earned = earned.checked_sub(beans).expect("no more than earned");
    }
}

fn amount() -> impl Strategy<Value = Beans> {
    (0_i64..12).prop_map(|half_beans| Beans::from_hundredths(half_beans * 50).expect("in range"))
}

fn some_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => (0_u64..31, amount()).prop_map(|(day, tier_beans)| Move::Award { day, tier_beans }),
        1 => amount().prop_map(|beans| Move::Spend { beans }),
        2 => (any::<Index>(), amount()).prop_map(|(deed, tier_beans)| Move::Regrade { deed, tier_beans }),
    ]
}

proptest! {
    #[test]
    fn after_any_corrections_every_bean_is_accounted_for_and_no_cap_is_broken(
        moves in prop::collection::vec(some_move(), 0..150), budget in 0_i64..25_000,
    ) {
        let budget = Beans::from_hundredths(budget).expect("in range");
        let nothing = Beans::ZERO;
        let mut season = Season {
            books: Books::with_budget(budget), deeds: Vec::new(), pocket: nothing, owed: nothing, spent: nothing,
        };
        for step in &moves {
            season.play(step);
            let granted = sum(season.deeds.iter().map(|deed| deed.grant.beans));
            prop_assert_eq!(season.books.total_earned(), granted);
            prop_assert_eq!(sum([season.pocket, season.spent]), sum([granted, season.owed]));
            prop_assert_eq!(sum([season.books.budget_left, season.pocket, season.spent]), budget);
            prop_assert!(season.books.earned.values().all(|earned| *earned <= caps().daily));
            prop_assert!(granted <= caps().monthly);
            prop_assert!(season.deeds.iter().all(|deed| deed.grant.beans <= deed.grant.tier_beans));
        }
    }

    #[test]
    fn a_deed_alone_is_corrected_to_what_it_would_have_been_graded_at_once(
        first in amount(), then in amount(), budget in amount(),
    ) {
        let day_on = on("2024-07-15");
        let mut books = Books::with_budget(budget);
        let grant = books.award(0, day_on, first, caps());
        let corrected = correction(grant.beans, then, caps(), books.standing(0, day_on));
        let at_once = Books::with_budget(budget).award(0, day_on, then, caps());
        prop_assert_eq!(corrected.grant(), at_once);
    }

    #[test]
    fn a_grade_no_lower_never_takes_beans_away(
        granted in amount(), tier in amount(), by in amount(), day in amount(), month in amount(), left in amount(),
    ) {
        let granted = granted.min(tier);
        let now = Standing {
            earned_that_day: sum([granted, day]), earned_that_month: sum([granted, day, month]), budget_left: left,
        };
        let tight = Caps { daily: beans("4"), monthly: beans("6") };
        let corrected = correction(granted, sum([tier, by]), tight, now);
        let taken_away = matches!(corrected, Correction::TakeBack { .. });
        prop_assert!(!taken_away, "{corrected:?}");
    }
}
