//! What a period's closed reports would have cost under other rules.

use super::STAFF;
use super::add_rule::{RuleAmounts, read_amounts};
use crate::auth::Caller;
use crate::domain::award::{GradeSum, Replay, Replayed, ReplayedDeed};
use crate::domain::beans::{Beans, BeansInput};
use crate::domain::calendar::{day_end, day_start, local_date};
use crate::domain::campaign::{ReckonBy, RuleVersion};
use crate::domain::deed::{DeedKind, Grade};
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::campaigns;
use crate::storage::ledger_views::{self, ReplayRow};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// Seconds after which a simulation that was under way may be over.
const RETRY_AFTER_S: u32 = 5;

/// Rules to be tried on a period that is over.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationWish {
    /// The rules.
    pub rules: RuleAmounts,
    /// The first day, as the campaign reckons.
    pub from_on: NaiveDate,
    /// The last day, itself included.
    pub to_on: NaiveDate,
    /// What the budget holds on the first day; what the campaign was funded with unless said otherwise.
    pub budget: Option<BeansInput>,
}

/// What it would have come to.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct Simulation {
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day.
    pub to_on: NaiveDate,
    /// Closed reports that were replayed.
    pub reports: u32,
    /// People who filed them.
    pub residents: usize,
    /// What would have been awarded.
    pub beans: Beans,
    /// What it would have been without caps, and with money enough.
    pub uncapped_beans: Beans,
    /// People who would have been cut by a day's cap.
    pub at_daily_cap: usize,
    /// People who would have been cut by a month's cap.
    pub at_monthly_cap: usize,
    /// What the budget held on the first day.
    pub budget: Beans,
    /// What it would have held after the last.
    pub budget_left: Beans,
    /// The day on which it would have been used up; null if never.
    pub exhausted_on: Option<NaiveDate>,
    /// The same by grade.
    pub grades: Vec<SimulatedGrade>,
}

/// Reports of one grade.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct SimulatedGrade {
    /// The grade.
    pub grade: Grade,
    /// How many there were.
    pub reports: u32,
    /// What they would have earned.
    pub beans: Beans,
}

impl App {
    /// Replays a period's graded deeds under other rules, as the ledger would have decided them in the order of
    /// closing. Moves nothing.
    ///
    /// # Errors
    /// 403; 404; 422 for wrong values, or `too_many_reports`; 429 while another simulation is under way.
    pub async fn simulate_campaign(
        &self,
        caller: &Caller,
        campaign_id: String,
        wish: SimulationWish,
    ) -> Result<Simulation> {
        caller.must_be(&STAFF)?;
        let (rules, budget) = read(&wish)?;
        let turn =
            self.simulations.clone().try_acquire_owned().map_err(|error| {
                Error::new(Code::TooManyRequests).retry_after(RETRY_AFTER_S).because(error)
            })?;
        let zone = self.config.district.timezone;
        let most = self.config.scheme.simulated_reports;
        let (from_on, to_on) = (wish.from_on, wish.to_on);
        let (from_at, before_at) = (day_start(from_on, zone).naive_utc(), day_end(to_on, zone).naive_utc());
        let (reckon_by, funded, deeds) = self
            .storage
            .read(move |conn| {
                let reckon_by = campaigns::find(conn, &campaign_id)?.campaign.reckon_by;
                let funded = ledger_views::budget(conn, &campaign_id)?.funded;
                let rows = i64::from(most).saturating_add(1);
                let deeds = ledger_views::graded_deeds(conn, reckon_by, from_at, before_at, rows)?;
                Ok((reckon_by, funded, deeds))
            })
            .await?;
        if deeds.len() > most as usize {
            let detail = format!("choose a shorter period: at most {most} closed reports are replayed");
            return Err(Error::field("to_on", "too_many_reports", detail));
        }
        let budget = budget.unwrap_or(funded);
        let replayed = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            replay(&rules, budget, deeds, reckon_by, zone)
        })
        .await
        .map_err(Error::internal)??;
        Ok(told(from_on, to_on, budget, replayed))
    }
}

fn read(wish: &SimulationWish) -> Result<(RuleVersion, Option<Beans>)> {
    let mut fields = Fields::default();
    let mut rules = read_amounts(&mut fields, "rules.", &wish.rules);
    rules.effective_from = fields.date("from_on", wish.from_on);
    fields.date("to_on", wish.to_on);
    if wish.to_on < wish.from_on {
        fields.wrong("to_on", "before_from_on", "must not be before from_on");
    }
    let budget = wish.budget.map(|budget| fields.beans("budget", budget));
    fields.finish()?;
    Ok((rules, budget))
}

fn replay(
    rules: &RuleVersion,
    budget: Beans,
    deeds: Vec<ReplayRow>,
    reckon_by: ReckonBy,
    zone: Tz,
) -> Result<Replayed> {
    let mut replay = Replay::new(rules, budget);
    for row in deeds {
        let Some(grade) = row.grade else { continue };
        let at = match reckon_by {
            ReckonBy::Closed => row.closed_at,
            ReckonBy::Submitted => row.submitted_at,
        };
        let deed = ReplayedDeed {
            resident_id: row.resident_id,
            kind: DeedKind::parse(&row.deed_kind).map_err(Error::internal)?,
            grade: Grade::parse(&grade).map_err(Error::internal)?,
            reckoned_on: local_date(at.and_utc(), zone),
            excluded: row.excluded,
        };
        replay.add(deed).map_err(Error::internal)?;
    }
    Ok(replay.finish())
}

fn told(from_on: NaiveDate, to_on: NaiveDate, budget: Beans, replayed: Replayed) -> Simulation {
    let grade = |(grade, GradeSum { deeds, beans }): (Grade, GradeSum)| SimulatedGrade {
        grade,
        reports: deeds,
        beans,
    };
    Simulation {
        from_on,
        to_on,
        reports: replayed.deeds,
        residents: replayed.residents,
        beans: replayed.beans,
        uncapped_beans: replayed.uncapped_beans,
        at_daily_cap: replayed.at_daily_cap,
        at_monthly_cap: replayed.at_monthly_cap,
        budget,
        budget_left: budget.saturating_sub(replayed.beans),
        exhausted_on: replayed.exhausted_on,
        grades: replayed.grades.into_iter().map(grade).collect(),
    }
}
