//! How much waits for the center: what it plans its day by.

use super::CENTER;
use super::filter::ListFilter;
use crate::auth::Caller;
use crate::domain::report::ReportStatus;
use crate::error::Result;
use crate::service::App;
use crate::storage::{report_counts, report_lists, report_requests};
use std::collections::BTreeMap;

/// How many reports are at each step, and how many of them press. All of it is counted among open reports, of which
/// there are few however many have ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct OpenCounts {
    /// By state, from submitted to verified.
    pub states: Vec<StateCount>,
    /// Late by a clock that runs.
    pub overdue: i64,
    /// With a clock that ends within `reports.due_soon_hours`.
    pub due_soon: i64,
    /// Under supervision.
    pub supervised: i64,
    /// Requests of units and graders that wait to be decided.
    pub requests: i64,
}

/// Reports at one state.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct StateCount {
    /// The state.
    pub status: ReportStatus,
    /// How many.
    pub reports: i64,
}

impl App {
    /// How much waits for the center.
    ///
    /// # Errors
    /// 403.
    pub async fn open_counts(&self, caller: &Caller) -> Result<OpenCounts> {
        caller.must_be(&CENTER)?;
        let now = self.clock.now();
        let wanted = || Some("true".to_owned());
        let overdue = ListFilter { overdue: wanted(), ..ListFilter::default() }.read(&self.config, now)?;
        let due_soon = ListFilter { due_soon: wanted(), ..ListFilter::default() }.read(&self.config, now)?;
        let supervised =
            ListFilter { supervised: wanted(), ..ListFilter::default() }.read(&self.config, now)?;
        self.storage
            .read(move |c| {
                let open: Vec<ReportStatus> =
                    ReportStatus::ALL.iter().copied().filter(|status| status.is_open()).collect();
                let words: Vec<&str> = open.iter().map(|status| status.as_str()).collect();
                let counted: BTreeMap<String, i64> =
                    report_counts::by_status(c, &words)?.into_iter().collect();
                let count = |status: &ReportStatus| counted.get(status.as_str()).copied().unwrap_or(0);
                Ok(OpenCounts {
                    states: open
                        .iter()
                        .map(|status| StateCount { status: *status, reports: count(status) })
                        .collect(),
                    overdue: report_lists::count(c, &overdue)?,
                    due_soon: report_lists::count(c, &due_soon)?,
                    supervised: report_lists::count(c, &supervised)?,
                    requests: report_requests::count_pending(c)?,
                })
            })
            .await
    }
}
