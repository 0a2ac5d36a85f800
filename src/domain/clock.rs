//! The clocks of a report: which of them a step starts and stops, what is left on one, and how a pause moves its end.
//!
//! A case has one clock from filing to its end, and one for the stage that it is in. A clock may have no limit: it is
//! kept all the same, since figures are counted by it.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::report::{ReportStatus, Step};
use crate::domain::text_enum::text_enum;
use crate::domain::time_limit::Basis;
use crate::domain::working_calendar::WorkingCalendar;

text_enum! {
    /// What a clock measures.
    "stage" Stage {
        /// The whole case, from filing to its end.
        Total = "total",
        /// At the center, until a unit has it: a look, taking it on, assigning.
        Triage = "triage",
        /// At the unit, until it says that it is done.
        Handling = "handling",
        /// At the center again: the check, the grade.
        Verification = "verification",
    }
}

impl Stage {
    /// The stage that a report is in; none once it has ended.
    #[must_use]
    pub const fn of(status: ReportStatus) -> Option<Self> {
        match status {
            ReportStatus::Submitted | ReportStatus::Accepted => Some(Self::Triage),
            ReportStatus::Assigned | ReportStatus::InProgress => Some(Self::Handling),
            ReportStatus::Resolved | ReportStatus::Verified => Some(Self::Verification),
            ReportStatus::Closed
            | ReportStatus::Rejected
            | ReportStatus::Merged
            | ReportStatus::Withdrawn => None,
        }
    }
}

/// What a step does to the clocks of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// They run on.
    RunOn,
    /// The stage's clock stops and the next stage's starts anew.
    Next(Stage),
    /// The check failed: the unit's clock goes on with the time that was left when the unit handed its work in. So a
    /// result that was none wins no time, and the check costs the unit none.
    Rework,
    /// All clocks stop.
    Stop,
    /// The case begins again: a new clock for the whole and for the stage.
    Again(Stage),
}

impl Turn {
    /// What a step that was allowed does to the clocks.
    #[must_use]
    pub fn of(step: Step, from: ReportStatus, to: ReportStatus) -> Self {
        match (step, Stage::of(from), Stage::of(to)) {
            (_, _, None) => Self::Stop,
            (Step::Reopen, _, Some(stage)) => Self::Again(stage),
            (Step::VerifyFailed, _, Some(_)) => Self::Rework,
            // Each assignment has a clock of its own, also to the same unit.
            (Step::Assign, _, Some(stage)) => Self::Next(stage),
            (_, before, Some(stage)) if before != Some(stage) => Self::Next(stage),
            _ => Self::RunOn,
        }
    }
}

/// The end of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The instant.
    pub at: DateTime<Utc>,
    /// What passes until then.
    pub basis: Basis,
}

impl Due {
    /// What is left at an instant; negative once it is late, by as much as it is.
    #[must_use]
    pub fn left(self, now: DateTime<Utc>, calendar: &WorkingCalendar, zone: Tz) -> TimeDelta {
        match self.basis {
            Basis::Plain => self.at - now,
            Basis::Working if now <= self.at => calendar.between(now, self.at, zone),
            Basis::Working => -calendar.between(self.at, now, zone),
        }
    }

    /// The end if the clock stands still at `from` and goes on at `to`. One that was over by then stays over.
    #[must_use]
    pub fn paused(
        self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        calendar: &WorkingCalendar,
        zone: Tz,
    ) -> Self {
        if self.at <= from { self } else { self.restarted(from, to, calendar, zone) }
    }

    /// The end if a pause that began at `from`, and was to last until `until`, ends at `end` already.
    #[must_use]
    pub fn resumed(
        self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        end: DateTime<Utc>,
        calendar: &WorkingCalendar,
        zone: Tz,
    ) -> Self {
        if self.at <= from { self } else { self.restarted(until, end, calendar, zone) }
    }

    /// What is left at `from` is left at `to`.
    fn restarted(self, from: DateTime<Utc>, to: DateTime<Utc>, calendar: &WorkingCalendar, zone: Tz) -> Self {
        let left = self.left(from, calendar, zone);
        let at = match self.basis {
            Basis::Plain => to.checked_add_signed(left),
            Basis::Working => calendar.after(to, left, zone),
        };
        Self { at: at.unwrap_or(self.at), ..self }
    }
}

text_enum! {
    /// Why the clocks of a report stand still.
    "kind of pause" PauseKind {
        /// The reporter was asked for something.
        Information = "information",
        /// 挂账: nothing can be done for the time being, such as in the wrong season.
        Suspension = "suspension",
    }
}

#[cfg(test)]
mod tests;
