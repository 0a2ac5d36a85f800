//! The dispatcher takes a report on, correcting its category where it is wrong.

use super::step::{By, locked, take};
use super::submit::usable_category;
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::categories::CategoryRow;
use crate::storage::reports::ReportRow;
use serde::Deserialize;
use utoipa::ToSchema;

/// What an accepted report may be corrected in.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The right category's code, where the resident chose a wrong one.
    pub category: Option<String>,
}

impl App {
    /// Takes a report on.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `category_inactive`; 422 for an unknown category.
    pub async fn accept_report(&self, caller: &Caller, id: String, accept: Accept) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let now = self.clock.now();
        let by = By { actor_id: Some(caller.user_id.clone()), at: now };
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let category =
                    accept.category.as_deref().map(|code| usable_category(tx, code)).transpose()?;
                let report = accept_in(tx, report, category, &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

/// Takes a locked report on, under another category if one is given.
///
/// # Errors
/// 409 `invalid_transition`.
pub fn accept_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    category: Option<CategoryRow>,
    by: &By,
) -> Result<ReportRow> {
    let corrected = category.filter(|category| category.code != report.category_code);
    let words =
        Words { category: corrected.as_ref().map(|category| category.code.clone()), ..Words::default() };
    take(tx, report, Step::Accept, by, &words, |report| {
        if let Some(category) = corrected {
            report.category_code = category.code;
            report.group_code = category.group_code;
        }
    })
}
