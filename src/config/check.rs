//! What the types of the settings cannot say.

use super::{Config, ConfigError};
use crate::domain::answer::Template;
use crate::photos::PhotoRoom;

/// Shortest secret that signs tokens, in bytes (the size of the signature's hash).
const SECRET_MIN_BYTES: usize = 32;

/// Most leeway for other clocks, seconds; more would only lengthen the life of stolen tokens.
const MAX_LEEWAY_S: u32 = 30;

impl Config {
    /// Checks values that have the right type but make no sense.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        at_least_one("server.workers", self.server.workers)?;
        at_least_one("server.json_body_bytes", self.server.json_body_bytes)?;
        at_least_one("server.csv_body_bytes", self.server.csv_body_bytes)?;
        at_least_one("server.writes_per_minute", self.server.writes_per_minute)?;
        at_least_one("server.logins_per_minute", self.server.logins_per_minute)?;
        at_least_one("server.registrations_per_minute", self.server.registrations_per_minute)?;
        at_least_one("database.read_connections", self.database.read_connections)?;
        at_least_one("database.write_connections", self.database.write_connections)?;
        at_least_one("auth.failed_logins", self.auth.failed_logins)?;
        at_least_one("auth.access_token_s", self.auth.access_token_s)?;
        at_least_one("auth.session_cache_entries", self.auth.session_cache_entries)?;
        at_least_one("auth.sessions_per_user", self.auth.sessions_per_user)?;
        at_least_one("auth.username_max_chars", self.auth.username_max_chars)?;
        at_least_one("auth.name_max_chars", self.auth.name_max_chars)?;
        at_least_one("auth.argon2_concurrency", self.auth.argon2_concurrency)?;
        at_least_one("auth.argon2_iterations", self.auth.argon2_iterations)?;
        at_least_one("ledger.batch_commands", self.ledger.batch_commands)?;
        at_least_one("ledger.queue_commands", self.ledger.queue_commands)?;
        at_least_one("ledger.sweep_interval_ms", self.ledger.sweep_interval_ms)?;
        at_least_one("ledger.verify_chunk_rows", self.ledger.verify_chunk_rows)?;
        at_least_one("pay_codes.valid_s", self.pay_codes.valid_s)?;
        at_least_one("pay_codes.issues_per_minute", self.pay_codes.issues_per_minute)?;
        at_least_one("scheme.rank_places", self.scheme.rank_places)?;
        at_least_one("scheme.rank_months", self.scheme.rank_months)?;
        at_least_one("scheme.simulated_reports", self.scheme.simulated_reports)?;
        self.check_refund_pins()?;
        self.check_after_closing()?;
        at_least_one("upkeep.interval_s", self.upkeep.interval_s)?;
        self.notices.check()?;
        self.figures.check()?;
        self.exports.check()?;
        if self.upkeep.keep_idempotency_days < 7 {
            return value("upkeep.keep_idempotency_days", "must be 7 or more");
        }
        self.check_reports()?;
        at_least_one("import.batch_lines", self.import.batch_lines)?;
        if self.import.batch_lines > self.ledger.queue_commands {
            return value("import.batch_lines", "must not be above ledger.queue_commands");
        }
        self.check_rooms()?;
        self.check_database_url()?;
        if self.server.listen.parse::<std::net::SocketAddr>().is_err() {
            return value("server.listen", "write an address and a port, such as 127.0.0.1:8080");
        }
        if !matches!(self.ledger.hash_algorithm.as_str(), "sha256" | "sm3") {
            return value("ledger.hash_algorithm", "write sha256 or sm3");
        }
        self.check_auth()?;
        let prefix = &self.district.number_prefix;
        if prefix.is_empty() || prefix.len() > 8 || !prefix.chars().all(|c| c.is_ascii_alphanumeric()) {
            return value("district.number_prefix", "write 1 to 8 ASCII letters or digits");
        }
        Ok(())
    }

    fn check_reports(&self) -> Result<(), ConfigError> {
        at_least_one("reports.photos_per_report", self.reports.photos_per_report)?;
        at_least_one("reports.loose_photos", self.reports.loose_photos)?;
        at_least_one("reports.loose_photo_hours", self.reports.loose_photo_hours)?;
        at_least_one("reports.longest_due_days", self.reports.longest_due_days)?;
        at_least_one("reports.due_soon_hours", self.reports.due_soon_hours)?;
        at_least_one("reports.answer_hours", self.reports.answer_hours)?;
        // A form is a little larger than its photo.
        if self.reports.upload_memory_bytes < self.photos.max_bytes.saturating_add(65_536) {
            return value(
                "reports.upload_memory_bytes",
                "must be larger than photos.max_bytes by 64 KiB or more",
            );
        }
        at_least_one("reports.upload_timeout_s", self.reports.upload_timeout_s)
    }

    fn check_auth(&self) -> Result<(), ConfigError> {
        if self.auth.password_min_chars > self.auth.password_max_chars {
            return value("auth.password_min_chars", "must not be above auth.password_max_chars");
        }
        if self.auth.clock_leeway_s > MAX_LEEWAY_S {
            return value("auth.clock_leeway_s", "must be 30 or less");
        }
        if self.auth.argon2_memory_kib < 8 {
            return value("auth.argon2_memory_kib", "must be 8 or more");
        }
        Ok(())
    }

    /// Checks what only a server needs: the secret that signs tokens, and the place of the photos.
    ///
    /// # Errors
    /// `auth.secret` is missing or too short, `auth.otp_secret` is too short; a setting of `storage` or `photos` cannot be used.
    pub fn check_for_serving(&self) -> Result<(), ConfigError> {
        PhotoRoom::open(self.photos.clone(), &self.storage)?;
        if self.auth.secret.is_empty() {
            return value(
                "auth.secret",
                "is required: set GOLDEN_BEANS__AUTH__SECRET to 32 random characters or more",
            );
        }
        if self.auth.secret.len() < SECRET_MIN_BYTES {
            return value("auth.secret", "is too short: 32 characters or more");
        }
        if !self.auth.otp_secret.is_empty() && self.auth.otp_secret.len() < SECRET_MIN_BYTES {
            return value("auth.otp_secret", "is too short: 32 characters or more, or none");
        }
        Ok(())
    }

    fn check_after_closing(&self) -> Result<(), ConfigError> {
        at_least_one("look_back.most_population", self.look_back.most_population)?;
        at_least_one("look_back.most_cases", self.look_back.most_cases)?;
        at_least_one("earning.longest_suspension_days", self.earning.longest_suspension_days)?;
        self.check_closing_answer()?;
        self.check_anomalies()
    }

    fn check_anomalies(&self) -> Result<(), ConfigError> {
        let config = &self.anomalies;
        at_least_one("anomalies.scan_interval_s", config.scan_interval_s)?;
        for (name, number) in [
            ("anomalies.most_rows", config.most_rows),
            ("anomalies.photo_days", config.photo_days),
            ("anomalies.place_days", config.place_days),
            ("anomalies.place_radius_m", config.place_radius_m),
            ("anomalies.grade_days", config.grade_days),
            ("anomalies.grades", config.grades),
            ("anomalies.grade_times_others", config.grade_times_others),
            ("anomalies.devices_per_account", config.devices_per_account),
            ("anomalies.device_kept_days", config.device_kept_days),
            ("anomalies.till_days", config.till_days),
            ("anomalies.till_quick", config.till_quick),
            ("anomalies.till_of_one_resident", config.till_of_one_resident),
        ] {
            at_least_one(name, number)?;
        }
        for (name, number) in [
            ("anomalies.place_reports", config.place_reports),
            ("anomalies.accounts_per_device", config.accounts_per_device),
        ] {
            if number < 2 {
                return value(name, "must be 2 or more: one alone is nothing to look at");
            }
        }
        for (name, percent) in [
            ("anomalies.grade_high_percent", config.grade_high_percent),
            ("anomalies.till_round_percent", config.till_round_percent),
        ] {
            if percent > 100 {
                return value(name, "must be 100 or less");
            }
        }
        if config.photo_bits > 3 {
            return value("anomalies.photo_bits", "must be 3 or less");
        }
        if config.till_round_beans.is_zero() {
            return value("anomalies.till_round_beans", "must be above zero");
        }
        Ok(())
    }

    /// The closing answer must say something for every report, so it may leave open only what is always known.
    fn check_closing_answer(&self) -> Result<(), ConfigError> {
        const NAME: &str = "reports.closing_answer";
        let template = match Template::parse(&self.reports.closing_answer) {
            Ok(template) => template,
            Err(error) => return value(NAME, &error.to_string()),
        };
        if self.reports.closing_answer.trim().is_empty() {
            return value(NAME, "must not be empty: a closing always has an answer");
        }
        match template.placeholders().find(|placeholder| !placeholder.is_always_known()) {
            Some(placeholder) => value(NAME, &format!("{{{placeholder}}} is not known of every report")),
            None => Ok(()),
        }
    }

    /// A PIN that is shorter than a phone's is soon guessed, however slowly.
    fn check_refund_pins(&self) -> Result<(), ConfigError> {
        let (min, max) = (self.scheme.refund_pin_min_digits, self.scheme.refund_pin_max_digits);
        if min < 4 {
            return value("scheme.refund_pin_min_digits", "must be 4 or more");
        }
        if max < min {
            return value("scheme.refund_pin_max_digits", "must not be below scheme.refund_pin_min_digits");
        }
        Ok(())
    }

    /// The sections that check themselves.
    fn check_rooms(&self) -> Result<(), ConfigError> {
        self.privacy.check()?;
        self.open311.check()?;
        self.map.check()?;
        self.duplicates.check()
    }

    fn check_database_url(&self) -> Result<(), ConfigError> {
        let url = &self.database.url;
        let known = ["sqlite://", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| url.starts_with(scheme)) {
            return Ok(());
        }
        value("database.url", "write sqlite:///path/to/file or postgres://user:password@host/name")
    }
}

pub(super) fn at_least_one<T: PartialOrd + From<u8> + Copy>(
    name: &'static str,
    number: T,
) -> Result<(), ConfigError> {
    if number < T::from(1) { value(name, "must be 1 or more") } else { Ok(()) }
}

pub(super) fn value<T>(name: &'static str, problem: &str) -> Result<T, ConfigError> {
    Err(ConfigError::Value { name, problem: problem.to_owned() })
}
