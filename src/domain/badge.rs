//! What residents are honoured for. Beans are not among it: a badge buys nothing.

use crate::domain::group::CategoryGroup;
use crate::domain::text_enum::text_enum;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::BTreeSet;

text_enum! {
    /// What a badge is for.
    "badge" BadgeCode {
        /// The first report that was filed.
        FirstReport = "first_report",
        /// The first beans that were awarded.
        FirstBeans = "first_beans",
        /// Ten reports that were closed.
        TenSolved = "ten_solved",
        /// A closed report of a hazard to safety.
        SafetyHazard = "safety_hazard",
        /// In four weeks on end a report that was closed later.
        FourWeeks = "four_weeks",
    }
}

const SOLVED_WANTED: u32 = 10;
const WEEKS_WANTED: u32 = 4;
const DAYS_A_WEEK: i32 = 7;

/// A report that was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Solved {
    /// The local date on which it was filed.
    pub submitted_on: NaiveDate,
    /// When it was first closed.
    pub closed_at: DateTime<Utc>,
    /// Its group.
    pub group: CategoryGroup,
}

/// What a resident did, as far as badges ask.
#[derive(Debug, Clone, Default)]
pub struct Achievements {
    /// When the first report was filed.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// When the first report was closed that was awarded beans.
    pub first_awarded_at: Option<DateTime<Utc>>,
    /// Closed reports, in the order of closing.
    pub solved: Vec<Solved>,
}

/// A badge, got or on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// What it is for.
    pub code: BadgeCode,
    /// Since when; `None` while on the way.
    pub got_at: Option<DateTime<Utc>>,
    /// How far it is, at most `target`.
    pub progress: u32,
    /// How far it has to be.
    pub target: u32,
}

impl Badge {
    fn once(code: BadgeCode, got_at: Option<DateTime<Utc>>) -> Self {
        Self { code, got_at, progress: u32::from(got_at.is_some()), target: 1 }
    }

    fn counted(code: BadgeCode, progress: u32, target: u32, got_at: Option<DateTime<Utc>>) -> Self {
        Self { code, got_at, progress: progress.min(target), target }
    }
}

/// All badges, each with how far it is.
#[must_use]
pub fn badges(done: &Achievements) -> Vec<Badge> {
    let solved = u32::try_from(done.solved.len()).unwrap_or(u32::MAX);
    let tenth_at = done.solved.get(SOLVED_WANTED as usize - 1).map(|report| report.closed_at);
    let hazard = done.solved.iter().find(|report| report.group == CategoryGroup::Safety);
    let (weeks, fourth_at) = longest_run(&done.solved);
    vec![
        Badge::once(BadgeCode::FirstReport, done.first_submitted_at),
        Badge::once(BadgeCode::FirstBeans, done.first_awarded_at),
        Badge::counted(BadgeCode::TenSolved, solved, SOLVED_WANTED, tenth_at),
        Badge::once(BadgeCode::SafetyHazard, hazard.map(|report| report.closed_at)),
        Badge::counted(BadgeCode::FourWeeks, weeks, WEEKS_WANTED, fourth_at),
    ]
}

/// The longest run of weeks on end with a report, and when the closing that made it long enough happened.
fn longest_run(solved: &[Solved]) -> (u32, Option<DateTime<Utc>>) {
    let mut weeks = BTreeSet::new();
    let (mut longest, mut got_at) = (0, None);
    for report in solved {
        let week = week_of(report.submitted_on);
        if !weeks.insert(week) {
            continue;
        }
        let before = (1..).take_while(|back| weeks.contains(&(week - back))).count();
        let after = (1..).take_while(|ahead| weeks.contains(&(week + ahead))).count();
        let run = u32::try_from(before + after + 1).unwrap_or(u32::MAX);
        longest = longest.max(run);
        if longest >= WEEKS_WANTED {
            got_at.get_or_insert(report.closed_at);
        }
    }
    (longest, got_at)
}

/// Weeks from Monday to Sunday, numbered without gaps over the turn of the year.
fn week_of(on: NaiveDate) -> i32 {
    // The first day of the common era was a Monday and is day 1.
    on.num_days_from_ce().saturating_sub(1).div_euclid(DAYS_A_WEEK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(submitted_on: &str, closed_at: &str, group: CategoryGroup) -> Solved {
        Solved {
            submitted_on: submitted_on.parse().expect("a date"),
            closed_at: format!("{closed_at}T02:00:00Z").parse().expect("an instant"),
            group,
        }
    }

    fn badge(done: &Achievements, code: BadgeCode) -> Badge {
        badges(done).into_iter().find(|badge| badge.code == code).expect("every badge is told")
    }

    #[test]
    fn nobody_begins_with_a_badge() {
        let told = badges(&Achievements::default());
        assert_eq!(told.len(), BadgeCode::ALL.len());
        assert!(told.iter().all(|badge| badge.got_at.is_none() && badge.progress == 0));
    }

    #[test]
    fn the_tenth_closing_gives_the_badge() {
        let days = (1..=11).map(|day| format!("2024-07-{day:02}"));
        let all = days.map(|day| solved(&day, &day, CategoryGroup::Municipal)).collect();
        let mut done = Achievements { solved: all, ..Achievements::default() };
        let got = badge(&done, BadgeCode::TenSolved);
        assert_eq!((got.progress, got.got_at), (10, "2024-07-10T02:00:00Z".parse().ok()));
        done.solved.truncate(9);
        assert_eq!(badge(&done, BadgeCode::TenSolved).got_at, None);
        assert_eq!(badge(&done, BadgeCode::SafetyHazard).got_at, None);
    }

    #[test]
    fn weeks_on_end_run_over_the_turn_of_the_year_and_a_gap_breaks_them() {
        let filed = ["2024-12-16", "2025-01-10", "2024-12-29", "2024-12-30", "2025-01-05"];
        let all = filed.iter().map(|on| solved(on, "2025-02-01", CategoryGroup::Safety)).collect();
        let mut done = Achievements { solved: all, ..Achievements::default() };
        let got = badge(&done, BadgeCode::FourWeeks);
        assert_eq!((got.progress, got.got_at.is_some()), (4, true), "16, 23, 30 December and 6 January");
        done.solved.retain(|report| report.submitted_on.to_string() != "2024-12-29");
        let broken = badge(&done, BadgeCode::FourWeeks);
        assert_eq!((broken.progress, broken.got_at), (2, None));
    }
}
