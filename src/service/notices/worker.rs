//! Turns causes and postings into notices, exactly once, in any number of processes and after any crash: what is told
//! and that it is told are written in one transaction, by whoever holds the head row.

use super::letters::{self, Letter};
use super::of_posting;
use crate::error::{Code, Result};
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::ledger_views;
use crate::storage::notices::{self, Head};
use chrono::TimeDelta;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Notices that one database transaction forgets.
const FORGET_ROWS: i64 = 1000;

/// Most rounds between two looks at the clock and the open pages.
const ROUNDS_AT_ONCE: usize = 50;

impl App {
    /// Tells what happened until it is aborted. A round that fails is told in the log and tried again.
    pub async fn keep_telling(self) {
        let mut rounds = interval(Duration::from_millis(self.config.notices.poll_ms));
        let mut sweeps = interval(Duration::from_secs(self.config.notices.due_sweep_s));
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let outcome = tokio::select! {
                _ = rounds.tick() => self.tell_and_hand_out().await,
                _ = sweeps.tick() => self.tell_due().await.map(drop),
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "notices failed; they are tried again");
            }
        }
    }

    /// Pages are told also while the worker's part fails, and the other way round.
    async fn tell_and_hand_out(&self) -> Result<()> {
        let told = self.tell_waiting().await;
        self.hand_out().await.and(told)
    }

    /// Tells everything that waits, up to a bounded number of rounds.
    ///
    /// # Errors
    /// The database is away.
    pub async fn tell_waiting(&self) -> Result<()> {
        for _ in 0..ROUNDS_AT_ONCE {
            if !self.storage.read(notices::is_waiting).await? {
                break;
            }
            let batch = self.config.notices.batch;
            let told = self.storage.write(move |tx| tell_round(tx, batch)).await?;
            metrics::counter!("golden_beans_notices_total").increment(told);
        }
        Ok(())
    }

    /// Forgets notices that were kept long enough.
    ///
    /// # Errors
    /// The database is away.
    pub(in crate::service) async fn forget_old_notices(&self) -> Result<()> {
        let before = self.clock.now() - TimeDelta::days(i64::from(self.config.notices.keep_days));
        let before = before.naive_utc();
        while self.storage.write(move |tx| notices::forget_old(tx, before, FORGET_ROWS)).await? > 0 {}
        Ok(())
    }
}

/// Tells of up to `batch` causes and postings. Answers how many notices that made.
fn tell_round(tx: &mut WriteTx<'_>, batch: i64) -> Result<u64> {
    let head = notices::lock_head(tx)?;
    let mut letters: Vec<Letter> = Vec::new();
    for cause in notices::take_causes(tx, batch)? {
        match letters::of_cause(tx, &cause) {
            Ok(told) => letters.extend(told),
            Err(error) if matches!(error.code(), Code::Internal | Code::NotFound) => {
                tracing::error!(%error, cause = cause.cause, "a cause of notices cannot be read; it is kept");
                notices::break_cause(tx, cause)?;
            }
            Err(error) => return Err(error),
        }
    }
    let postings = ledger_views::postings_after(tx, head.journal_seq, i64::MAX, None, batch)?;
    letters.extend(of_posting::letters(tx, &postings)?);
    let seq = letters::keep(tx, letters, head.seq)?;
    let journal_seq = postings.last().map_or(head.journal_seq, |posting| posting.heading.seq);
    notices::save_head(tx, Head { seq, journal_seq })?;
    Ok(u64::try_from(seq.saturating_sub(head.seq)).unwrap_or(0))
}
