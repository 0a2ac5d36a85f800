//! The dispatcher makes a report public, or private again.

use super::step::{By, locked, note};
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report::ReportStatus;
use crate::domain::report_event::EventKind;
use crate::error::{Code, Error, Result};
use crate::service::App;

impl App {
    /// Lets anybody see the report's place, photos and words, or nobody any more. Doing it again changes nothing.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition` for one that the center has not taken on, or that has ended without a
    /// result.
    pub async fn publish_report(&self, caller: &Caller, id: String, published: bool) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let mut report = locked(tx, &id)?;
                if report.published != published {
                    let kind = if published { EventKind::Published } else { EventKind::Unpublished };
                    if published {
                        check_publishable(report.status()?)?;
                    }
                    report = note(tx, report, kind, &by, &Words::default(), |report| {
                        report.published = published;
                    })?;
                }
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

fn check_publishable(status: ReportStatus) -> Result<()> {
    match status {
        ReportStatus::Submitted | ReportStatus::Rejected | ReportStatus::Merged | ReportStatus::Withdrawn => {
            Err(Error::new(Code::InvalidTransition)
                .with_facts(format!("a report that is {status} cannot be published")))
        }
        ReportStatus::Accepted
        | ReportStatus::Assigned
        | ReportStatus::InProgress
        | ReportStatus::Resolved
        | ReportStatus::Verified
        | ReportStatus::Closed => Ok(()),
    }
}
