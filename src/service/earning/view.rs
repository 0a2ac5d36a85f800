//! Suspensions as admins and auditors see them, and as the resident does.

use super::READERS;
use crate::auth::Caller;
use crate::domain::name::mask_name;
use crate::domain::role::Role;
use crate::domain::suspension::{AppealDecision, Span, SuspensionState};
use crate::error::{Error, Result};
use crate::service::{App, exclusion};
use crate::storage::suspensions::{self, AppealRow, SuspensionFilter, SuspensionRow, SuspensionWithAppeal};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most suspensions that a resident is shown.
const OWN_ROWS: i64 = 50;

/// An appeal and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EarningAppeal)]
pub struct AppealView {
    /// The resident's words.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What became of it; null while it waits.
    pub decision: Option<AppealDecision>,
    /// The answer in words.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

/// A suspension as admins and auditors see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EarningSuspension)]
pub struct Suspension {
    /// Its id.
    pub id: String,
    /// Who earns nothing.
    pub resident_id: String,
    /// Surname and a star.
    #[schema(example = "李*")]
    pub resident: Option<String>,
    /// How it stands.
    pub state: SuspensionState,
    /// Why.
    pub reason: String,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Who suspended.
    pub suspended_by: String,
    /// When it was lifted.
    pub lifted_at: Option<DateTime<Utc>>,
    /// Who lifted it.
    pub lifted_by: Option<String>,
    /// Why it was lifted.
    pub lifted_reason: Option<String>,
    /// Whether what it barred was awarded after all.
    pub made_good: bool,
    /// The appeal against it.
    pub appeal: Option<AppealView>,
}

/// A suspension as the resident sees it: staff are not named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnSuspension {
    /// Its id.
    pub id: String,
    /// How it stands.
    pub state: SuspensionState,
    /// Why.
    pub reason: String,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// When it was lifted.
    pub lifted_at: Option<DateTime<Utc>>,
    /// Why it was lifted.
    pub lifted_reason: Option<String>,
    /// Whether what it barred was awarded after all.
    pub made_good: bool,
    /// My appeal.
    pub appeal: Option<AppealView>,
}

/// Whether I earn beans, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnEarning {
    /// Whether a report that is closed now earns beans.
    pub earning: bool,
    /// Whether nothing is earned because somebody with the same phone works for the scheme.
    pub excluded_as_staff: bool,
    /// Whether I may appeal now.
    pub may_appeal: bool,
    /// My suspensions, newest first.
    pub suspensions: Vec<OwnSuspension>,
}

/// Which suspensions are wanted.
#[derive(Debug, Clone, Default)]
pub struct SuspensionQuery {
    /// Only of this resident.
    pub resident_id: Option<String>,
    /// Only those with an appeal that waits for its answer.
    pub appealed: bool,
    /// After the last of the page before.
    pub after_id: Option<String>,
    /// How many.
    pub rows: i64,
}

fn span_of(row: &SuspensionRow) -> Span {
    Span {
        from_at: row.from_at.and_utc(),
        until_at: row.until_at.and_utc(),
        lifted_at: row.lifted_at.map(|at| at.and_utc()),
    }
}

impl TryFrom<AppealRow> for AppealView {
    type Error = Error;

    fn try_from(row: AppealRow) -> Result<Self> {
        Ok(Self {
            words: row.words,
            at: row.at.and_utc(),
            decision: row
                .decision
                .as_deref()
                .map(AppealDecision::parse)
                .transpose()
                .map_err(Error::internal)?,
            answer: row.answer,
            answered_at: row.answered_at.map(|at| at.and_utc()),
        })
    }
}

impl Suspension {
    /// For admins and auditors.
    ///
    /// # Errors
    /// 500 if the database holds what is none of the allowed words.
    pub(super) fn of((row, name, appeal): SuspensionWithAppeal, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            state: span_of(&row).state(now),
            id: row.id,
            resident_id: row.resident_id,
            resident: name.as_deref().map(mask_name),
            reason: row.reason,
            from: row.from_at.and_utc(),
            until: row.until_at.and_utc(),
            suspended_by: row.suspended_by,
            lifted_at: row.lifted_at.map(|at| at.and_utc()),
            lifted_by: row.lifted_by,
            lifted_reason: row.lifted_reason,
            made_good: row.made_good,
            appeal: appeal.map(AppealView::try_from).transpose()?,
        })
    }
}

impl OwnSuspension {
    fn of((row, _, appeal): SuspensionWithAppeal, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            state: span_of(&row).state(now),
            id: row.id,
            reason: row.reason,
            from: row.from_at.and_utc(),
            until: row.until_at.and_utc(),
            lifted_at: row.lifted_at.map(|at| at.and_utc()),
            lifted_reason: row.lifted_reason,
            made_good: row.made_good,
            appeal: appeal.map(AppealView::try_from).transpose()?,
        })
    }
}

impl App {
    /// Suspensions, newest first.
    ///
    /// # Errors
    /// 403.
    pub async fn suspensions(&self, caller: &Caller, query: SuspensionQuery) -> Result<Vec<Suspension>> {
        caller.must_be(&READERS)?;
        let now = self.clock.now();
        let filter = SuspensionFilter {
            resident_id: query.resident_id,
            appealed: query.appealed,
            after_id: query.after_id,
        };
        self.storage
            .read(move |c| {
                let rows = suspensions::list(c, &filter, query.rows)?;
                rows.into_iter().map(|row| Suspension::of(row, now)).collect()
            })
            .await
    }

    /// Whether the caller earns beans, and if not, why.
    ///
    /// # Errors
    /// 403.
    pub async fn own_earning(&self, caller: &Caller) -> Result<OwnEarning> {
        caller.must_be(&[Role::Resident])?;
        let (resident_id, now) = (caller.user_id.clone(), self.clock.now());
        self.storage
            .read(move |c| {
                let filter = SuspensionFilter {
                    resident_id: Some(resident_id.clone()),
                    ..SuspensionFilter::default()
                };
                let suspensions = suspensions::list(c, &filter, OWN_ROWS)?
                    .into_iter()
                    .map(|row| OwnSuspension::of(row, now))
                    .collect::<Result<Vec<_>>>()?;
                let excluded_as_staff = exclusion::is_staff(c, &resident_id)?;
                let may_appeal = suspensions
                    .first()
                    .is_some_and(|latest| latest.lifted_at.is_none() && latest.appeal.is_none());
                Ok(OwnEarning {
                    earning: !exclusion::is_excluded(c, &resident_id, now)?,
                    excluded_as_staff,
                    may_appeal,
                    suspensions,
                })
            })
            .await
    }
}
