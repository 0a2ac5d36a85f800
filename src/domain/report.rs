//! The states of a report and the one function that says which step leads where.
//!
//! Owns the order of steps, not who may take them: roles are checked in `auth`, the facts a step needs (a unit, a
//! tier, photos) in the services.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// Where a report (案卷) stands.
    "report status" ReportStatus {
        /// Filed by a resident, not yet looked at.
        Submitted = "submitted",
        /// Taken on by the dispatch center, no unit at work.
        Accepted = "accepted",
        /// Sent to a responsible unit that has not begun.
        Assigned = "assigned",
        /// A unit is at work.
        InProgress = "in_progress",
        /// The unit says it is done; to be checked.
        Resolved = "resolved",
        /// Checked and found done; to be graded.
        Verified = "verified",
        /// Graded and awarded.
        Closed = "closed",
        /// Refused by the dispatch center.
        Rejected = "rejected",
        /// A duplicate of another report.
        Merged = "merged",
        /// Taken back by its resident.
        Withdrawn = "withdrawn",
    }
}

impl ReportStatus {
    /// Whether somebody still has to act on the report: everything from submitted to verified.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Rejected | Self::Merged | Self::Withdrawn)
    }

    /// Whether another report may be merged into one that stands here: what was refused, withdrawn or is itself a
    /// duplicate has no claim that a second reporter could join.
    #[must_use]
    pub const fn takes_duplicates(self) -> bool {
        !matches!(self, Self::Rejected | Self::Merged | Self::Withdrawn)
    }
}

text_enum! {
    /// A step that somebody takes with a report.
    "report step" Step {
        /// The dispatcher takes the report on.
        Accept = "accept",
        /// The dispatcher refuses it.
        Reject = "reject",
        /// The dispatcher finds it to be a duplicate of another.
        Merge = "merge",
        /// The dispatcher sends it to a unit, or to another unit than before.
        Assign = "assign",
        /// The unit begins.
        Start = "start",
        /// The unit says it is done.
        Resolve = "resolve",
        /// The unit gives it back as not its own; the report then has no unit.
        Return = "return",
        /// The dispatcher checked the result and found it done.
        VerifyPassed = "verify_passed",
        /// The dispatcher checked the result and sends it back for rework.
        VerifyFailed = "verify_failed",
        /// The dispatcher grades and closes.
        Close = "close",
        /// The dispatcher opens a closed report again.
        Reopen = "reopen",
        /// The resident takes the report back.
        Withdraw = "withdraw",
    }
}

/// A step that the present state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report that is {status} does not allow the step {step}")]
pub struct InvalidTransition {
    /// Where the report stands.
    pub status: ReportStatus,
    /// What was tried.
    pub step: Step,
}

/// Where a step leads from a state. `has_unit` says whether a responsible unit is on the report now: one that a unit
/// has returned has none until it is assigned again.
///
/// Resolving is also allowed from `assigned`, since units do small things at once and starting is then implied.
/// Closing from `accepted` is only for what needs no unit. Undoing a merge is no step: it leads back to where the report
/// stood, which its history tells. A reopened report goes back to its unit if it had one.
///
/// # Errors
/// `InvalidTransition` with the present state.
pub const fn next(
    status: ReportStatus,
    step: Step,
    has_unit: bool,
) -> Result<ReportStatus, InvalidTransition> {
    use ReportStatus::{
        Accepted, Assigned, Closed, InProgress, Merged, Rejected, Resolved, Submitted, Verified, Withdrawn,
    };
    match (step, status) {
        (Step::Accept, Submitted) => Ok(Accepted),
        (Step::Reject, Submitted | Accepted) => Ok(Rejected),
        (Step::Merge, Submitted | Accepted | Assigned | InProgress) => Ok(Merged),
        (Step::Withdraw, Submitted | Accepted) => Ok(Withdrawn),
        (Step::Assign, Accepted | Assigned | InProgress) => Ok(Assigned),
        (Step::Start, Assigned) => Ok(InProgress),
        (Step::Resolve, Assigned | InProgress) => Ok(Resolved),
        (Step::Return, Assigned | InProgress) => Ok(Accepted),
        (Step::VerifyPassed, Resolved) => Ok(Verified),
        (Step::VerifyFailed, Resolved) => Ok(InProgress),
        (Step::Close, Verified) => Ok(Closed),
        (Step::Close, Accepted) if !has_unit => Ok(Closed),
        (Step::Reopen, Closed) if has_unit => Ok(Assigned),
        (Step::Reopen, Closed) => Ok(Accepted),
        _ => Err(InvalidTransition { status, step }),
    }
}

#[cfg(test)]
mod tests;
