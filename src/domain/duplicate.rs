//! Whether one report may be merged into another as its duplicate, and what goes with one whose merging is undone.

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

/// Whether a duplicate came to the case that it belongs to together with the report `number`, as a duplicate of that one.
/// A report's way is the numbers of the cases that it was merged into and merged on into, since it was a case of its own.
#[must_use]
pub fn came_with(way: &[String], number: &str, way_of_report: &[String]) -> bool {
    way.strip_suffix(way_of_report).and_then(|before| before.last()).is_some_and(|last| last == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_merged_into_a_report_goes_with_it() {
        let way = |numbers: &[&str]| numbers.iter().map(|number| (*number).to_owned()).collect::<Vec<_>>();
        // B was merged into C, and C into D.
        let way_of_b = way(&["C", "D"]);
        assert!(came_with(&way(&["B", "C", "D"]), "B", &way_of_b));
        assert!(came_with(&way(&["A", "B", "C", "D"]), "B", &way_of_b));
        for other in [&["C", "D"][..], &["D"], &["A", "C", "D"], &["B", "D"], &["B", "C", "D", "E"], &[]] {
            assert!(!came_with(&way(other), "B", &way_of_b), "{other:?}");
        }
    }

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
