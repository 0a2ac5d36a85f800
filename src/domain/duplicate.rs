//! Whether one report may be merged into another as its duplicate.

use crate::domain::report::ReportStatus;

/// Why a report cannot be merged into another. That the report itself may be merged is the step's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Into itself.
    #[error("a report cannot be merged into itself")]
    IntoItself,
    /// Into one that is itself a duplicate; so no circle and no chain can come to be.
    #[error("that report is itself merged into another; merge into that one")]
    IntoMerged,
    /// Into one that was refused or taken back: no claim is left that could be joined.
    #[error("that report was rejected or withdrawn")]
    IntoEnded,
    /// One that was filed first into one whose award is given already.
    #[error(
        "that report is closed and was filed later; reopen it first, so that the first reporter is the one paid"
    )]
    OlderIntoClosed,
}

impl MergeError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::IntoItself => "merge_into_itself",
            Self::IntoMerged => "merge_into_merged",
            Self::IntoEnded => "merge_into_ended",
            Self::OlderIntoClosed => "merge_older_into_closed",
        }
    }
}

/// Checks what a report is to be merged into.
///
/// # Errors
/// Every `MergeError`.
pub fn check_merge(id: &str, into_id: &str, into_status: ReportStatus) -> Result<(), MergeError> {
    if id == into_id {
        Err(MergeError::IntoItself)
    } else if into_status == ReportStatus::Merged {
        Err(MergeError::IntoMerged)
    } else if into_status.takes_duplicates() {
        Ok(())
    } else {
        Err(MergeError::IntoEnded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_merged_into_another_that_still_has_a_claim() {
        for &status in ReportStatus::ALL {
            assert_eq!(check_merge("a", "a", status), Err(MergeError::IntoItself));
            let expected = match status {
                ReportStatus::Merged => Err(MergeError::IntoMerged),
                ReportStatus::Rejected | ReportStatus::Withdrawn => Err(MergeError::IntoEnded),
                _ => Ok(()),
            };
            assert_eq!(check_merge("a", "b", status), expected, "{status}");
        }
    }
}
