//! Award rules, by worked cases and by properties over made-up seasons.

mod corrections;
mod history;
mod known_season;
mod limits;
mod reckoning;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::*;
use crate::domain::calendar::month_of;

/// A season's books in the simplest form: what each resident earned on each day, and the budget.
struct Books {
    budget_left: Beans,
    earned: BTreeMap<(usize, NaiveDate), Beans>,
}

impl Books {
    fn with_budget(budget_left: Beans) -> Self {
        Self { budget_left, earned: BTreeMap::new() }
    }

    fn standing(&self, resident: usize, on: NaiveDate) -> Standing {
        Standing {
            earned_that_day: self.earned.get(&(resident, on)).copied().unwrap_or(Beans::ZERO),
            earned_that_month: self.earned_in_month(resident, on),
            budget_left: self.budget_left,
        }
    }

    fn earned_in_month(&self, resident: usize, on: NaiveDate) -> Beans {
        let (first_on, last_on) = month_of(on);
        sum(self.earned.range((resident, first_on)..=(resident, last_on)).map(|(_, beans)| *beans))
    }

    fn post(&mut self, resident: usize, on: NaiveDate, beans: Beans) {
        self.budget_left = self.budget_left.checked_sub(beans).expect("within the budget");
        let earned = self.earned.entry((resident, on)).or_default();
        *earned = earned.checked_add(beans).expect("in range");
    }

    fn award(&mut self, resident: usize, on: NaiveDate, tier_beans: Beans, caps: Caps) -> Grant {
        let grant = decide(tier_beans, caps, self.standing(resident, on));
        self.post(resident, on, grant.beans);
        grant
    }

    fn total_earned(&self) -> Beans {
        sum(self.earned.values().copied())
    }
}

fn sum(amounts: impl IntoIterator<Item = Beans>) -> Beans {
    Beans::sum(amounts).expect("in range")
}
