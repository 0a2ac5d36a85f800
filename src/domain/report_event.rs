//! What happens to a report, and who may see it: the one place that decides what of a report's history the reporter
//! and the responsible unit are told.
//!
//! A unit never learns who reported, so nothing the reporter did and nothing that was said to the reporter is shown
//! to it.

use crate::domain::report::Step;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// One kind of entry in a report's history.
    "event kind" EventKind {
        /// The resident filed the report.
        Submitted = "submitted",
        /// The center took it on.
        Accepted = "accepted",
        /// The center refused it.
        Rejected = "rejected",
        /// The center found it to be a duplicate, or the report it was merged into was merged on.
        Merged = "merged",
        /// The center took a merging back: it is a case of its own again.
        Unmerged = "unmerged",
        /// The center sent it to a unit.
        Assigned = "assigned",
        /// The unit began.
        Started = "started",
        /// The unit got more time.
        Extended = "extended",
        /// The unit says it is done.
        Resolved = "resolved",
        /// The unit gave it back.
        Returned = "returned",
        /// The center checked the result and found it done.
        Verified = "verified",
        /// The center checked the result and sent it back for rework.
        SentBack = "sent_back",
        /// The center graded and closed it.
        Closed = "closed",
        /// The center opened it again.
        Reopened = "reopened",
        /// The resident took it back.
        Withdrawn = "withdrawn",
        /// The resident rated the result.
        Rated = "rated",
        /// The resident says that it is not solved.
        NotSolved = "not_solved",
        /// The center corrected the grade.
        Regraded = "regraded",
        /// The center made it public.
        Published = "published",
        /// The center made it private again.
        Unpublished = "unpublished",
        /// The unit signed for it.
        Signed = "signed",
        /// The reporter was asked for something.
        Asked = "asked",
        /// The reporter answered.
        Answered = "answered",
        /// The clocks stand still until an instant (挂账).
        Suspended = "suspended",
        /// The clocks go on.
        Resumed = "resumed",
        /// The center put it under supervision (督办).
        Supervised = "supervised",
        /// The center took it from supervision.
        Unsupervised = "unsupervised",
        /// The unit asked to give it back.
        ReturnRequested = "return_requested",
        /// The unit asked for more time.
        ExtensionRequested = "extension_requested",
        /// The unit asked for the clocks to stand still.
        SuspensionRequested = "suspension_requested",
        /// The center refused what the unit had asked for.
        RequestRefused = "request_refused",
        /// A grade waits for a second person.
        GradeRequested = "grade_requested",
        /// The second person refused the grade.
        GradeRefused = "grade_refused",
    }
}

impl From<Step> for EventKind {
    fn from(step: Step) -> Self {
        match step {
            Step::Accept => Self::Accepted,
            Step::Reject => Self::Rejected,
            Step::Merge => Self::Merged,
            Step::Assign => Self::Assigned,
            Step::Start => Self::Started,
            Step::Resolve => Self::Resolved,
            Step::Return => Self::Returned,
            Step::VerifyPassed => Self::Verified,
            Step::VerifyFailed => Self::SentBack,
            Step::Close => Self::Closed,
            Step::Reopen => Self::Reopened,
            Step::Withdraw => Self::Withdrawn,
        }
    }
}

text_enum! {
    /// Who did something with a report, as far as others are told.
    "side" Side {
        /// The person who reported.
        Reporter = "reporter",
        /// The dispatch center.
        Center = "center",
        /// The responsible unit.
        Unit = "unit",
    }
}

/// Who reads a report's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The dispatch center: everything.
    Center,
    /// The responsible unit.
    Unit,
    /// The person who reported.
    Reporter,
}

/// How much of an event a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nothing, not even that it happened.
    Hidden,
    /// That it happened, when, and by which side.
    Fact,
    /// With what was said and decided.
    Words,
}

impl EventKind {
    /// How much of an event of this kind the audience sees.
    #[must_use]
    pub const fn sight(self, audience: Audience) -> Sight {
        match audience {
            Audience::Center => Sight::Words,
            Audience::Reporter => self.sight_of_reporter(),
            Audience::Unit => self.sight_of_unit(),
        }
    }

    /// What center and unit say to each other is theirs; what was decided about the report is told with its reason.
    const fn sight_of_reporter(self) -> Sight {
        match self {
            Self::Submitted
            | Self::Started
            | Self::Extended
            | Self::Returned
            | Self::Verified
            | Self::SentBack
            | Self::Withdrawn
            | Self::Published
            | Self::Unpublished
            | Self::Signed
            | Self::Resumed
            | Self::Supervised
            | Self::Unsupervised
            | Self::ReturnRequested
            | Self::ExtensionRequested
            | Self::SuspensionRequested
            | Self::RequestRefused => Sight::Fact,
            Self::Accepted
            | Self::Rejected
            | Self::Merged
            | Self::Unmerged
            | Self::Assigned
            | Self::Resolved
            | Self::Closed
            | Self::Reopened
            | Self::Rated
            | Self::NotSolved
            | Self::Regraded
            | Self::Asked
            | Self::Answered
            | Self::Suspended => Sight::Words,
            // A grade that is not given yet is nobody's to count on.
            Self::GradeRequested | Self::GradeRefused => Sight::Hidden,
        }
    }

    /// The words of a closing are for the reporter and may name them. An answer is what the unit asked for.
    const fn sight_of_unit(self) -> Sight {
        match self {
            Self::Submitted
            | Self::Accepted
            | Self::Rejected
            | Self::Withdrawn
            | Self::Rated
            | Self::GradeRequested
            | Self::GradeRefused
            | Self::NotSolved => Sight::Hidden,
            Self::Verified | Self::Closed | Self::Regraded | Self::Published | Self::Unpublished => {
                Sight::Fact
            }
            Self::Merged
            | Self::Unmerged
            | Self::Assigned
            | Self::Started
            | Self::Extended
            | Self::Resolved
            | Self::Returned
            | Self::SentBack
            | Self::Reopened
            | Self::Signed
            | Self::Asked
            | Self::Answered
            | Self::Suspended
            | Self::Resumed
            | Self::Supervised
            | Self::Unsupervised
            | Self::ReturnRequested
            | Self::ExtensionRequested
            | Self::SuspensionRequested
            | Self::RequestRefused => Sight::Words,
        }
    }

    /// Which side takes a step of this kind, where the actor's role does not say it.
    #[must_use]
    pub const fn side(self) -> Side {
        match self {
            Self::Submitted | Self::Withdrawn | Self::Rated | Self::Answered | Self::NotSolved => {
                Side::Reporter
            }
            Self::Started
            | Self::Extended
            | Self::Resolved
            | Self::Returned
            | Self::Signed
            | Self::Asked
            | Self::ReturnRequested
            | Self::ExtensionRequested
            | Self::SuspensionRequested => Side::Unit,
            Self::Accepted
            | Self::Rejected
            | Self::Merged
            | Self::Unmerged
            | Self::Assigned
            | Self::Verified
            | Self::SentBack
            | Self::Closed
            | Self::Reopened
            | Self::Regraded
            | Self::Published
            | Self::Unpublished
            | Self::Suspended
            | Self::Resumed
            | Self::Supervised
            | Self::Unsupervised
            | Self::RequestRefused
            | Self::GradeRequested
            | Self::GradeRefused => Side::Center,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_sees_nothing_that_the_reporter_did_but_the_answer_to_its_question() {
        for &kind in EventKind::ALL {
            if kind.side() == Side::Reporter && kind != EventKind::Answered {
                assert_eq!(kind.sight(Audience::Unit), Sight::Hidden, "{kind}");
            }
        }
        assert_eq!(EventKind::Closed.sight(Audience::Unit), Sight::Fact);
    }

    #[test]
    fn the_center_sees_everything_and_the_reporter_that_everything_but_a_pending_grade_happened() {
        for &kind in EventKind::ALL {
            assert_eq!(kind.sight(Audience::Center), Sight::Words, "{kind}");
            let is_about_the_grade = matches!(kind, EventKind::GradeRequested | EventKind::GradeRefused);
            assert_eq!(kind.sight(Audience::Reporter) == Sight::Hidden, is_about_the_grade, "{kind}");
        }
        assert_eq!(EventKind::SentBack.sight(Audience::Reporter), Sight::Fact);
    }
}
