//! What a pocket earned, by day and by month, in the working copy of a batch.

use crate::domain::beans::Beans;
use crate::domain::calendar::month_of;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What was earned in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EarnedInMonth {
    /// The month's first day.
    pub(super) month_on: NaiveDate,
    /// Hundredths.
    pub(super) beans: i64,
}

/// What one pocket earned, as far as the batch was told.
#[derive(Debug, Clone, Default)]
pub(super) struct Earned {
    /// Hundredths, and whether this batch changed them.
    days: BTreeMap<NaiveDate, (i64, bool)>,
    /// Hundredths by a month's first day. The latest month of all is among them.
    months: BTreeMap<NaiveDate, i64>,
}

impl Earned {
    /// A pocket as it is stored, with the latest month in which it earned.
    pub(super) fn until(latest: Option<EarnedInMonth>) -> Self {
        let months = latest.into_iter().map(|month| (month.month_on, month.beans)).collect();
        Self { days: BTreeMap::new(), months }
    }

    /// The latest month in which the pocket earned.
    pub(super) fn latest_month(&self) -> Option<EarnedInMonth> {
        self.months
            .last_key_value()
            .map(|(month_on, beans)| EarnedInMonth { month_on: *month_on, beans: *beans })
    }

    /// The days that have to be loaded to reckon a date: itself, and all of its month if that is before the latest.
    pub(super) fn days_to_load(&self, on: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let (first_on, last_on) = month_of(on);
        let is_before = self.latest_month().is_some_and(|latest| first_on < latest.month_on);
        let (from, to) = if is_before { (first_on, last_on) } else { (on, on) };
        from.iter_days().take_while(move |day| *day <= to)
    }

    /// Takes in what is stored of a day.
    pub(super) fn load_day(&mut self, on: NaiveDate, beans: i64) {
        self.days.insert(on, (beans, false));
    }

    /// What was earned on a date, and in that date's month.
    pub(super) fn on(&self, on: NaiveDate) -> (Beans, Beans) {
        let day = self.days.get(&on).map_or(0, |(beans, _)| *beans);
        let beans = |hundredths| Beans::from_hundredths(hundredths).unwrap_or(Beans::MAX);
        (beans(day), beans(self.in_month_of(on)))
    }

    /// Known, or the sum of the days; nothing in a month after the latest, of which there are no days.
    fn in_month_of(&self, on: NaiveDate) -> i64 {
        let (first_on, last_on) = month_of(on);
        let of_days = || self.days.range(first_on..=last_on).map(|(_, (beans, _))| *beans).sum();
        self.months.get(&first_on).copied().unwrap_or_else(of_days)
    }

    /// Counts what was earned on a date, or no longer counts what was taken back.
    pub(super) fn count(&mut self, on: NaiveDate, change: i64) {
        let in_month = self.in_month_of(on);
        let day = self.days.entry(on).or_insert((0, false));
        let counted = day.0.saturating_add(change).max(0);
        let in_month = in_month.saturating_add(counted - day.0).max(0);
        *day = (counted, true);
        self.months.insert(month_of(on).0, in_month);
    }

    /// The days that this batch changed.
    pub(super) fn changed_days(&self) -> impl Iterator<Item = (NaiveDate, i64)> + '_ {
        self.days.iter().filter(|(_, (_, changed))| *changed).map(|(on, (beans, _))| (*on, *beans))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, month, day).unwrap()
    }

    /// Three months, few days: several changes fall on one.
    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (5_u32..8, 1_u32..4).prop_map(|(month, number)| day(month, number * 9))
    }

    /// What is stored after each batch.
    #[derive(Default)]
    struct Stored {
        days: BTreeMap<NaiveDate, i64>,
        latest: Option<EarnedInMonth>,
    }

    impl Stored {
        /// A batch that reckons these dates, and counts these changes.
        fn batch(&mut self, changes: &[(NaiveDate, i64)]) {
            let mut earned = Earned::until(self.latest);
            let to_load: Vec<NaiveDate> =
                changes.iter().flat_map(|(on, _)| earned.days_to_load(*on)).collect();
            for on in to_load {
                if let Some(beans) = self.days.get(&on) {
                    earned.load_day(on, *beans);
                }
            }
            for (on, change) in changes {
                let before = earned.on(*on);
                earned.count(*on, *change);
                assert!(*change >= 0 || earned.on(*on) <= before);
            }
            self.days.extend(earned.changed_days());
            self.latest = earned.latest_month();
        }

        fn sum_of(&self, on: NaiveDate) -> i64 {
            let (first_on, last_on) = month_of(on);
            self.days.range(first_on..=last_on).map(|(_, beans)| *beans).sum()
        }
    }

    proptest! {
        /// Whatever the order in which months come, a month is the sum of its days, in the store and in the copy.
        #[test]
        fn a_month_is_the_sum_of_its_days(
            batches in prop::collection::vec(prop::collection::vec((any_day(), -300_i64..500), 1..6), 1..12),
            asked in any_day(),
        ) {
            let mut stored = Stored::default();
            for changes in &batches {
                stored.batch(changes);
                let latest_day = stored.days.keys().next_back().copied();
                let latest = latest_day.map(|on| EarnedInMonth { month_on: month_of(on).0, beans: stored.sum_of(on) });
                prop_assert_eq!(stored.latest, latest);
            }
            let mut earned = Earned::until(stored.latest);
            let to_load: Vec<NaiveDate> = earned.days_to_load(asked).collect();
            for on in to_load {
                if let Some(beans) = stored.days.get(&on) {
                    earned.load_day(on, *beans);
                }
            }
            let beans = |hundredths| Beans::from_hundredths(hundredths).unwrap();
            let on_day = stored.days.get(&asked).copied().unwrap_or(0);
            prop_assert_eq!(earned.on(asked), (beans(on_day), beans(stored.sum_of(asked))));
        }
    }

    #[test]
    fn the_latest_month_needs_one_day_and_an_earlier_one_all() {
        let earned = Earned::until(Some(EarnedInMonth { month_on: day(7, 1), beans: 900 }));
        assert_eq!(earned.days_to_load(day(7, 9)).collect::<Vec<_>>(), [day(7, 9)]);
        assert_eq!(earned.days_to_load(day(8, 1)).collect::<Vec<_>>(), [day(8, 1)]);
        assert_eq!(earned.days_to_load(day(6, 30)).count(), 30);
        assert_eq!(Earned::default().days_to_load(day(6, 30)).count(), 1);
    }
}
