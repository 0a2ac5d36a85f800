//! A database with three seasons, and the ledger on it.

use super::compare::Ids;
use super::history::{History, RESIDENTS, SHOPS};
use super::play::Play;
use crate::model::{CODE_LIFE_S, CampaignModel, Model};
use crate::seeds::{self, Rules, Season, day};
use crate::support::{Database, TestDatabase};
use chrono::{DateTime, TimeZone, Utc};
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::service::App;

pub struct House {
    pub apps: Vec<App>,
    campaigns: Vec<CampaignModel>,
    _database: TestDatabase,
}

impl House {
    pub async fn open(kind: Database, tied_expiry: bool) -> Self {
        let database = tokio::task::spawn_blocking(move || TestDatabase::migrated(kind)).await.unwrap();
        let clock = Clock::manual(start());
        // The second process remembers next to nothing.
        let apps: Vec<App> =
            [(100, 100), (2, 1)].map(|remembered| open(database.url(), remembered, &clock)).into();
        let app = &apps[0];
        let campaigns = campaigns(tied_expiry);
        for (number, campaign) in campaigns.iter().enumerate() {
            seeds::add_season(app, &season(&Ids::campaign(number), campaign)).await;
        }
        for shop in 0..SHOPS {
            seeds::add_shop(app, &Ids::shop(shop)).await;
        }
        for resident in 0..RESIDENTS {
            seeds::add_resident(app, &Ids::resident(resident)).await;
        }
        Self { apps, campaigns, _database: database }
    }

    /// Says what differed.
    pub async fn play(&self, history: &History) -> Result<(), String> {
        let model = Model::new(start(), self.campaigns.clone(), SHOPS);
        let mut play = Play::new(&self.apps, model);
        for (number, group) in history.groups.iter().enumerate() {
            play.group(group).await.map_err(|difference| format!("in group {number}: {difference}"))?;
        }
        play.end().await
    }

    pub async fn close(self) {
        for app in self.apps {
            app.close().await;
        }
    }
}

/// A process that goes straight again after two turns, and takes at most five commands at a time: one group of them falls
/// into several batches.
fn open(url: &str, (owners, pay_codes): (usize, usize), clock: &Clock) -> App {
    let settings = format!(
        "[database]\nurl = {url:?}\nread_connections = 2\n[pay_codes]\nvalid_s = {CODE_LIFE_S}\n[ledger]\nbatch_commands = 5\n\
         remembered_owners = {owners}\nremembered_pay_codes = {pay_codes}\nturns_after_loss = 1\nmost_turns_after_loss = 2\n"
    );
    App::open(Config::from_toml(&settings).unwrap(), clock.clone()).unwrap()
}

/// An hour before midnight in Qilin, on the last day of the first season.
fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2024, 7, 14, 15, 0, 0).unwrap()
}

/// Three seasons; the first reckons by submission, so that a deed may fall into two.
fn campaigns(tied_expiry: bool) -> Vec<CampaignModel> {
    let rules = |from: &str, [minor, general, major]: [i64; 3], daily_cap, monthly_cap| Rules {
        effective_from: day(from),
        minor,
        general,
        major,
        daily_cap,
        monthly_cap,
    };
    let second_expires = if tied_expiry { "2024-07-25" } else { "2024-09-30" };
    let spring = CampaignModel {
        starts_on: day("2024-06-01"),
        ends_on: day("2024-07-14"),
        ended_on: None,
        reckon_by: "submitted",
        redeem_until: Some(day("2024-07-25")),
        status: "active",
        rules: vec![rules("2024-06-01", [1, 250, 750], 750, 2000)],
    };
    let summer = CampaignModel {
        starts_on: day("2024-07-08"),
        ends_on: day("2024-08-20"),
        reckon_by: "closed",
        redeem_until: Some(day(second_expires)),
        rules: vec![
            rules("2024-07-08", [0, 300, 500], 1000, 2000),
            rules("2024-08-01", [500, 1000, 2000], 2000, 6000),
        ],
        ..spring.clone()
    };
    let autumn = CampaignModel {
        starts_on: day("2024-08-21"),
        ends_on: day("2024-12-31"),
        reckon_by: "closed",
        redeem_until: None,
        rules: vec![rules("2024-08-22", [500, 500, 500], 2000, 10_000)],
        ..spring.clone()
    };
    vec![spring, summer, autumn]
}

fn season(id: &str, campaign: &CampaignModel) -> Season {
    Season {
        id: id.to_owned(),
        starts_on: campaign.starts_on,
        ends_on: campaign.ends_on,
        reckon_by: campaign.reckon_by,
        redeem_until: campaign.redeem_until,
        status: campaign.status,
        rules: campaign.rules.clone(),
    }
}
