//! One dispatcher who grades one resident higher than others.

use super::{Decided, Finding, Piece, is_share};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// From when on grades are one-sided.
#[derive(Debug, Clone, Copy)]
pub struct GradeLimits {
    /// Reports of the resident that the dispatcher graded.
    pub least_grades: usize,
    /// Of them high, per cent.
    pub least_high_percent: u32,
    /// How many times the share of high grades that the dispatcher gives others.
    pub times_others: usize,
}

/// A grade that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    /// Who gave it.
    pub dispatcher_id: String,
    /// Whose report it is.
    pub resident_id: String,
    /// The report.
    pub report_id: String,
    /// Its number.
    pub number: String,
    /// Whether it is the highest.
    pub is_high: bool,
    /// When the report was closed.
    pub at: DateTime<Utc>,
}

#[derive(Default)]
struct Count {
    all: usize,
    high: usize,
}

impl Count {
    fn add(&mut self, graded: &Graded) {
        self.all += 1;
        self.high += usize::from(graded.is_high);
    }
}

/// Pairs of dispatcher and resident whose share of high grades is high and much higher than what the same dispatcher
/// gives others. The subject is the pair.
#[must_use]
pub fn one_sided_grades(grades: &[Graded], limits: GradeLimits, decided: &Decided) -> Vec<Finding> {
    let mut totals: BTreeMap<&str, Count> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), Vec<&Graded>> = BTreeMap::new();
    for graded in grades {
        totals.entry(&graded.dispatcher_id).or_default().add(graded);
        pairs.entry((&graded.dispatcher_id, &graded.resident_id)).or_default().push(graded);
    }
    pairs
        .into_iter()
        .filter_map(|((dispatcher, resident), grades)| {
            let total = totals.get(dispatcher)?;
            let mut own = Count::default();
            for graded in &grades {
                own.add(graded);
            }
            let others = Count { all: total.all - own.all, high: total.high - own.high };
            let subject = format!("{dispatcher}:{resident}");
            let news: Vec<&Graded> =
                grades.into_iter().filter(|graded| decided.is_news(&subject, graded.at)).collect();
            if news.len() < limits.least_grades.max(1) || !is_one_sided(&news, &others, limits) {
                return None;
            }
            let pieces = news.into_iter().filter(|graded| graded.is_high).map(piece).collect();
            Some(
                Finding::new(subject, pieces)?
                    .about(dispatcher)
                    .with("grades", own.all)
                    .with("high", own.high)
                    .with("grades_of_others", others.all)
                    .with("high_of_others", others.high),
            )
        })
        .collect()
}

fn is_one_sided(news: &[&Graded], others: &Count, limits: GradeLimits) -> bool {
    let high = news.iter().filter(|graded| graded.is_high).count();
    // high / news ≥ times × others' high / others' all, without dividing.
    let of_others = limits.times_others.saturating_mul(others.high).saturating_mul(news.len());
    high > 0
        && is_share(high, news.len(), limits.least_high_percent)
        && high.saturating_mul(others.all) >= of_others
}

fn piece(graded: &Graded) -> Piece {
    Piece {
        id: graded.report_id.clone(),
        number: Some(graded.number.clone()),
        user_id: graded.resident_id.clone(),
        at: graded.at,
        hundredths: None,
    }
}
