//! Versions of a campaign's rules, and which one is in force.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::beans::Beans;
use crate::domain::deed::{DeedKind, Grade};

/// One version of a campaign's rules: never edited, in force from a date until the next version's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersion {
    /// Its number within the campaign, from 1.
    pub version: i32,
    /// The first day on which it is in force.
    pub effective_from: NaiveDate,
    /// The most a resident earns for one day.
    pub daily_cap: Beans,
    /// The most a resident earns for one calendar month.
    pub monthly_cap: Beans,
    /// What a deed of a kind and grade earns; what is not named earns nothing.
    pub amounts: BTreeMap<(DeedKind, Grade), Beans>,
}

impl RuleVersion {
    /// What a deed of this kind and grade earns before any limit.
    #[must_use]
    pub fn amount(&self, kind: DeedKind, grade: &Grade) -> Beans {
        self.amounts
            .iter()
            .find_map(|((of_kind, of_grade), beans)| {
                (*of_kind == kind && of_grade == grade).then_some(*beans)
            })
            .unwrap_or(Beans::ZERO)
    }
}

/// The version in force on a date: the latest that has taken effect; the greater number if two did on one day.
#[must_use]
pub fn rule_in_force(rules: &[RuleVersion], on: NaiveDate) -> Option<&RuleVersion> {
    rules
        .iter()
        .filter(|rule| rule.effective_from <= on)
        .max_by_key(|rule| (rule.effective_from, rule.version))
}
