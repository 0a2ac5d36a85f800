//! A ledger with the known season, two shops and some residents, on either database; and people who use it.

use crate::asking;
use crate::bookkeeper::{Algorithm, Bookkeeper, Posting};
use crate::seeds::{self, known_season};
use crate::support::{Database, TestDatabase};
use chrono::{TimeZone, Utc};
use futures_util::FutureExt;
use futures_util::future::join_all;
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::domain::deed::Deed;
use golden_beans::domain::pay_code::PayCode;
use golden_beans::error::Result;
use golden_beans::ledger::{AwardRecord, AwardWish, awards};
use golden_beans::service::App;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Mutex;

pub const SEASON: &str = "summer";
pub const GIFTS: &str = "gifts";
pub const SHOPS: [&str; 2] = ["corner", "market"];

/// A fresh database with the known season (not funded) and two shops, and one process's app on it.
pub struct Stage {
    pub kind: Database,
    pub app: App,
    /// Stands at 2024-07-10 10:00 in Qilin until the test turns it.
    pub clock: Clock,
    url: String,
    settings: String,
    others: Mutex<Vec<App>>,
    _database: Option<TestDatabase>,
}

impl Stage {
    async fn open(kind: Database, settings: &str) -> Self {
        let database = tokio::task::spawn_blocking(move || TestDatabase::migrated(kind)).await.unwrap();
        let url = database.url().to_owned();
        Self::on(kind, url, settings, Some(database)).await
    }

    /// On a database that the test brings.
    pub async fn on(kind: Database, url: String, settings: &str, database: Option<TestDatabase>) -> Self {
        let clock = Clock::manual(Utc.with_ymd_and_hms(2024, 7, 10, 2, 0, 0).unwrap());
        let app = app(&url, settings, &clock);
        seeds::add_season(&app, &known_season(SEASON)).await;
        for shop in SHOPS {
            seeds::add_shop(&app, shop).await;
        }
        let (settings, others) = (settings.to_owned(), Mutex::default());
        Self { kind, app, clock, url, settings, others, _database: database }
    }

    /// A second process on the same database.
    pub fn another_process(&self) -> App {
        let app = app(&self.url, &self.settings, &self.clock);
        self.others.lock().unwrap().push(app.clone());
        app
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Beans for the season's budget.
    pub async fn fund(&self, hundredths: i64) {
        let key = uuid::Uuid::now_v7().to_string();
        self.app.ledger.fund(asking::fund(SEASON, hundredths, &key)).await.unwrap();
    }

    /// A season of last January that gives so many beans for a major report, and caps nothing before `deeds` of them.
    pub async fn gift_season(&self, hundredths: i64, deeds: usize) {
        let all = hundredths * i64::try_from(deeds).unwrap();
        let mut season = known_season(GIFTS);
        (season.starts_on, season.ends_on) = (seeds::day("2024-01-01"), seeds::day("2024-01-31"));
        season.rules = vec![seeds::Rules {
            effective_from: season.starts_on,
            minor: 0,
            general: 0,
            major: hundredths,
            daily_cap: all,
            monthly_cap: all,
        }];
        seeds::add_season(&self.app, &season).await;
        self.app.ledger.fund(asking::fund(GIFTS, all, "gifts")).await.unwrap();
    }

    /// A deed of last January.
    pub fn gift(&self, deed: &str, resident: &str, grade: Option<&str>) -> AwardWish {
        asking::wish(deed, resident, grade, Utc.with_ymd_and_hms(2024, 1, 10, 4, 0, 0).unwrap())
    }

    /// Residents who each hold so many beans of last January's season.
    pub async fn residents_with(&self, residents: usize, hundredths: i64) -> Vec<String> {
        self.gift_season(hundredths, residents).await;
        let ids: Vec<String> = (0..residents).map(|number| format!("rich-{number}")).collect();
        for id in &ids {
            seeds::add_resident(&self.app, id).await;
        }
        let gifts = ids
            .iter()
            .map(|id| self.app.ledger.award(self.gift(&format!("gift to {id}"), id, Some("major"))));
        for record in join_all(gifts).await {
            assert_eq!(record.unwrap().beans.hundredths(), hundredths);
        }
        ids
    }

    pub async fn pay_code(&self, resident: &str) -> PayCode {
        self.app.ledger.issue_pay_code(resident).await.unwrap().code
    }

    /// A report by this resident that is closed now.
    pub fn wish(&self, deed: &str, resident: &str, grade: Option<&str>) -> AwardWish {
        asking::wish(deed, resident, grade, self.clock.now())
    }

    /// Writes a wish as a use case does, without asking the ledger.
    pub async fn want(&self, wish: AwardWish) {
        self.app.storage.write(move |tx| awards::want(tx, &wish)).await.unwrap();
    }

    /// Closes, grades anew or reopens, and asks the ledger.
    pub async fn grade(&self, wish: AwardWish) -> Result<AwardRecord> {
        let deed = wish.deed.clone();
        self.want(wish).await;
        self.app.ledger.post_award(deed).await
    }

    pub async fn record(&self, deed: &str) -> AwardRecord {
        let deed = Deed::report(deed);
        self.app.storage.read(move |c| awards::find(c, &deed)).await.unwrap().expect("the deed has a record")
    }

    /// Everything is sound, by the bookkeeper's and by the program's own eyes.
    pub async fn audit(&self) -> (Bookkeeper, Vec<Posting>) {
        let mut bookkeeper = match &*self.app.config.ledger.hash_algorithm {
            "sm3" => Bookkeeper::of(Algorithm::Sm3),
            _ => Bookkeeper::new(),
        };
        let postings = match bookkeeper.check(&self.app.storage).await {
            Ok(postings) => postings,
            Err(finding) => panic!("{finding}"),
        };
        let audit = crate::verify(&self.app, None).await;
        assert_eq!(audit.first_bad, None);
        assert_eq!(audit.transactions, bookkeeper.seq());
        (bookkeeper, postings)
    }

    async fn close(self) {
        let others = std::mem::take(&mut *self.others.lock().unwrap());
        for app in others {
            app.close().await;
        }
        self.app.close().await;
    }
}

fn app(url: &str, settings: &str, clock: &Clock) -> App {
    let places = format!("[database]\nurl = {url:?}\n");
    let config = Config::from_toml_layers(&[&places, settings]).unwrap();
    App::open(config, clock.clone()).unwrap()
}

/// Runs a case on a fresh stage and audits the books at its end.
pub fn run<F>(kind: Database, settings: &[&str], case: F)
where
    F: AsyncFnOnce(&Stage),
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let stage = Stage::open(kind, &settings.join("\n")).await;
        let outcome = AssertUnwindSafe(case(&stage)).catch_unwind().await;
        if outcome.is_ok() {
            stage.audit().await;
        }
        stage.close().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

/// Writes every case as two tests, `name::sqlite` and `name::postgres`.
macro_rules! on_both_databases {
    ($(
        $(#[doc = $doc:literal])*
        $(#[settings($settings:expr)])?
        async fn $name:ident($stage:ident: &Stage) $body:block
    )+) => { $(
        $(#[doc = $doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn case($stage: &$crate::stage::Stage) $body

            const SETTINGS: &[&str] = &[$($settings)?];

            #[test]
            fn sqlite() {
                $crate::stage::run($crate::support::Database::Sqlite, SETTINGS, case);
            }

            #[test]
            fn postgres() {
                $crate::stage::run($crate::support::Database::Postgresql, SETTINGS, case);
            }
        }
    )+ };
}
pub(crate) use on_both_databases;
