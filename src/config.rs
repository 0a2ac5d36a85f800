//! Typed settings: `config/default.toml`, then `--config FILE`, then `GOLDEN_BEANS__…` variables.
//!
//! An unknown, missing or wrong setting stops the start with its name.

use crate::domain::role::Role;
use crate::photos::{PhotoLimits, PhotoSettingError, StorageSettings};
use serde::Deserialize;

mod anomalies;
mod check;
mod duplicates;
mod figures;
mod follow_up;
mod load;
mod map;
mod money;
mod notices;
mod open311;
mod privacy;

pub use anomalies::AnomalyConfig;
pub use duplicates::{DuplicatesConfig, NearbyThumbnails};
pub use figures::{ExportsConfig, FiguresConfig};
pub use follow_up::{EarningConfig, LookBackConfig};
pub use map::MapConfig;
pub use money::{CheckoutConfig, LedgerConfig, PayCodeConfig};
pub use notices::NoticesConfig;
pub use open311::{EndpointType, Open311Config};
pub use privacy::PrivacyConfig;

const DEFAULTS: &str = include_str!("../config/default.toml");

/// Why the settings could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file or variable does not have the form that a setting needs.
    #[error("{}", describe(.0))]
    Form(Box<figment::Error>),
    /// A setting of the photos cannot be used.
    #[error(transparent)]
    Photos(#[from] PhotoSettingError),
    /// A setting's value makes no sense.
    #[error("setting {name}: {problem}")]
    Value {
        /// Dotted name, such as `auth.secret`.
        name: &'static str,
        /// What is wrong and what to write instead.
        problem: String,
    },
}

/// The setting's name as the files write it, what is wrong, and where it was read.
fn describe(error: &figment::Error) -> String {
    let name = error.path.join(".").to_lowercase();
    let place = error.metadata.as_ref().map_or_else(String::new, |metadata| match &metadata.source {
        // figment's own words for a file are relative to wherever the program was started.
        Some(figment::Source::File(path)) => format!(" (in {})", path.display()),
        Some(source) => format!(" (in {source})"),
        None => format!(" (in {})", metadata.name),
    });
    match name.as_str() {
        "" => format!("settings: {}{place}", error.kind),
        name => format!("setting {name}: {}{place}", error.kind),
    }
}

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The HTTP server.
    pub server: ServerConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// Where photos are kept.
    pub storage: StorageSettings,
    /// What photos are accepted.
    pub photos: PhotoLimits,
    /// Passwords, tokens and sessions.
    pub auth: AuthConfig,
    /// The district.
    pub district: DistrictConfig,
    /// What maps are drawn on.
    pub map: MapConfig,
    /// Limits of reports.
    pub reports: ReportsConfig,
    /// Looks at reporters' identities.
    pub privacy: PrivacyConfig,
    /// Programs that file and read reports.
    pub open311: Open311Config,
    /// Samples of closed cases that are checked again.
    pub look_back: LookBackConfig,
    /// Suspensions from earning.
    pub earning: EarningConfig,
    /// What looks like gaming.
    pub anomalies: AnomalyConfig,
    /// What is taken for a report of the same thing.
    pub duplicates: DuplicatesConfig,
    /// The ledger writer.
    pub ledger: LedgerConfig,
    /// Pay codes.
    pub pay_codes: PayCodeConfig,
    /// Checkout.
    pub checkout: CheckoutConfig,
    /// Limits of running the scheme.
    pub scheme: SchemeConfig,
    /// Figures.
    pub figures: FiguresConfig,
    /// Exports.
    pub exports: ExportsConfig,
    /// In-app notices.
    pub notices: NoticesConfig,
    /// What runs by itself.
    pub upkeep: UpkeepConfig,
    /// Importing files.
    pub import: ImportConfig,
    /// Logging.
    pub log: LogConfig,
}

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// Address and port.
    pub listen: String,
    /// Threads that serve requests.
    pub workers: usize,
    /// Largest JSON body, bytes.
    pub json_body_bytes: usize,
    /// Largest file of settings that an admin loads, bytes.
    pub csv_body_bytes: usize,
    /// POST and PATCH per user and minute.
    pub writes_per_minute: u32,
    /// Wrong logins per address and minute.
    pub logins_per_minute: u32,
    /// Registrations per address and minute.
    pub registrations_per_minute: u32,
    /// Seconds for requests in flight at shutdown.
    pub shutdown_timeout_s: u64,
    /// Whether the client's address is taken from `X-Forwarded-For`.
    pub behind_proxy: bool,
}

/// `[database]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite:///path` or `postgres://…`.
    pub url: String,
    /// Connections that only read.
    pub read_connections: u32,
    /// Connections that write (PostgreSQL).
    pub write_connections: u32,
    /// How long the start waits for the database.
    pub connect_timeout_ms: u64,
    /// SQLite: wait for another process's lock.
    pub busy_timeout_ms: u32,
    /// PostgreSQL: longest single statement.
    pub statement_timeout_ms: u32,
}

impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may carry a password.
        f.debug_struct("DatabaseConfig").finish_non_exhaustive()
    }
}

/// `[auth]`
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Signs access tokens.
    pub secret: String,
    /// Seals the secrets of one-time codes; empty: `secret` does.
    pub otp_secret: String,
    /// `iss` of access tokens.
    pub issuer: String,
    /// Life of an access token, seconds.
    pub access_token_s: u32,
    /// Leeway for other clocks, seconds.
    pub clock_leeway_s: u32,
    /// A refresh token used twice within this many seconds is a lost answer.
    pub refresh_grace_s: u32,
    /// How long another process's change of a session may go unseen.
    pub session_cache_ms: u64,
    /// Sessions that a process remembers.
    pub session_cache_entries: usize,
    /// Open sessions of one user; with one more login the oldest ends.
    pub sessions_per_user: usize,
    /// How long after its end a session is remembered, days.
    pub session_kept_days: u32,
    /// Wrong passwords until the account is locked.
    pub failed_logins: i32,
    /// How long it is locked, minutes.
    pub lock_minutes: u32,
    /// Shortest password, characters.
    pub password_min_chars: usize,
    /// Longest password, characters.
    pub password_max_chars: usize,
    /// Longest user name, characters.
    pub username_max_chars: usize,
    /// Longest name of a person, characters.
    pub name_max_chars: usize,
    /// Argon2id memory, KiB.
    pub argon2_memory_kib: u32,
    /// Argon2id passes.
    pub argon2_iterations: u32,
    /// Passwords hashed at the same time.
    pub argon2_concurrency: usize,
    /// Roles that must use a one-time code.
    pub otp_roles: Vec<Role>,
    /// How long after proving who one is a shop may be settled with, minutes; 0: as long as the session lasts.
    pub settlement_proof_minutes: u32,
    /// Sessions of residents.
    pub resident: SessionConfig,
    /// Sessions of dispatchers and handlers.
    pub staff: SessionConfig,
    /// Sessions of cashiers.
    pub cashier: SessionConfig,
    /// Sessions of finance, auditor and admin.
    pub finance: SessionConfig,
}

impl std::fmt::Debug for AuthConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthConfig").finish_non_exhaustive()
    }
}

impl AuthConfig {
    /// What the key is made of that seals the secrets of one-time codes.
    #[must_use]
    pub fn otp_key_secret(&self) -> &str {
        if self.otp_secret.is_empty() { &self.secret } else { &self.otp_secret }
    }

    /// How long a session of that role lives.
    #[must_use]
    pub fn session_of(&self, role: Role) -> &SessionConfig {
        match role {
            Role::Resident => &self.resident,
            Role::Dispatcher | Role::Handler => &self.staff,
            Role::Cashier => &self.cashier,
            Role::Finance | Role::Auditor | Role::Admin => &self.finance,
        }
    }
}

/// How long a session lives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionConfig {
    /// Minutes without a refresh.
    pub idle_minutes: u32,
    /// Minutes in all.
    pub absolute_minutes: u32,
}

/// `[district]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictConfig {
    /// Shown on pages.
    pub name: String,
    /// Decides on which date an award is reckoned.
    pub timezone: chrono_tz::Tz,
    /// First letters of report numbers.
    pub number_prefix: String,
    /// Its subdistricts (街道、镇), by which units are responsible; any name will do if there are none.
    pub subdistricts: Vec<String>,
}

/// `[reports]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportsConfig {
    /// Longest description, characters.
    pub description_chars: usize,
    /// Longest comment or reason, characters.
    pub comment_chars: usize,
    /// How long after the closing a reporter may say that it is not solved, days.
    pub not_solved_within_days: u32,
    /// How often a reporter may say so of one report.
    pub not_solved_times: u32,
    /// Whether a grade is corrected by somebody else than who gave it.
    pub regrade_by_another: bool,
    /// The answer of a closing for which nobody wrote anything and no template answers.
    pub closing_answer: String,
    /// Longest place in words, characters.
    pub address_chars: usize,
    /// Longest category code, characters.
    pub category_chars: usize,
    /// Longest words to search for, characters.
    pub search_chars: usize,
    /// Photos a report or a resolution may have.
    pub photos_per_report: usize,
    /// Photos that one person may have uploaded and not used.
    pub loose_photos: u32,
    /// Hours after which an unused photo is cleared away.
    pub loose_photo_hours: u32,
    /// How far away a unit's limit may be set, days.
    pub longest_due_days: u32,
    /// How long a reporter has for an answer unless the unit says otherwise, hours.
    pub answer_hours: u32,
    /// Whether the center approves that a unit gives a report back.
    pub returns_need_approval: bool,
    /// Whether the center approves that a unit gets more time; for a second time an admin always does.
    pub extensions_need_approval: bool,
    /// Whether whoever verified a result may not grade it.
    pub two_people_verify_and_grade: bool,
    /// Whether a second person confirms the grade `major`.
    pub major_needs_approval: bool,
    /// How near its end a clock is due soon, hours.
    pub due_soon_hours: u32,
    /// Memory for photos that are arriving, bytes; at least one photo's.
    pub upload_memory_bytes: u64,
    /// How long one photo may take to arrive, seconds.
    pub upload_timeout_s: u32,
}

/// `[scheme]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeConfig {
    /// Longest name of a campaign, shop, unit or category, characters.
    pub name_chars: usize,
    /// Longest address of a shop, characters.
    pub address_chars: usize,
    /// Longest memo of a funding or settlement, characters.
    pub memo_chars: usize,
    /// Longest reason of a refund, characters.
    pub reason_chars: usize,
    /// Longest number of a sale, characters.
    pub order_no_chars: usize,
    /// How old the figures may be that anyone can see, milliseconds.
    pub public_figures_age_ms: u32,
    /// Places of the monthly rank that residents see.
    pub rank_places: usize,
    /// Months back that the rank can be asked for, this one included; so many are kept in memory.
    pub rank_months: u32,
    /// How old a month's rank may be, milliseconds.
    pub rank_age_ms: u32,
    /// Closed reports that a simulation replays at most.
    pub simulated_reports: u32,
    /// Shortest PIN of a shop's refunds, digits.
    pub refund_pin_min_digits: usize,
    /// Longest PIN of a shop's refunds, digits.
    pub refund_pin_max_digits: usize,
}

/// `[upkeep]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpkeepConfig {
    /// Seconds between two rounds.
    pub interval_s: u64,
    /// Hours that unused pay codes are kept after they expired.
    pub keep_pay_codes_h: u32,
    /// Days that answers to keys are kept that move no beans; 7 or more.
    pub keep_idempotency_days: u32,
}

/// `[import]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportConfig {
    /// Lines of a file that one database transaction takes; their awards are in the ledger's queue together.
    pub batch_lines: usize,
    /// Longest name that a file gives a resident, characters.
    pub handle_chars: usize,
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// `text` or `json`.
    pub format: LogFormat,
    /// Filter directives, as of `RUST_LOG`.
    pub filter: String,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}
