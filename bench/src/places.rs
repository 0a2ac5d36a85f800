//! Where it is measured: databases of one PostgreSQL cluster, and SQLite files in a folder of their own.

use anyhow::{Context, Result};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::ledger::Ledger;
use golden_beans::storage::{Storage, migrate};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Set by `scripts/with-postgres.sh`.
const POSTGRES_URL: &str = "GOLDEN_BEANS_TEST_POSTGRES_URL";

/// Where that cluster's programs are; `pgbench` among them.
const POSTGRES_BIN: &str = "GOLDEN_BEANS_TEST_POSTGRES_BIN";

/// Beyond the defaults: what 64 tills and ten thousand residents do on one machine in some seconds, many tills do in
/// life from many addresses. Passwords are hashed cheaply, for logging in is prepared and not measured.
const SETTINGS: &str = r#"
[server]
listen = "127.0.0.1:0"
writes_per_minute = 1000000
[auth]
secret = "a secret that is only good for measuring, 48 letters"
access_token_s = 3600
argon2_memory_kib = 8
argon2_iterations = 1
otp_roles = []
[pay_codes]
issues_per_minute = 1000000
[log]
filter = "warn"
"#;

/// The cluster and the folder.
pub struct Places {
    admin_url: String,
    folder: TempDir,
}

/// A migrated database.
#[derive(Debug, Clone)]
pub struct Database {
    /// `database.url`
    pub url: String,
    /// Where the server's photos would be.
    folder: PathBuf,
}

impl Places {
    /// Finds the cluster and makes a folder beside it.
    ///
    /// # Errors
    /// There is no cluster, or no folder can be made.
    pub fn open() -> Result<Self> {
        let admin_url = std::env::var(POSTGRES_URL)
            .with_context(|| format!("{POSTGRES_URL} is not set: run `make bench`"))?;
        let folder = tempfile::Builder::new().prefix("golden-beans-bench.").tempdir()?;
        Ok(Self { admin_url, folder })
    }

    /// A folder on the disk that everything is measured on.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A PostgreSQL database without tables.
    ///
    /// # Errors
    /// The cluster's.
    pub fn empty_postgres(&self, name: &str) -> Result<String> {
        let mut admin = PgConnection::establish(&self.admin_url)?;
        admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))?;
        let (head, _) = self.admin_url.rsplit_once('/').context("the cluster's URL has no database")?;
        Ok(format!("{head}/{name}"))
    }

    /// A migrated PostgreSQL database.
    ///
    /// # Errors
    /// The cluster's, or a migration's.
    pub fn postgres(&self, name: &str) -> Result<Database> {
        self.migrated(self.empty_postgres(name)?)
    }

    /// A migrated SQLite database.
    ///
    /// # Errors
    /// A migration's.
    pub fn sqlite(&self, name: &str) -> Result<Database> {
        self.migrated(format!("sqlite://{}", self.folder().join(name).with_extension("db").display()))
    }

    fn migrated(&self, url: String) -> Result<Database> {
        let database = Database { url, folder: self.folder().to_owned() };
        migrate(&database.storage()?)?;
        Ok(database)
    }

    /// Forgets what is in the cluster's memory only: dirty pages go to disk, so that no figure pays for another's.
    ///
    /// # Errors
    /// The cluster's.
    pub fn settle(&self) -> Result<()> {
        PgConnection::establish(&self.admin_url)?.batch_execute("CHECKPOINT")?;
        Ok(())
    }

    /// A program of the cluster's, such as `pgbench`.
    #[must_use]
    pub fn postgres_program(name: &str) -> PathBuf {
        std::env::var_os(POSTGRES_BIN)
            .map_or_else(|| PathBuf::from(name), |bin| PathBuf::from(bin).join(name))
    }
}

impl Database {
    /// The defaults, and what measuring needs.
    ///
    /// # Errors
    /// A setting that makes no sense.
    pub fn settings(&self) -> String {
        let photos = self.folder.join("photos");
        format!(
            "{SETTINGS}[database]\nurl = {:?}\n[storage]\nurl = \"file://{}\"\n",
            self.url,
            photos.display()
        )
    }

    /// The settings as the program reads them.
    ///
    /// # Errors
    /// A setting that makes no sense.
    pub fn config(&self) -> Result<Config> {
        Ok(Config::from_toml(&self.settings())?)
    }

    /// A connection pool of one's own.
    ///
    /// # Errors
    /// A setting that makes no sense.
    pub fn storage(&self) -> Result<Storage> {
        Ok(Storage::open(&self.config()?.database)?)
    }

    /// A ledger in this process.
    ///
    /// # Errors
    /// No thread for its writer.
    pub fn ledger(&self) -> Result<Ledger> {
        let config = self.config()?;
        Ok(Ledger::start(&Storage::open(&config.database)?, &Clock::system(), &config)?)
    }
}
