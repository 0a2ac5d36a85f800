//! An admin suspends a resident from earning.

use super::view::Suspension;
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::domain::suspension::{Span, SpanError};
use crate::error::{Code, Error, Result};
use crate::service::fields::Fields;
use crate::service::{App, new_id_at};
use crate::storage::suspensions::{self, SuspensionRow};
use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

/// Digits of a second that both databases keep.
const MICROSECONDS: u16 = 6;

/// For how long a resident earns nothing, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSuspension {
    /// Why; the resident reads it.
    pub reason: String,
    /// From when on; at once if left out. Never in the past: what was earned stays.
    pub from: Option<DateTime<Utc>>,
    /// Until when.
    pub until: DateTime<Utc>,
}

impl App {
    /// Suspends a resident.
    ///
    /// # Errors
    /// 403; 404 for everybody who is no resident; 409 `already_suspended` where another suspension is running or ahead;
    /// 422.
    pub async fn suspend_from_earning(
        &self,
        caller: &Caller,
        resident_id: String,
        new: NewSuspension,
    ) -> Result<Suspension> {
        caller.must_be(&[Role::Admin])?;
        let now = self.clock.now();
        let mut fields = Fields::default();
        let reason = fields.text("reason", &new.reason, self.config.reports.comment_chars);
        let from_at = new.from.map_or(now, |from| from.trunc_subsecs(MICROSECONDS));
        let until_at = new.until.trunc_subsecs(MICROSECONDS);
        if let Err(error) = Span::new(from_at, until_at, now, self.config.earning.longest_suspension_days) {
            let field = if error == SpanError::InThePast { "from" } else { "until" };
            fields.wrong(field, error.code(), error.to_string());
        }
        fields.finish()?;
        let row = SuspensionRow {
            id: new_id_at(now),
            resident_id,
            reason,
            from_at: from_at.naive_utc(),
            until_at: until_at.naive_utc(),
            suspended_by: caller.user_id.clone(),
            suspended_at: now.naive_utc(),
            lifted_at: None,
            lifted_by: None,
            lifted_reason: None,
            made_good: false,
        };
        tracing::info!(resident = %row.resident_id, by = %caller.user_id, "suspended from earning");
        self.storage
            .write(move |tx| {
                let role = suspensions::lock_resident(tx, &row.resident_id)?;
                if role != Role::Resident.as_str() {
                    return Err(Error::new(Code::NotFound));
                }
                if !suspensions::unlifted_after(tx, &row.resident_id, row.suspended_at)?.is_empty() {
                    return Err(Error::new(Code::AlreadySuspended));
                }
                suspensions::insert(tx, &row)?;
                Suspension::of(suspensions::find(tx, &row.id)?, now)
            })
            .await
    }
}
