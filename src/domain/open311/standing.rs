//! How the states of a report read in Open311, which knows open and closed only.

use crate::domain::report::ReportStatus;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// Where a request stands.
    "request status" Standing {
        /// Somebody still has to act.
        Open = "open",
        /// Nobody has to any more, whatever the reason.
        Closed = "closed",
    }
}

impl Standing {
    /// Every state of a report that reads like this.
    #[must_use]
    pub fn states(self) -> Vec<ReportStatus> {
        ReportStatus::ALL.iter().copied().filter(|status| Self::from(*status) == self).collect()
    }
}

impl From<ReportStatus> for Standing {
    fn from(status: ReportStatus) -> Self {
        if status.is_open() { Self::Open } else { Self::Closed }
    }
}

impl ReportStatus {
    /// The state in Chinese words, for `status_notes`.
    #[must_use]
    pub const fn note_zh(self) -> &'static str {
        match self {
            Self::Submitted => "已上报，待受理",
            Self::Accepted => "已受理",
            Self::Assigned => "已派遣责任单位",
            Self::InProgress => "处理中",
            Self::Resolved => "已处理，待核实",
            Self::Verified => "已核实",
            Self::Closed => "已结案",
            Self::Rejected => "不予受理",
            Self::Merged => "重复上报，已合并",
            Self::Withdrawn => "已撤回",
        }
    }

    /// The state in English words, for `status_notes`.
    #[must_use]
    pub const fn note_en(self) -> &'static str {
        match self {
            Self::Submitted => "Received, not yet looked at",
            Self::Accepted => "Taken on",
            Self::Assigned => "Sent to the responsible unit",
            Self::InProgress => "Being worked on",
            Self::Resolved => "Done, to be checked",
            Self::Verified => "Checked and found done",
            Self::Closed => "Closed",
            Self::Rejected => "Not taken on",
            Self::Merged => "Reported before, merged",
            Self::Withdrawn => "Taken back",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_either_open_or_closed() {
        assert_eq!(Standing::Open.states().len() + Standing::Closed.states().len(), ReportStatus::ALL.len());
        assert_eq!(
            Standing::Closed.states(),
            [ReportStatus::Closed, ReportStatus::Rejected, ReportStatus::Merged, ReportStatus::Withdrawn]
        );
    }
}
