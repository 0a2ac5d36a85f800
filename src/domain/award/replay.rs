//! What a period's deeds would have cost under other rules.
//!
//! Decides every deed as [`decide`] would have, in the order of closing, on a standing of its own. Moves nothing.

use super::{Caps, LimitedBy, Standing, decide};
use crate::domain::beans::{Beans, BeansError};
use crate::domain::calendar::month_of;
use crate::domain::campaign::RuleVersion;
use crate::domain::deed::{DeedKind, Grade};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A graded deed of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayedDeed {
    /// Who did it.
    pub resident_id: String,
    /// What kind of deed it was.
    pub kind: DeedKind,
    /// How it was graded.
    pub grade: Grade,
    /// The local date whose caps it counts for.
    pub reckoned_on: NaiveDate,
    /// Whether the person does not earn.
    pub excluded: bool,
}

/// A replay under one version of rules, from a budget that is full at the beginning.
#[derive(Debug)]
pub struct Replay<'a> {
    rules: &'a RuleVersion,
    budget_left: Beans,
    days: HashMap<(String, NaiveDate), Beans>,
    months: HashMap<(String, NaiveDate), Beans>,
    at_daily_cap: HashSet<String>,
    at_monthly_cap: HashSet<String>,
    outcome: Replayed,
}

/// Deeds of one grade in a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GradeSum {
    /// How many there were.
    pub deeds: u32,
    /// What they would have earned.
    pub beans: Beans,
}

/// What a replay came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Deeds that were decided.
    pub deeds: u32,
    /// People who did one.
    pub residents: usize,
    /// What the deeds would have earned.
    pub beans: Beans,
    /// What they would have earned without caps and with money enough.
    pub uncapped_beans: Beans,
    /// People who would have been cut by a day's cap.
    pub at_daily_cap: usize,
    /// People who would have been cut by a month's cap.
    pub at_monthly_cap: usize,
    /// The day on which the budget would have been used up.
    pub exhausted_on: Option<NaiveDate>,
    /// The same by grade.
    pub grades: BTreeMap<Grade, GradeSum>,
}

impl<'a> Replay<'a> {
    /// Nothing decided yet.
    #[must_use]
    pub fn new(rules: &'a RuleVersion, budget: Beans) -> Self {
        Self {
            rules,
            budget_left: budget,
            days: HashMap::new(),
            months: HashMap::new(),
            at_daily_cap: HashSet::new(),
            at_monthly_cap: HashSet::new(),
            outcome: Replayed::default(),
        }
    }

    /// Decides the next deed. Deeds come in the order in which they were closed.
    ///
    /// # Errors
    /// The sums are beyond what an amount can be.
    pub fn add(&mut self, deed: ReplayedDeed) -> Result<(), BeansError> {
        let ReplayedDeed { resident_id, kind, grade, reckoned_on, excluded } = deed;
        let tier_beans = if excluded { Beans::ZERO } else { self.rules.amount(kind, &grade) };
        let (month_on, _) = month_of(reckoned_on);
        let day = self.days.entry((resident_id.clone(), reckoned_on)).or_default();
        let month = self.months.entry((resident_id.clone(), month_on)).or_default();
        let caps = Caps { daily: self.rules.daily_cap, monthly: self.rules.monthly_cap };
        let standing =
            Standing { earned_that_day: *day, earned_that_month: *month, budget_left: self.budget_left };
        let grant = decide(tier_beans, caps, standing);
        *day = day.checked_add(grant.beans)?;
        *month = month.checked_add(grant.beans)?;
        self.budget_left = self.budget_left.checked_sub(grant.beans)?;
        match grant.limited_by {
            Some(LimitedBy::DailyCap) => _ = self.at_daily_cap.insert(resident_id),
            Some(LimitedBy::MonthlyCap) => _ = self.at_monthly_cap.insert(resident_id),
            _ => {}
        }
        let spent = !grant.beans.is_zero() && self.budget_left.is_zero();
        if spent || grant.limited_by == Some(LimitedBy::Budget) {
            self.outcome.exhausted_on.get_or_insert(reckoned_on);
        }
        let outcome = &mut self.outcome;
        outcome.deeds = outcome.deeds.saturating_add(1);
        outcome.beans = outcome.beans.checked_add(grant.beans)?;
        outcome.uncapped_beans = outcome.uncapped_beans.checked_add(tier_beans)?;
        let sum = outcome.grades.entry(grade).or_default();
        sum.deeds = sum.deeds.saturating_add(1);
        sum.beans = sum.beans.checked_add(grant.beans)?;
        Ok(())
    }

    /// What it came to.
    #[must_use]
    pub fn finish(self) -> Replayed {
        let residents: HashSet<&String> = self.months.keys().map(|(resident_id, _)| resident_id).collect();
        Replayed {
            residents: residents.len(),
            at_daily_cap: self.at_daily_cap.len(),
            at_monthly_cap: self.at_monthly_cap.len(),
            ..self.outcome
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tier::Tier;
    use proptest::prelude::*;

    fn beans(text: &str) -> Beans {
        text.parse().expect("beans")
    }

    fn rules(daily: &str, monthly: &str) -> RuleVersion {
        let amounts = [(Tier::Minor, "0"), (Tier::General, "3"), (Tier::Major, "5")];
        RuleVersion {
            version: 1,
            effective_from: on(1),
            daily_cap: beans(daily),
            monthly_cap: beans(monthly),
            amounts: amounts
                .into_iter()
                .map(|(tier, amount)| ((DeedKind::Report, tier.into()), beans(amount)))
                .collect(),
        }
    }

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 7, day).expect("a date")
    }

    fn deed(resident_id: &str, tier: Tier, day: u32) -> ReplayedDeed {
        let kind = DeedKind::Report;
        let resident_id = resident_id.to_owned();
        ReplayedDeed { resident_id, kind, grade: tier.into(), reckoned_on: on(day), excluded: false }
    }

    fn replay(rules: &RuleVersion, budget: &str, deeds: &[ReplayedDeed]) -> Replayed {
        let mut replay = Replay::new(rules, beans(budget));
        for deed in deeds {
            replay.add(deed.clone()).expect("in range");
        }
        replay.finish()
    }

    #[test]
    fn caps_and_budget_cut_as_they_would_have() {
        let major = |who, day| deed(who, Tier::Major, day);
        let staff = ReplayedDeed { excluded: true, ..major("staff", 1) };
        let deeds = [major("li", 1), major("li", 1), major("li", 1), major("wang", 1), major("li", 2), staff];
        let told = replay(&rules("10", "12"), "100", &deeds);
        assert_eq!((told.deeds, told.residents, told.at_daily_cap, told.at_monthly_cap), (6, 3, 1, 1));
        assert_eq!((told.beans, told.uncapped_beans), (beans("17"), beans("25")));
        assert_eq!(told.exhausted_on, None);
        let poor = replay(&rules("10", "100"), "12", &deeds);
        assert_eq!((poor.beans, poor.exhausted_on), (beans("12"), Some(on(1))));
    }

    #[test]
    fn the_day_on_which_the_last_bean_goes_is_the_day_of_exhaustion() {
        let exact =
            replay(&rules("10", "100"), "5", &[deed("li", Tier::Major, 3), deed("li", Tier::Major, 4)]);
        assert_eq!(exact.exhausted_on, Some(on(3)));
    }

    proptest! {
        #[test]
        fn never_above_budget_caps_or_wishes(
            deeds in proptest::collection::vec((0_u8..4, 0_usize..3, 1_u32..29), 0..60),
            daily in 0_u32..12, monthly in 0_u32..40, budget in 0_u32..120,
        ) {
            let rules = rules(&daily.to_string(), &monthly.to_string());
            let deeds: Vec<_> = deeds
                .into_iter()
                .map(|(who, tier, day)| deed(&who.to_string(), Tier::ALL[tier], day))
                .collect();
            let told = replay(&rules, &budget.to_string(), &deeds);
            prop_assert!(told.beans <= beans(&budget.to_string()));
            prop_assert!(told.beans <= told.uncapped_beans);
            let per_person = beans(&monthly.to_string()).hundredths() * i64::try_from(told.residents).expect("few");
            prop_assert!(told.beans.hundredths() <= per_person);
            let by_grade = told.grades.values().fold(Beans::ZERO, |sum, grade| sum.saturating_add(grade.beans));
            prop_assert_eq!(by_grade, told.beans);
        }
    }
}
