//! What runs by itself: awards that a crash left pending, pockets whose last day is over,
//! pauses that are over, what may be forgotten.

use super::App;
use crate::domain::calendar::local_date;
use crate::error::Result;
use chrono::TimeDelta;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

impl App {
    /// Runs until it is aborted. A round that fails is told in the log and tried again at the next.
    pub async fn keep_up(self) {
        let mut sweeps = interval(Duration::from_millis(self.config.ledger.sweep_interval_ms));
        let mut rounds = interval(Duration::from_secs(self.config.upkeep.interval_s));
        sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut scans = interval(Duration::from_secs(self.config.anomalies.scan_interval_s));
        scans.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let outcome = tokio::select! {
                _ = sweeps.tick() => self.ledger.sweep().await.map(drop),
                _ = rounds.tick() => self.upkeep_round().await,
                _ = scans.tick() => self.scan_for_anomalies().await.map(drop),
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "upkeep failed; it is tried again");
            }
        }
    }

    /// One round of everything but the sweep.
    ///
    /// # Errors
    /// The database or the ledger is away.
    pub async fn upkeep_round(&self) -> Result<()> {
        let now = self.clock.now();
        let today_on = local_date(now, self.config.district.timezone);
        while self.ledger.close_accounts(today_on).await? > 0 {}
        let keep_codes = TimeDelta::hours(i64::from(self.config.upkeep.keep_pay_codes_h));
        self.ledger.forget_pay_codes(now - keep_codes).await?;
        self.forget_old_answers().await?;
        self.clear_loose_photos().await?;
        self.forget_devices().await?;
        self.compare_waiting_photos().await?;
        self.forget_old_notices().await?;
        self.resume_what_is_over().await?;
        Ok(())
    }
}
