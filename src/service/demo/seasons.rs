//! The demo's campaigns: the known season of 2024 with July's reports, and the quarter that runs today.

use super::Staff;
use crate::domain::beans::Beans;
use crate::domain::calendar::local_date;
use crate::domain::campaign::CampaignStep;
use crate::domain::idempotency::IdempotencyKey;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::campaigns::{NewCampaign, NewFunding, NewRule};
use crate::service::idempotency::Keyed;
use crate::service::import::{ImportNews, ImportSummary};
use chrono::{Datelike, Months, NaiveDate};
use std::io::Read;

/// Minor, general, major, daily cap, monthly cap: in whole beans.
type Amounts = [i64; 5];

const VERSION_1: Amounts = [0, 3, 5, 10, 100];
const VERSION_2: Amounts = [5, 10, 20, 20, 300];

/// Each season's budget, whole beans.
const BUDGET: i64 = 50_000;

/// Months of a quarter, and those in which its beans can still be spent afterwards.
const QUARTER: Months = Months::new(3);

impl App {
    pub(super) async fn add_season_of_2024(
        &self,
        staff: &Staff,
        july: impl Read,
        tell: impl FnMut(ImportNews<'_>),
    ) -> Result<ImportSummary> {
        let season = NewCampaign {
            name: "幸福麒麟金豆计划 2024年第三季度".to_owned(),
            starts_on: date(2024, 7, 1)?,
            ends_on: date(2024, 9, 30)?,
            reckon_by: None,
            redeem_until: None,
        };
        let rules = [(date(2024, 7, 1)?, VERSION_1), (date(2024, 8, 1)?, VERSION_2)];
        let campaign_id = self.start_season(staff, season, &rules).await?;
        self.import_reports(july, &campaign_id, tell).await
    }

    /// The quarter of today, unless it is the one of 2024.
    pub(super) async fn add_present_season(&self, staff: &Staff) -> Result<()> {
        let today_on = local_date(self.clock.now(), self.config.district.timezone);
        let quarter = today_on.month0() / 3;
        let starts_on = date(today_on.year(), quarter * 3 + 1, 1)?;
        if starts_on == date(2024, 7, 1)? {
            return Ok(());
        }
        let next = starts_on + QUARTER;
        let season = NewCampaign {
            name: format!(
                "幸福麒麟金豆计划 {}年第{}季度",
                today_on.year(),
                ["一", "二", "三", "四"].get(quarter as usize).unwrap_or(&"")
            ),
            starts_on,
            ends_on: day_before(next)?,
            reckon_by: None,
            redeem_until: Some(day_before(next + QUARTER)?),
        };
        self.start_season(staff, season, &[(starts_on, VERSION_1)]).await?;
        Ok(())
    }

    /// Prepares, activates and funds a campaign; says its id.
    async fn start_season(
        &self,
        staff: &Staff,
        season: NewCampaign,
        rules: &[(NaiveDate, Amounts)],
    ) -> Result<String> {
        let id = self.create_campaign(&staff.admin, season).await?.id;
        for (effective_from, amounts) in rules {
            self.add_rule(&staff.admin, id.clone(), rule(*effective_from, *amounts)?).await?;
        }
        self.change_campaign(&staff.admin, &id, CampaignStep::Activate).await?;
        let key = IdempotencyKey::parse(&format!("demo-{id}")).map_err(Error::internal)?;
        let keyed = Keyed::new(&staff.finance, key, "demo", &id, &[]);
        let funding = NewFunding { beans: beans(BUDGET)?.into(), memo: "季度预算".to_owned() };
        self.fund_campaign(&staff.finance, id.clone(), funding, keyed).await?;
        Ok(id)
    }
}

fn rule(effective_from: NaiveDate, amounts: Amounts) -> Result<NewRule> {
    let [minor, general, major, daily_cap, monthly_cap] = amounts.map(beans);
    Ok(NewRule {
        effective_from,
        minor: minor?.into(),
        general: general?.into(),
        major: major?.into(),
        co_reporter: None,
        daily_cap: daily_cap?.into(),
        monthly_cap: monthly_cap?.into(),
    })
}

fn beans(whole: i64) -> Result<Beans> {
    Beans::from_hundredths(whole.saturating_mul(100)).map_err(Error::internal)
}

fn date(year: i32, month: u32, day: u32) -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Error::internal("no such date"))
}

fn day_before(on: NaiveDate) -> Result<NaiveDate> {
    on.pred_opt().ok_or_else(|| Error::internal("no day before"))
}
