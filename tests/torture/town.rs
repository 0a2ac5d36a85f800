//! A town that lives on real servers: people of every role, a shop, a season with money; and the database, photos and
//! logs behind them.

use super::life::{self, Life};
use super::people::{PASSWORD, Person};
use super::reckoning::{Books, hundredths};
use super::record::Record;
use super::server::{Server, command};
use chrono::Days;
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::domain::Role;
use golden_beans::domain::calendar::local_date;
use golden_beans::service::{App, NewUser};
use reqwest::Client;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

/// Cheap passwords, no throttles, an eager sweep.
const SETTINGS: &str = r#"
[server]
listen = "127.0.0.1:0"
writes_per_minute = 1000000
logins_per_minute = 1000000
[auth]
secret = "a secret that is only good for tests, 48 letters"
argon2_memory_kib = 8
argon2_iterations = 1
access_token_s = 28800
[auth.staff]
idle_minutes = 480
[auth.cashier]
idle_minutes = 480
[auth.finance]
idle_minutes = 480
[ledger]
sweep_interval_ms = 200
[pay_codes]
issues_per_minute = 1000000
[reports]
loose_photos = 1000000
"#;

/// How many residents report, and how many buy.
const REPORTERS: u32 = 3;
const BUYERS: u32 = 5;

/// Where the town's things are.
pub struct Places {
    /// `database.url` of the servers.
    pub database_url: String,
    /// The database without anything between, for those who look into it afterwards.
    pub direct_url: String,
    /// The folder of the photos.
    pub photos: PathBuf,
    /// What is taken away in the end.
    pub _folder: TempDir,
}

impl Places {
    /// Everything where nothing is in the way.
    pub fn ordinary(database_url: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("golden-beans-places.").tempdir().unwrap();
        let photos = folder.path().join("photos");
        let (database_url, direct_url) = (database_url.to_owned(), database_url.to_owned());
        Self { database_url, direct_url, photos, _folder: folder }
    }
}

/// The town.
pub struct Town {
    pub servers: Vec<Server>,
    pub record: Arc<Record>,
    pub life: Life,
    pub books: Books,
    pub admin: Person,
    pub season: String,
    /// How many requests were looked at for their photos.
    seen: usize,
    settings: PathBuf,
    folder: TempDir,
    _places: Places,
}

impl Town {
    /// Founds a town on a fresh database, with so many servers.
    pub async fn found(places: Places, servers: usize) -> Self {
        let folder = tempfile::Builder::new().prefix("golden-beans-town.").tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let config = write_settings(&path, &places);
        let mut running = vec![Server::start(&path, folder.path()).await];
        add_people(config).await;
        while running.len() < servers {
            running.push(Server::start(&path, folder.path()).await);
        }
        let record = Arc::new(Record::default());
        record.send_to(running.iter().map(|server| server.url.clone()).collect());
        let client = Client::builder().no_proxy().build().unwrap();
        let log_in = async |name: &str| Person::log_in(&client, &record, name).await;
        let (admin, finance) = (log_in("admin").await, log_in("finance").await);
        let season = begin_season(&admin, &finance).await;
        let shop = made(&admin, "/shops", json!({ "name": "便民超市" })).await;
        add_cashiers(&admin, &shop).await;
        let mut residents = Vec::new();
        for number in 0..REPORTERS + BUYERS {
            residents.push((log_in(&phone(number)).await, log_in(&format!("dispatcher-{number}")).await));
        }
        let (reporters, mut buyers) = (residents, Vec::new());
        for (number, (resident, dispatcher)) in reporters[REPORTERS as usize..].iter().enumerate() {
            life::report(resident, dispatcher, "major", &AtomicBool::new(false)).await;
            buyers.push((resident.clone(), log_in(&format!("cashier-{number}")).await));
        }
        let reporters = reporters[..REPORTERS as usize].to_vec();
        let life =
            Life { reporters, buyers, finance, season: season.clone(), shop, record: Arc::clone(&record) };
        let books = Books::open(&places.direct_url);
        let mut town = Self {
            servers: running,
            record,
            life,
            books,
            admin,
            season,
            seen: 0,
            settings: path,
            folder,
            _places: places,
        };
        town.reckon().await;
        town
    }

    /// Kills one of the servers and starts another in its place.
    pub async fn replace_server(&mut self, which: usize) {
        self.servers.remove(which).kill();
        self.start_server().await;
    }

    /// Starts one more server.
    pub async fn start_server(&mut self) {
        self.servers.push(Server::start(&self.settings, self.folder.path()).await);
        self.record.send_to(self.servers.iter().map(|server| server.url.clone()).collect());
    }

    /// Everything that was asked for and not answered is asked for again, then nothing is missing, nothing is there
    /// twice, and the books are sound.
    pub async fn reckon(&mut self) {
        for server in &mut self.servers {
            server.must_be_sound();
        }
        self.books.awards_are_followed().await;
        self.books.settle(&self.record).await;
        self.books.reckon(&self.record).await;
        self.photos_can_be_seen().await;
    }

    /// No report without its photos.
    async fn photos_can_be_seen(&mut self) {
        let asked = self.record.all();
        let new = asked.iter().skip(self.seen).filter(|asked| asked.path == "/reports");
        for report in new {
            let photo = format!("/photos/{}", report.body["photo_ids"][0].as_str().unwrap());
            report.who.must_see(&photo).await;
            report.who.must_see(&format!("{photo}/thumbnail")).await;
        }
        self.seen = asked.len();
    }

    /// What is left of the season's budget, in hundredths.
    pub async fn budget_left(&self) -> i64 {
        let season = self.admin.get(&format!("/campaigns/{}", self.season)).await;
        hundredths(&season["budget"]["left"])
    }

    /// The program verifies the journal from outside, against every head that was noted on the way.
    pub async fn verify(&self) {
        let mut sound = false;
        for noted in self.books.heads() {
            let output = command(&self.settings, &["verify", "--noted", noted]);
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let complained = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "verify --noted {noted}: {said}{complained}");
            sound = true;
        }
        assert!(sound, "heads were noted");
    }
}

fn write_settings(path: &Path, places: &Places) -> Config {
    let settings = format!(
        "{SETTINGS}\n[database]\nurl = {:?}\nbusy_timeout_ms = 2000\nstatement_timeout_ms = 5000\n\
         [storage]\nurl = \"file://{}\"\n",
        places.database_url,
        places.photos.display()
    );
    std::fs::write(path, &settings).unwrap();
    Config::from_toml(&settings).unwrap()
}

fn phone(number: u32) -> String {
    format!("139{number:08}")
}

async fn add_people(config: Config) {
    let app = App::open(config, Clock::system()).unwrap();
    for (role, name) in [(Role::Admin, "admin"), (Role::Finance, "finance")] {
        app.add_user(staff(role, name.to_owned())).await.unwrap();
    }
    for number in 0..REPORTERS + BUYERS {
        app.add_user(staff(Role::Dispatcher, format!("dispatcher-{number}"))).await.unwrap();
        let name = Some(format!("居民{number}"));
        app.add_user(NewUser::resident(phone(number), PASSWORD.into(), name)).await.unwrap();
    }
    app.close().await;
}

fn staff(role: Role, username: String) -> NewUser {
    NewUser {
        role,
        username: Some(username),
        password: Some(PASSWORD.into()),
        name: None,
        phone: None,
        unit_id: None,
        shop_id: None,
    }
}

async fn add_cashiers(admin: &Person, shop: &str) {
    for number in 0..BUYERS {
        let cashier = json!({
            "role": "cashier", "username": format!("cashier-{number}"), "password": PASSWORD, "shop_id": shop
        });
        made(admin, "/users", cashier).await;
    }
}

/// A season of today with generous rules and money, and a category to report in.
async fn begin_season(admin: &Person, finance: &Person) -> String {
    let today = local_date(Clock::system().now(), chrono_tz::Asia::Shanghai);
    let (starts_on, ends_on) = (today - Days::new(1), today + Days::new(30));
    let dates = json!({ "name": "季", "starts_on": starts_on, "ends_on": ends_on });
    let season = made(admin, "/campaigns", dates).await;
    let rule = json!({
        "effective_from": starts_on, "minor": 1, "general": 3, "major": 10_000,
        "daily_cap": 1_000_000, "monthly_cap": 1_000_000,
    });
    admin.post(&format!("/campaigns/{season}/rules"), rule).await.expect(201);
    admin.post(&format!("/campaigns/{season}/activate"), Value::Null).await.expect(200);
    let budget = json!({ "beans": "400000", "memo": "季度预算" });
    let fund = format!("/campaigns/{season}/fund");
    finance.ask_for_good(&fund, budget, &AtomicBool::new(false)).await.unwrap().expect(201);
    let category = json!({ "code": "lamp", "group": "municipal", "name": "路灯不亮" });
    admin.post("/categories", category).await.expect(201);
    season
}

async fn made(admin: &Person, path: &str, body: Value) -> String {
    let made = admin.post(path, body).await.expect(201);
    made["id"].as_str().unwrap().to_owned()
}
