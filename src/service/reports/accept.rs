//! The dispatcher takes a report on, correcting its category where it is wrong.

use super::clocks;
use super::step::{By, locked, take};
use super::submit::usable_category;
use super::view::CenterReport;
use super::words::Words;
use super::{CENTER, shown};
use crate::auth::Caller;
use crate::domain::report::Step;
use crate::error::Result;
use crate::service::App;
use crate::service::fields::Fields;
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
    /// The subdistrict (街道、镇), where it is not known or a wrong one is.
    pub subdistrict: Option<String>,
}

impl App {
    /// Takes a report on.
    ///
    /// # Errors
    /// 403; 404; 409 `invalid_transition`, `category_inactive`; 422 for an unknown category.
    pub async fn accept_report(&self, caller: &Caller, id: String, accept: Accept) -> Result<CenterReport> {
        caller.must_be(&CENTER)?;
        let mut fields = Fields::default();
        let subdistrict = accept
            .subdistrict
            .map(|subdistrict| self.check_subdistrict(&mut fields, "subdistrict", &subdistrict));
        fields.finish()?;
        let now = self.moment();
        let by = By::caller(caller, now);
        self.storage
            .write(move |tx| {
                let report = locked(tx, &id)?;
                let category =
                    accept.category.as_deref().map(|code| usable_category(tx, code)).transpose()?;
                let report = accept_in(tx, report, category, subdistrict.clone(), &by)?;
                CenterReport::of(&shown::show(tx, report)?, now)
            })
            .await
    }
}

/// Takes a locked report on, under another category and in another subdistrict if one is given.
///
/// # Errors
/// 409 `invalid_transition`.
pub fn accept_in(
    tx: &mut WriteTx<'_>,
    report: ReportRow,
    category: Option<CategoryRow>,
    subdistrict: Option<String>,
    by: &By,
) -> Result<ReportRow> {
    let corrected = category.filter(|category| category.code != report.category_code);
    let words =
        Words { category: corrected.as_ref().map(|category| category.code.clone()), ..Words::default() };
    let is_corrected = corrected.is_some();
    let report = take(tx, report, Step::Accept, by, &words, |report| {
        if let Some(category) = corrected {
            report.category_code = category.code;
            report.group_code = category.group_code;
        }
        if subdistrict.is_some() {
            report.subdistrict = subdistrict;
        }
    })?;
    if is_corrected {
        clocks::reckon_anew_in(tx, &report, by)?;
    }
    Ok(report)
}
