//! Reports that the dispatch center made public, for anybody.

use super::detail::photos_of;
use super::filter::ListFilter;
use super::list::PageAfter;
use super::reporters::Reporters;
use super::shown;
use super::view::{Matter, ReportPhotos};
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::DbConnection;
use crate::storage::report_lists::{self, Filter};
use crate::storage::reports::ReportRow;
use serde::Serialize;
use utoipa::ToSchema;

/// A public report: no person is in it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicReport {
    /// What it is about.
    #[serde(flatten)]
    pub matter: Matter,
    /// The unit that is responsible.
    pub unit_name: Option<String>,
}

/// A public report in full.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicReportDetail {
    /// As it is listed.
    #[serde(flatten)]
    pub report: PublicReport,
    /// Its photos.
    pub photos: ReportPhotos,
}

impl App {
    /// Public reports, newest first.
    ///
    /// # Errors
    /// 422 naming wrong parameters.
    pub async fn public_reports(&self, filter: &ListFilter, page: PageAfter) -> Result<Vec<PublicReport>> {
        let filter = Filter {
            after_id: page.id,
            published: Some(true),
            ..filter.read(&self.config, self.clock.now())?
        };
        self.storage
            .read(move |c| {
                let reports = report_lists::list(c, &filter, page.rows)?;
                views(c, reports)
            })
            .await
    }

    /// A public report in full.
    ///
    /// # Errors
    /// 404, also for one that is not public.
    pub async fn public_report(&self, id: String) -> Result<PublicReportDetail> {
        let filter = Filter { id: Some(id), published: Some(true), ..Filter::default() };
        self.storage
            .read(move |c| {
                let reports = report_lists::list(c, &filter, 1)?;
                let report = views(c, reports)?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
                Ok(PublicReportDetail { photos: photos_of(c, &report.matter.id)?, report })
            })
            .await
    }
}

fn views(connection: &mut DbConnection, reports: Vec<ReportRow>) -> Result<Vec<PublicReport>> {
    let reporters = Reporters::of(connection, &reports)?;
    shown::show_all(connection, reports)?
        .iter()
        .map(|shown| {
            Ok(PublicReport {
                matter: Matter::of(shown)?.anonymous(&reporters.names_of(&shown.report)),
                unit_name: shown.unit.as_ref().map(|unit| unit.name.clone()),
            })
        })
        .collect()
}
