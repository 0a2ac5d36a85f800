//! What comes of asking a reporter whether it is solved (回访).

use crate::domain::text_enum::text_enum;

text_enum! {
    /// What a call back came to.
    "outcome" FollowUpOutcome {
        /// Solved, and content.
        Satisfied = "satisfied",
        /// Solved, and not content.
        Unsatisfied = "unsatisfied",
        /// Not solved.
        NotSolved = "not_solved",
        /// Nobody answered.
        Unreachable = "unreachable",
    }
}

impl FollowUpOutcome {
    /// Whether it needs words: what the reporter is not content with has to be written down.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Unsatisfied | Self::NotSolved)
    }
}
