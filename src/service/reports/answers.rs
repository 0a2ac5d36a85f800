//! Answers in words: the texts that are offered for a report, and the one that a closing without words is given.

use super::CENTER;
use super::shown::{self, Shown};
use crate::auth::Caller;
use crate::config::Config;
use crate::domain::answer::{Facts, Placeholder, Template};
use crate::domain::calendar::local_date;
use crate::domain::report::{ReportStatus, Step, next};
use crate::domain::tier::Tier;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::answer_templates::{self, TemplateRow};
use crate::storage::reports::{self, ReportRow};
use crate::storage::{DbConnection, WriteTx};
use serde::Serialize;
use utoipa::ToSchema;

/// The most texts that are offered for one report.
const MOST_OFFERED: i64 = 200;

/// A template filled with a report's facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfferedAnswer {
    /// The template's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The state that the answer goes with.
    pub status: ReportStatus,
    /// The text; what is not known yet stands there as its placeholder.
    pub text: String,
    /// What is not known yet.
    pub missing: Vec<Placeholder>,
}

impl App {
    /// The texts for what may happen next to a report, filled with its facts; `tier` is the grade that the caller
    /// thinks of, `status` narrows them to one state.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn offered_answers(
        &self,
        caller: &Caller,
        id: String,
        status: Option<ReportStatus>,
        tier: Option<Tier>,
    ) -> Result<Vec<OfferedAnswer>> {
        caller.must_be(&CENTER)?;
        let config = std::sync::Arc::clone(&self.config);
        self.storage
            .read(move |c| {
                let report = reports::find(c, &id)?.ok_or_else(|| Error::new(Code::NotFound))?;
                let ahead: Vec<&str> = states_ahead(&report)?
                    .into_iter()
                    .filter(|ahead| status.is_none_or(|status| status == *ahead))
                    .map(ReportStatus::as_str)
                    .collect();
                let templates = answer_templates::offered(c, &report.category_code, &ahead, MOST_OFFERED)?;
                let facts = facts_of(&shown::show(c, report)?, tier, &config)?;
                templates.iter().map(|template| fill(template, &facts)).collect()
            })
            .await
    }
}

/// The states that one step leads to.
fn states_ahead(report: &ReportRow) -> Result<Vec<ReportStatus>> {
    let (status, has_unit) = (report.status()?, report.unit_id.is_some());
    let mut ahead: Vec<ReportStatus> =
        Step::ALL.iter().filter_map(|step| next(status, *step, has_unit).ok()).collect();
    ahead.sort_unstable();
    ahead.dedup();
    Ok(ahead)
}

fn facts_of(shown: &Shown, tier: Option<Tier>, config: &Config) -> Result<Facts> {
    let report = &shown.report;
    let graded = report.tier.as_deref().map(Tier::parse).transpose().map_err(Error::internal)?;
    let submitted_on = local_date(report.submitted_at.and_utc(), config.district.timezone);
    Ok(Facts::default()
        .with(Placeholder::Number, Some(report.number.clone()))
        .with(Placeholder::Category, Some(shown.category_name.clone()))
        .with(Placeholder::Address, report.address.clone())
        .with(Placeholder::Unit, shown.unit.as_ref().map(|unit| unit.name.clone()))
        .with(Placeholder::District, Some(config.district.name.clone()))
        .with(Placeholder::Tier, tier.or(graded).map(|tier| tier.name_zh().to_owned()))
        .with(Placeholder::SubmittedOn, Some(submitted_on.to_string())))
}

fn fill(template: &TemplateRow, facts: &Facts) -> Result<OfferedAnswer> {
    let filled = Template::parse(&template.text).map_err(Error::internal)?.fill(facts);
    Ok(OfferedAnswer {
        id: template.id.clone(),
        name: template.name.clone(),
        status: ReportStatus::parse(&template.status).map_err(Error::internal)?,
        text: filled.text,
        missing: filled.missing,
    })
}

/// What the reporter is told on a closing for which nobody wrote anything: the first automatic template that can be
/// filled, else the settings' own text.
///
/// # Errors
/// The database's.
pub(super) fn closing_answer_in(
    tx: &mut WriteTx<'_>,
    report: &ReportRow,
    tier: Tier,
    config: &Config,
) -> Result<String> {
    let connection: &mut DbConnection = tx;
    let closed = [ReportStatus::Closed.as_str()];
    let templates = answer_templates::offered(connection, &report.category_code, &closed, MOST_OFFERED)?;
    let facts = facts_of(&shown::show(connection, report.clone())?, Some(tier), config)?;
    for template in templates.iter().filter(|template| template.automatic) {
        let filled = fill(template, &facts)?;
        if filled.missing.is_empty() {
            return Ok(filled.text);
        }
    }
    let template = Template::parse(&config.reports.closing_answer).map_err(Error::internal)?;
    Ok(template.fill(&facts).text)
}
