//! What the demo's dispatch center has made public: without it nobody would see what the public pages are for.

use crate::auth::Caller;
use crate::domain::group::CategoryGroup;
use crate::domain::report::ReportStatus;
use crate::error::Result;
use crate::service::App;
use crate::service::reports::{ListFilter, PageAfter};

/// How many closed reports of each group are public: a screen of the resident's page, and some to scroll to.
const PUBLIC_OF_A_GROUP: i64 = 6;

impl App {
    /// Publishes the newest closed reports of each group, one by one as a dispatcher does.
    pub(super) async fn publish_demo_results(&self, dispatcher: &Caller) -> Result<()> {
        for group in CategoryGroup::ALL {
            let closed = ListFilter {
                status: Some(ReportStatus::Closed.as_str().to_owned()),
                group: Some(group.as_str().to_owned()),
                ..ListFilter::default()
            };
            let newest = PageAfter { id: None, supervised: false, rows: PUBLIC_OF_A_GROUP };
            for report in self.dispatch_reports(dispatcher, &closed, newest).await? {
                self.publish_report(dispatcher, report.matter.id, true).await?;
            }
        }
        Ok(())
    }
}
