//! One use case a file, one transaction each.

use crate::auth::{Auth, Throttle};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::photos::PhotoRoom;
use crate::storage::Storage;
use checkout::{NameDesk, TillGuard};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use public_figures::PublicFigures;
use rank::Ranks;
use std::sync::Arc;
use tokio::sync::Semaphore;

mod add_user;
pub mod anomalies;
pub mod answer_templates;
mod authenticate;
mod badges;
pub mod calendar;
pub mod campaigns;
pub mod category_changes;
pub mod category_file;
mod change_user;
pub mod checkout;
pub mod demo;
pub mod earning;
pub mod exclusion;
pub mod exports;
mod fields;
pub mod figures;
pub mod idempotency;
pub mod import;
pub mod ledger_reading;
mod lines;
mod login;
pub mod look_backs;
pub mod notices;
pub mod open311;
mod own_account;
pub mod photos;
mod proof;
pub mod public_figures;
pub mod rank;
mod readiness;
pub mod reports;
mod sessions;
pub mod shops;
pub mod units;
mod upkeep;
mod user_views;
pub mod wallet;

pub use crate::storage::users::UserFilter;
pub use add_user::NewUser;
pub use badges::{BadgeList, BadgeView};
pub use change_user::UserChange;
pub use login::{Grant, LoginAttempt};
pub use readiness::{Figures, Readiness};
pub use sessions::OwnSession;
pub use user_views::{Me, Place, UserView};

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// The database.
    pub storage: Storage,
    /// The ledger's writer.
    pub ledger: Ledger,
    /// Passwords, tokens, sessions.
    pub auth: Arc<Auth>,
    /// Where photos are prepared and kept.
    pub photos: PhotoRoom,
    /// Memory for photos that are arriving.
    uploads: Arc<Semaphore>,
    /// Pay codes that residents made lately.
    pay_code_issues: Arc<Throttle<String>>,
    /// Questions of residents for what is near by.
    nearby_asks: Arc<Throttle<String>>,
    /// Tills that are locked.
    tills: Arc<TillGuard>,
    /// Masked names of residents who show pay codes, and tills that wait for one.
    names: Arc<NameDesk>,
    /// Verifications of the journal, one at a time.
    verifications: Arc<Semaphore>,
    /// What anyone can see, kept for some seconds.
    public_figures: Arc<PublicFigures>,
    /// Pages that are told what happens while they are open.
    hub: Arc<notices::Hub>,
    /// The monthly ranks that were read last.
    ranks: Arc<Ranks>,
    /// Simulations of campaigns, one at a time.
    simulations: Arc<Semaphore>,
    /// Exports under way.
    exports: Arc<Semaphore>,
}

impl App {
    /// Puts the rooms together. Connects to nothing yet: the database may come later.
    ///
    /// # Errors
    /// A setting that only a room itself can judge.
    pub fn open(config: Config, clock: Clock) -> Result<Self> {
        let storage = Storage::open(&config.database)?;
        let auth = Arc::new(Auth::new(&config)?);
        let ledger = Ledger::start(&storage, &clock, &config)?;
        let photos = PhotoRoom::open(config.photos.clone(), &config.storage).map_err(Error::internal)?;
        let uploads = photos::upload_rooms(&config.reports);
        let nearby_asks = Throttle::per_minute(config.duplicates.nearby_per_minute);
        let pay_code_issues = Throttle::per_minute(config.pay_codes.issues_per_minute);
        let names = NameDesk::new(config.pay_codes.remembered_codes);
        let exports = Arc::new(Semaphore::new(config.exports.at_once));
        Ok(Self {
            config: Arc::new(config),
            clock,
            storage,
            ledger,
            auth,
            photos,
            uploads,
            pay_code_issues: Arc::new(pay_code_issues),
            nearby_asks: Arc::new(nearby_asks),
            tills: Arc::default(),
            names: Arc::new(names),
            verifications: Arc::new(Semaphore::new(1)),
            public_figures: Arc::default(),
            hub: Arc::default(),
            ranks: Arc::default(),
            simulations: Arc::new(Semaphore::new(1)),
            exports,
        })
    }

    /// The present moment in the district.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { at: self.clock.now(), zone: self.config.district.timezone }
    }

    /// Finishes what is under way, when the server has answered its last request.
    pub async fn close(&self) {
        self.ledger.stop().await;
    }
}

/// An instant, and the zone whose days and hours count: now, and here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The district's zone.
    pub zone: Tz,
}

/// A new id, ordered by time.
#[must_use]
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// An instant of the journal.
fn instant_of_us(at_us: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(at_us).ok_or_else(|| Error::internal("an instant is out of range"))
}

/// A new id whose order is that of `at`, to the microsecond (RFC 9562, version 7 with the fraction of a millisecond in
/// `rand_a`): what was filed first is listed first, also when it is imported later.
#[must_use]
pub fn new_id_at(at: DateTime<Utc>) -> String {
    const MICROS_PER_MILLI: u64 = 1000;
    let micros = u64::try_from(at.timestamp_micros()).unwrap_or(0);
    let (millis, rest) = (micros / MICROS_PER_MILLI, micros % MICROS_PER_MILLI);
    let [_, _, _, _, _, _, high, low] = (rest * 4096 / MICROS_PER_MILLI).to_be_bytes();
    let [a, b, c, d, e, f, g, h] = rand::random::<[u8; 8]>();
    let bytes = [high, low, a, b, c, d, e, f, g, h];
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_the_order_of_their_instants() {
        let start: DateTime<Utc> = "2024-07-01T00:00:00.000001Z".parse().expect("an instant");
        let ids: Vec<String> =
            (0..5000).map(|micros| new_id_at(start + chrono::TimeDelta::microseconds(micros))).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| uuid::Uuid::parse_str(id).expect("a uuid").get_version_num() == 7));
        assert_ne!(new_id_at(start), new_id_at(start));
    }
}
