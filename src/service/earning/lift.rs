//! An admin lifts a suspension, and where it was wrong has what it barred awarded after all.

use super::view::Suspension;
use crate::auth::Caller;
use crate::domain::deed::Deed;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::ledger::awards;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::{App, exclusion};
use crate::storage::WriteTx;
use crate::storage::suspensions::{self, Lifting, SuspensionRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a suspension ends before its time.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lift {
    /// Why; the resident reads it.
    pub reason: String,
    /// Whether the suspension was wrong, so that what it barred is awarded under the rules and caps of its own day. False
    /// unless said otherwise: then nothing is posted.
    #[serde(default)]
    pub make_good: bool,
}

/// A suspension that was lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lifted {
    /// As it is now.
    pub suspension: Suspension,
    /// The reports that are awarded after all, by their ids. The ledger posts them one by one.
    pub made_good: Vec<String>,
}

impl App {
    /// Lifts a suspension. Sent again with the same key it answers the same.
    ///
    /// # Errors
    /// 403; 404; 409 `suspension_ended`; 422.
    pub async fn lift_suspension(
        &self,
        caller: &Caller,
        id: String,
        lift: Lift,
        request: Keyed,
    ) -> Result<Answered<Lifted>> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let reason = fields.text("reason", &lift.reason, self.config.reports.comment_chars);
        fields.finish()?;
        let now = self.clock.now();
        let lifting =
            Lifting { at: now.naive_utc(), by: caller.user_id.clone(), reason, make_good: lift.make_good };
        let answered =
            self.once(request, Keep::ForGood, now, move |tx| lift_in(tx, &id, &lifting, now)).await?;
        self.post_made_good(&answered.value.made_good).await;
        Ok(answered)
    }

    /// Has the ledger post what was made good; what fails is found by its sweep.
    pub(super) async fn post_made_good(&self, deed_ids: &[String]) {
        for id in deed_ids {
            if let Err(error) = self.ledger.post_award(Deed::report(id.as_str())).await {
                tracing::warn!(%error, "an award that was made good is left to the sweep");
            }
        }
    }
}

/// Lifts a suspension that has not ended by itself, and wishes what it barred anew if that is asked. A wrong one that is
/// over can still be made good.
///
/// # Errors
/// 404; 409 `suspension_ended`.
pub(super) fn lift_in(
    tx: &mut WriteTx<'_>,
    id: &str,
    lifting: &Lifting,
    now: DateTime<Utc>,
) -> Result<Lifted> {
    let (row, ..) = suspensions::find(tx, id)?;
    let is_over = row.until_at <= lifting.at;
    if is_over && !lifting.make_good || !suspensions::lift(tx, id, lifting)? {
        return Err(Error::new(Code::SuspensionEnded));
    }
    let made_good = if lifting.make_good { make_good_in(tx, &row, lifting)? } else { Vec::new() };
    Ok(Lifted { suspension: Suspension::of(suspensions::find(tx, id)?, now)?, made_good })
}

fn make_good_in(tx: &mut WriteTx<'_>, row: &SuspensionRow, lifting: &Lifting) -> Result<Vec<String>> {
    // Staff with the same phone do not earn, suspended or not.
    if exclusion::is_staff(tx, &row.resident_id)? {
        return Ok(Vec::new());
    }
    let barred = (row.from_at.and_utc(), row.until_at.min(lifting.at).and_utc());
    awards::readmit(tx, &row.resident_id, barred, &lifting.by, &lifting.reason)
}
