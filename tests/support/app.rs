//! The real server, in this process.

use super::actor::Actor;
use super::answer::Answer;
use super::database::{Database, TestDatabase};
use chrono::{DateTime, TimeZone, Utc};
use diesel::RunQueryDsl;
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::http::server;
use golden_beans::service::App;
use reqwest::{Client, Method};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server with a database, a photo folder and a clock of its own. Clones are the same server.
#[derive(Clone)]
pub struct TestApp {
    /// The app inside the server, for what cannot be seen from outside.
    pub app: App,
    /// Stands at 2024-07-10 10:00 in Qilin until the test turns it.
    pub clock: Clock,
    /// Such as `http://127.0.0.1:40001`.
    pub url: String,
    client: Client,
    house: Arc<House>,
}

/// What all servers of a test share, and what is cleaned up at its end.
pub struct House {
    kind: Database,
    database: TestDatabase,
    photos: TempDir,
    settings: String,
    clock: Clock,
    servers: Mutex<Vec<Server>>,
    people: AtomicU32,
}

struct Server {
    url: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl House {
    /// Stops all servers.
    pub async fn close(&self) {
        let servers = std::mem::take(&mut *self.servers.lock().unwrap());
        for server in servers {
            server.stop().await;
        }
    }
}

impl Server {
    async fn stop(self) {
        // A server that ended by itself has dropped its end.
        let _ = self.stop.send(());
        self.task.await.expect("the server did not panic").expect("the server ran");
    }
}

/// Cheap passwords, generous throttles, a stop that waits for nobody long.
const SETTINGS: &str = r#"
[server]
listen = "127.0.0.1:0"
writes_per_minute = 1000000
logins_per_minute = 1000000
shutdown_timeout_s = 5
[database]
read_connections = 4
[auth]
secret = "a secret that is only good for tests, 48 letters"
argon2_memory_kib = 8
argon2_iterations = 1
[pay_codes]
issues_per_minute = 1000000
"#;

impl TestApp {
    /// Starts a server with these settings (TOML) on top of the tests' own.
    pub async fn start(kind: Database, settings: &str) -> Self {
        let database = tokio::task::spawn_blocking(move || TestDatabase::migrated(kind)).await.unwrap();
        let clock = Clock::manual(Utc.with_ymd_and_hms(2024, 7, 10, 2, 0, 0).unwrap());
        let photos = tempfile::Builder::new().prefix("golden-beans-photos.").tempdir().unwrap();
        let house = House {
            kind,
            database,
            photos,
            settings: settings.to_owned(),
            clock,
            servers: Mutex::default(),
            people: AtomicU32::new(0),
        };
        Self::start_in(Arc::new(house))
    }

    /// A second server on the same database, photos and clock, as a second process would be.
    pub fn sibling(&self) -> Self {
        Self::start_in(Arc::clone(&self.house))
    }

    /// Stops this server in an orderly way and starts another on the same database.
    pub async fn restart(&self) -> Self {
        self.stop().await;
        self.sibling()
    }

    /// Stops this server in an orderly way.
    pub async fn stop(&self) {
        let server = {
            let mut servers = self.house.servers.lock().unwrap();
            let place = servers.iter().position(|server| server.url == self.url);
            servers.remove(place.expect("this server runs"))
        };
        server.stop().await;
    }

    fn start_in(house: Arc<House>) -> Self {
        let app = App::open(house.config(), house.clock.clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let until = async {
            // An error means that the test is gone, which also is a reason to stop.
            let _ = stopped.await;
        };
        let task = tokio::spawn(server::run(app.clone(), listener, until));
        house.servers.lock().unwrap().push(Server { url: url.clone(), stop, task });
        let client = Client::builder().no_proxy().build().unwrap();
        Self { app, clock: house.clock.clone(), url, client, house }
    }

    /// What all servers of this test share.
    pub fn house(&self) -> Arc<House> {
        Arc::clone(&self.house)
    }

    /// Which database this test runs on.
    pub fn database_kind(&self) -> Database {
        self.house.kind
    }

    /// The test's database.
    pub fn database(&self) -> &TestDatabase {
        &self.house.database
    }

    /// The moment that the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Somebody who is not logged in.
    pub fn anonymous(&self) -> Actor {
        Actor::anonymous(self.client.clone(), self.url.clone())
    }

    /// Asks for a path outside the API, such as `/healthz`.
    pub async fn ask(&self, method: Method, path: &str) -> Answer {
        let asked = format!("{method} {path}");
        let request = self.client.request(method, format!("{}{path}", self.url));
        self.anonymous().send(request, asked).await
    }

    /// Runs a statement past the program, and says how the database refused it if it did.
    pub async fn sql(&self, statement: &str) -> Result<usize, String> {
        let statement = statement.to_owned();
        let outcome =
            self.app.storage.write(move |tx| Ok(diesel::sql_query(&statement).execute(&mut **tx)?)).await;
        outcome.map_err(|error| error.to_string())
    }

    /// A number that nobody else in this test has.
    pub fn next_number(&self) -> u32 {
        self.house.people.fetch_add(1, Ordering::Relaxed)
    }
}

impl House {
    fn config(&self) -> Config {
        let places = format!(
            "[database]\nurl = {:?}\n[storage]\nurl = \"file://{}\"\n",
            self.database.url(),
            self.photos.path().display()
        );
        Config::from_toml_layers(&[SETTINGS, &places, &self.settings]).unwrap()
    }
}
