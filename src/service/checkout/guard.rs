//! Wrong pay codes lock a till for a while.
//!
//! The database counts them for all processes. A lock is remembered by each process that saw a wrong code since, so a
//! redemption costs no query for it; another process learns of the lock by the next wrong code, one more than allowed.

use crate::error::{Code, Error, Result};
use crate::service::{App, new_id};
use crate::storage::wrong_pay_codes;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The cashiers that are locked; at most one entry a cashier.
#[derive(Debug, Default)]
pub(in crate::service) struct TillGuard {
    locked_until: Mutex<HashMap<String, DateTime<Utc>>>,
}

impl TillGuard {
    /// `lock` is how long a till is locked: no longer, even if the clock was set back since.
    fn check(&self, cashier_id: &str, now: DateTime<Utc>, lock: TimeDelta) -> Result<()> {
        let mut locked = self.locked_until.lock().unwrap_or_else(PoisonError::into_inner);
        match locked.get_mut(cashier_id) {
            Some(until) if now < *until => {
                *until = (*until).min(now + lock);
                Err(refused(*until - now))
            }
            Some(_) => {
                locked.remove(cashier_id);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn lock(&self, cashier_id: &str, until: DateTime<Utc>) {
        let mut locked = self.locked_until.lock().unwrap_or_else(PoisonError::into_inner);
        locked.insert(cashier_id.to_owned(), until);
    }
}

fn refused(wait: TimeDelta) -> Error {
    let seconds = u32::try_from(wait.num_seconds()).unwrap_or(0).saturating_add(1);
    Error::new(Code::TooManyRequests).with_facts("wrong pay codes").retry_after(seconds)
}

impl App {
    /// Refuses a cashier who is locked.
    pub(super) fn check_till(&self, cashier_id: &str, now: DateTime<Utc>) -> Result<()> {
        self.tills.check(cashier_id, now, self.till_lock())
    }

    fn till_lock(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.config.pay_codes.lock_s))
    }

    /// Counts a wrong code, and locks the cashier who presented too many. The last one allowed is still answered as
    /// what it is; those beyond, counted by another process, with the lock.
    pub(super) async fn count_wrong_code(&self, cashier_id: &str, now: DateTime<Utc>) -> Result<()> {
        let settings = &self.config.pay_codes;
        let window = TimeDelta::seconds(i64::from(settings.wrong_guess_window_s));
        let (id, cashier) = (new_id(), cashier_id.to_owned());
        let wrong =
            self.storage.write(move |tx| wrong_pay_codes::note(tx, &id, &cashier, now, window)).await?;
        let allowed = i64::from(settings.wrong_guesses);
        if wrong < allowed {
            return Ok(());
        }
        let lock = self.till_lock();
        self.tills.lock(cashier_id, now + lock);
        tracing::warn!(cashier = cashier_id, wrong, "till locked: too many wrong pay codes");
        if wrong == allowed { Ok(()) } else { Err(refused(lock)) }
    }
}
