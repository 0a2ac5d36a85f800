//! An admin adds a version of a campaign's rules. A version is never edited.

use super::RuleView;
use crate::auth::Caller;
use crate::domain::beans::BeansInput;
use crate::domain::calendar::local_date;
use crate::domain::campaign::RuleVersion;
use crate::domain::deed::{DeedKind, Grade};
use crate::domain::role::Role;
use crate::domain::tier::Tier;
use crate::error::Result;
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::WriteTx;
use crate::storage::campaigns;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// A version of the rules to be added.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// The first day on which it is in force; today or later once the campaign was activated.
    pub effective_from: NaiveDate,
    /// Beans for a minor report.
    pub minor: BeansInput,
    /// Beans for a general report.
    pub general: BeansInput,
    /// Beans for a major report.
    pub major: BeansInput,
    /// Beans for a report that was merged into the first reporter's, under the same caps; 0 if left out.
    pub co_reporter: Option<BeansInput>,
    /// The most a resident earns for one day.
    pub daily_cap: BeansInput,
    /// The most a resident earns for one calendar month.
    pub monthly_cap: BeansInput,
}

/// What rules say, without the day from which they say it.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleAmounts {
    /// Beans for a minor report.
    pub minor: BeansInput,
    /// Beans for a general report.
    pub general: BeansInput,
    /// Beans for a major report.
    pub major: BeansInput,
    /// Beans for a report that was merged into the first reporter's; 0 if left out.
    pub co_reporter: Option<BeansInput>,
    /// The most a resident earns for one day.
    pub daily_cap: BeansInput,
    /// The most a resident earns for one calendar month.
    pub monthly_cap: BeansInput,
}

impl App {
    /// Adds a version of a campaign's rules.
    ///
    /// # Errors
    /// 403; 404; 422 for wrong values or a date after the campaign; 409 `rule_in_past`, `rule_date_taken`,
    /// `campaign_state` once it has ended.
    pub async fn add_rule(&self, caller: &Caller, campaign_id: String, new: NewRule) -> Result<RuleView> {
        caller.must_be(&[Role::Admin])?;
        let rule = read(&new)?;
        let now = self.clock.now();
        let today_on = local_date(now, self.config.district.timezone);
        let by = caller.user_id.clone();
        self.storage
            .write(move |tx| {
                let rule = add_in(tx, &campaign_id, rule.clone(), today_on, now)?;
                tracing::info!(campaign = %campaign_id, version = rule.version, %by, "rule version added");
                Ok(RuleView::from(&rule))
            })
            .await
    }
}

/// The rule without its number, which is only known under the lock.
fn read(new: &NewRule) -> Result<RuleVersion> {
    let mut fields = Fields::default();
    let NewRule { effective_from, minor, general, major, co_reporter, daily_cap, monthly_cap } = *new;
    let amounts = RuleAmounts { minor, general, major, co_reporter, daily_cap, monthly_cap };
    let mut rule = read_amounts(&mut fields, "", &amounts);
    rule.effective_from = fields.date("effective_from", effective_from);
    fields.finish()?;
    Ok(rule)
}

/// Rules without number and date; `prefix` goes before the names of fields that are wrong.
pub(super) fn read_amounts(fields: &mut Fields, prefix: &str, new: &RuleAmounts) -> RuleVersion {
    let mut beans = |field: &str, input| fields.beans(&format!("{prefix}{field}"), input);
    let amounts = [
        ("minor", Grade::from(Tier::Minor), Some(new.minor)),
        ("general", Grade::from(Tier::General), Some(new.general)),
        ("major", Grade::from(Tier::Major), Some(new.major)),
        ("co_reporter", Grade::CO_REPORTER, new.co_reporter),
    ];
    let amounts: BTreeMap<_, _> = amounts
        .into_iter()
        .filter_map(|(field, grade, input)| Some(((DeedKind::Report, grade), beans(field, input?))))
        .collect();
    RuleVersion {
        version: 0,
        effective_from: NaiveDate::MIN,
        daily_cap: beans("daily_cap", new.daily_cap),
        monthly_cap: beans("monthly_cap", new.monthly_cap),
        amounts,
    }
}

fn add_in(
    tx: &mut WriteTx<'_>,
    campaign_id: &str,
    mut rule: RuleVersion,
    today_on: NaiveDate,
    now: DateTime<Utc>,
) -> Result<RuleVersion> {
    campaigns::scheme_changes(tx)?;
    let campaign = campaigns::find(tx, campaign_id)?.campaign;
    campaign.check_new_rule(rule.effective_from, today_on)?;
    rule.version = campaign.next_version();
    campaigns::insert_rule(tx, campaign_id, &rule, now)?;
    Ok(rule)
}
