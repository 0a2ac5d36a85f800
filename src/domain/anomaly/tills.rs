//! Redemptions at one till that look as if beans were bought for cash.

use super::{Decided, Finding, Piece, is_share};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// From when on redemptions look like cash.
#[derive(Debug, Clone, Copy)]
pub struct TillLimits {
    /// A round sum is a multiple of so many hundredths.
    pub round_hundredths: i64,
    /// Redemptions that follow the one before within so many seconds are quick.
    pub quick_s: u32,
    /// Quick redemptions of round sums at one till.
    pub least_quick: usize,
    /// Redemptions of one resident at one till.
    pub least_of_one: usize,
    /// Of them round, per cent.
    pub least_round_percent: u32,
}

/// A redemption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemed {
    /// Its id.
    pub id: String,
    /// Who took the beans.
    pub cashier_id: String,
    /// Whose they were.
    pub resident_id: String,
    /// How many, hundredths.
    pub hundredths: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// Tills with many quick redemptions of round sums (the subject is the cashier), and residents who come to one till again
/// and again with round sums (the subject is the pair).
#[must_use]
pub fn till_patterns(redemptions: &[Redeemed], limits: TillLimits, decided: &Decided) -> Vec<Finding> {
    let mut tills: BTreeMap<&str, Vec<&Redeemed>> = BTreeMap::new();
    for redeemed in redemptions {
        tills.entry(&redeemed.cashier_id).or_default().push(redeemed);
    }
    let mut findings = Vec::new();
    for (cashier, mut taken) in tills {
        taken.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        findings.extend(quick(cashier, &taken, limits, decided));
        let mut by_resident: BTreeMap<&str, Vec<&Redeemed>> = BTreeMap::new();
        for redeemed in taken {
            by_resident.entry(&redeemed.resident_id).or_default().push(redeemed);
        }
        findings.extend(
            by_resident
                .into_iter()
                .filter_map(|(resident, taken)| again(cashier, resident, taken, limits, decided)),
        );
    }
    findings
}

fn is_round(redeemed: &Redeemed, limits: TillLimits) -> bool {
    limits.round_hundredths > 0 && redeemed.hundredths % limits.round_hundredths == 0
}

fn quick(cashier: &str, taken: &[&Redeemed], limits: TillLimits, decided: &Decided) -> Option<Finding> {
    let longest = TimeDelta::seconds(i64::from(limits.quick_s));
    let pieces: Vec<Piece> = taken
        .iter()
        .zip(taken.iter().skip(1))
        .filter(|(before, now)| now.at - before.at <= longest && is_round(now, limits))
        .filter(|(_, now)| decided.is_news(cashier, now.at))
        .map(|(_, now)| piece(now))
        .collect();
    if pieces.len() < limits.least_quick.max(1) {
        return None;
    }
    let quick = pieces.len();
    let finding = Finding::new(cashier.to_owned(), pieces)?;
    Some(finding.about(cashier).with("quick_and_round", quick).with("of_redemptions", taken.len()))
}

fn again(
    cashier: &str,
    resident: &str,
    taken: Vec<&Redeemed>,
    limits: TillLimits,
    decided: &Decided,
) -> Option<Finding> {
    let subject = format!("{cashier}:{resident}");
    let news: Vec<&Redeemed> =
        taken.into_iter().filter(|redeemed| decided.is_news(&subject, redeemed.at)).collect();
    let round = news.iter().filter(|redeemed| is_round(redeemed, limits)).count();
    if news.len() < limits.least_of_one.max(1) || !is_share(round, news.len(), limits.least_round_percent) {
        return None;
    }
    let finding = Finding::new(subject, news.into_iter().map(piece).collect())?;
    Some(finding.about(cashier).with("round", round))
}

fn piece(redeemed: &Redeemed) -> Piece {
    Piece {
        id: redeemed.id.clone(),
        number: None,
        user_id: redeemed.resident_id.clone(),
        at: redeemed.at,
        hundredths: Some(redeemed.hundredths),
    }
}
