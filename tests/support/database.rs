//! A database of its own for every test, dropped with it.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types};
use golden_beans::config::Config;
use golden_beans::storage::{Storage, migrate};
use sha2::{Digest, Sha256};
use std::path::Path;
use tempfile::TempDir;
use uuid::Uuid;

/// Where the PostgreSQL for tests is; `make test` sets it.
const POSTGRES_URL: &str = "GOLDEN_BEANS_TEST_POSTGRES_URL";

/// Test processes take turns in making the template by this advisory lock.
const TEMPLATE_LOCK: i64 = 0x7465_7374;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file in a temporary folder.
    Sqlite,
    /// A database of the cluster that `make test` brings up.
    Postgresql,
}

/// A database that lives as long as this value.
pub struct TestDatabase {
    url: String,
    /// What to drop at the end, on PostgreSQL.
    postgres: Option<(String, String)>,
    _folder: TempDir,
}

impl TestDatabase {
    /// Makes a migrated database.
    pub fn migrated(kind: Database) -> Self {
        let database = Self::empty_or_copied(kind, true);
        if kind == Database::Sqlite {
            migrate(&open(&database.url)).expect("the migrations run");
        }
        database
    }

    /// Makes a database without any table.
    pub fn empty(kind: Database) -> Self {
        Self::empty_or_copied(kind, false)
    }

    fn empty_or_copied(kind: Database, copied: bool) -> Self {
        let folder = tempfile::Builder::new().prefix("golden-beans-test.").tempdir().unwrap();
        match kind {
            Database::Sqlite => {
                let url = format!("sqlite://{}", folder.path().join("test.db").display());
                Self { url, postgres: None, _folder: folder }
            }
            Database::Postgresql => {
                let admin_url = postgres_url();
                let mut admin = connect(&admin_url);
                let name = format!("test_{}", Uuid::now_v7().simple());
                let template = if copied { template(&mut admin, &admin_url) } else { "template0".to_owned() };
                admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).unwrap();
                let url = with_name(&admin_url, &name);
                Self { url, postgres: Some((admin_url, name)), _folder: folder }
            }
        }
    }

    /// `database.url`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection pool on it, outside of any server.
    pub fn storage(&self) -> Storage {
        open(&self.url)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((admin_url, name)) = &self.postgres else { return };
        let dropped =
            PgConnection::establish(admin_url).map_err(|error| error.to_string()).and_then(|mut admin| {
                let command = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                admin.batch_execute(&command).map_err(|error| error.to_string())
            });
        if let Err(error) = dropped
            && !std::thread::panicking()
        {
            panic!("cannot drop the test's database: {error}");
        }
    }
}

fn open(url: &str) -> Storage {
    let settings = Config::from_toml(&format!("[database]\nurl = {url:?}")).unwrap();
    Storage::open(&settings.database).unwrap()
}

fn postgres_url() -> String {
    std::env::var(POSTGRES_URL).unwrap_or_else(|_| {
        panic!(
            "this test needs PostgreSQL: run `make test`, or `scripts/with-postgres.sh cargo test …`, which bring \
             one up and set {POSTGRES_URL}"
        )
    })
}

fn connect(url: &str) -> PgConnection {
    let mut connection = PgConnection::establish(url).expect("PostgreSQL for tests answers");
    connection.batch_execute("SET client_min_messages = warning").unwrap();
    connection
}

fn with_name(url: &str, name: &str) -> String {
    let (head, _) = url.rsplit_once('/').unwrap();
    format!("{head}/{name}")
}

/// The migrated database that others are copied from; made by whoever comes first. Its name carries a hash of the
/// migrations, and it becomes a template only when it is finished.
fn template(admin: &mut PgConnection, admin_url: &str) -> String {
    #[derive(QueryableByName)]
    struct Finished {
        #[diesel(sql_type = sql_types::Bool)]
        finished: bool,
    }
    let name = format!("template_{}", migrations_hash());
    let finished = |admin: &mut PgConnection| {
        let query =
            "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate) AS finished";
        sql_query(query).bind::<sql_types::Text, _>(&name).get_result::<Finished>(admin).unwrap().finished
    };
    if finished(admin) {
        return name;
    }
    admin.batch_execute(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).unwrap();
    if !finished(admin) {
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
        migrate(&open(&with_name(admin_url, &name))).expect("the migrations run");
        admin.batch_execute(&format!("ALTER DATABASE {name} WITH IS_TEMPLATE true")).unwrap();
    }
    admin.batch_execute(&format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).unwrap();
    name
}

fn migrations_hash() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let mut folders: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("up.sql")).collect();
    folders.sort();
    let mut hash = Sha256::new();
    for file in folders {
        hash.update(std::fs::read(file).unwrap());
    }
    hex::encode(&hash.finalize()[..8])
}
