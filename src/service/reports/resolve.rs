//! A unit says that it is done, with photos that show it.

use super::input::{attach_own, check_photo_ids};
use super::list::unit_view;
use super::step::{By, locked_of_unit, take};
use super::view::UnitReport;
use super::words::Words;
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::photos::RESOLUTION;
use serde::Deserialize;
use utoipa::ToSchema;

/// What was done.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// In words; the reporter is told them.
    pub comment: String,
    /// 1 to 9 photos of the result that the handler uploaded and has not used yet.
    #[schema(min_items = 1, max_items = 9)]
    pub photo_ids: Vec<String>,
}

impl App {
    /// Hands the result in to be checked.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `photo_in_use`; 422.
    pub async fn resolve_report(&self, caller: &Caller, id: String, resolve: Resolve) -> Result<UnitReport> {
        let unit_id = caller.unit()?.to_owned();
        let mut fields = Fields::default();
        let comment = fields.text("comment", &resolve.comment, self.config.reports.comment_chars);
        check_photo_ids(&mut fields, &resolve.photo_ids, &self.config.reports);
        fields.finish()?;
        let now = self.moment();
        let handler_id = caller.user_id.clone();
        let by = By::caller(caller, now);
        let words = Words { comment: Some(comment), photo_ids: resolve.photo_ids, ..Words::default() };
        self.storage
            .write(move |tx| {
                let report = locked_of_unit(tx, &id, &unit_id)?;
                let report = take(tx, report, Step::Resolve, &by, &words, |_| {})?;
                attach_own(tx, &handler_id, &report.id, RESOLUTION, &words.photo_ids)?;
                unit_view(tx, report, now)
            })
            .await
    }
}
