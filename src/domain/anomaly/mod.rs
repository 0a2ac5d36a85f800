//! What looks like gaming. Deciding is pure and never acts: a finding is a list of facts for somebody to look at.
//!
//! Each kind has its own file: facts go in, findings come out. A finding has a subject, so that the same thing is found
//! once; what somebody has decided about a subject is not found again by facts from before the decision.

mod grades;
mod photos;
mod places;
mod shared_devices;
mod tills;

pub use grades::{GradeLimits, Graded, one_sided_grades};
pub use photos::{PhotoUse, same_photo};
pub use places::{PlaceLimits, Reported, same_place};
pub use shared_devices::{DeviceUse, shared_devices};
pub use tills::{Redeemed, TillLimits, till_patterns};

use crate::domain::text_enum::text_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

text_enum! {
    /// What looks like gaming.
    "anomaly kind" AnomalyKind {
        /// A photo that is on an earlier report.
        SamePhoto = "same_photo",
        /// One person reports one place again and again.
        SamePlace = "same_place",
        /// One dispatcher grades one resident higher than others.
        OneSidedGrades = "one_sided_grades",
        /// Several accounts are used on one device.
        SharedDevice = "shared_device",
        /// Redemptions at one till that look like cash.
        TillPattern = "till_pattern",
    }
}

text_enum! {
    /// Whether somebody has looked at it.
    "anomaly state" AnomalyState {
        /// To be looked at.
        Open = "open",
        /// Looked at, and nothing to it.
        Dismissed = "dismissed",
        /// Looked at, and it is what it looks like.
        Confirmed = "confirmed",
    }
}

/// The most facts that a finding shows: the latest ones.
const SHOWN_PIECES: usize = 50;

/// One fact of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The report, redemption or account.
    pub id: String,
    /// A report's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Whose it is.
    pub user_id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Beans in hundredths, where beans moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hundredths: Option<i64>,
}

/// Something that looks like gaming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is found by: the same thing has the same subject each time.
    pub subject: String,
    /// Those of staff or at a till whom it is about, besides the people of the facts.
    pub others: Vec<String>,
    /// How many facts there are.
    pub count: usize,
    /// The latest of them, oldest first.
    pub pieces: Vec<Piece>,
    /// What was counted and compared.
    pub figures: BTreeMap<String, i64>,
    /// When the latest fact was.
    pub latest_at: DateTime<Utc>,
}

impl Finding {
    /// A finding of these facts; `None` without any.
    fn new(subject: String, mut pieces: Vec<Piece>) -> Option<Self> {
        pieces.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
        let (count, latest_at) = (pieces.len(), pieces.last()?.at);
        let pieces = pieces.split_off(count.saturating_sub(SHOWN_PIECES));
        Some(Self { subject, others: Vec::new(), count, pieces, figures: BTreeMap::new(), latest_at })
    }

    fn with(mut self, figure: &str, value: usize) -> Self {
        self.figures.insert(figure.to_owned(), i64::try_from(value).unwrap_or(i64::MAX));
        self
    }

    fn about(mut self, other: &str) -> Self {
        self.others.push(other.to_owned());
        self
    }
}

/// What was decided before: subjects of one kind, and when.
#[derive(Debug, Clone, Default)]
pub struct Decided(BTreeMap<String, DateTime<Utc>>);

impl Decided {
    /// The latest decision about each subject.
    #[must_use]
    pub fn new(decisions: impl IntoIterator<Item = (String, DateTime<Utc>)>) -> Self {
        let mut latest: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
        for (subject, at) in decisions {
            let known = latest.entry(subject).or_insert(at);
            *known = (*known).max(at);
        }
        Self(latest)
    }

    /// Whether a fact of this subject is news.
    #[must_use]
    pub fn is_news(&self, subject: &str, at: DateTime<Utc>) -> bool {
        self.0.get(subject).is_none_or(|decided_at| at > *decided_at)
    }
}

/// Whether `part` is at least so many per cent of `whole`.
fn is_share(part: usize, whole: usize, percent: u32) -> bool {
    part.saturating_mul(100) >= whole.saturating_mul(percent as usize)
}

#[cfg(test)]
mod tests;
