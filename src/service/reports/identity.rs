//! A dispatcher has a reporter's name and phone shown, for a stated reason; who did so, when and why is kept for good
//! and can be read by the reporter.

use super::input::Reason;
use super::shown::NumberRef;
use super::{CENTER, reporters::Reporters};
use crate::auth::Caller;
use crate::config::PrivacyConfig;
use crate::domain::anonymous::anonymous;
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::domain::redacted::fmt_redacted;
use crate::domain::reporter::NOBODY_USER_ID;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::fields::Fields;
use crate::service::notices::{Telling, To, tell};
use crate::service::{App, new_id_at};
use crate::storage::identity_views::{self, Filter, IdentityViewRow};
use crate::storage::{DbConnection, WriteTx, report_lists, reports, users};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Looks that a report's own page shows; all of them are in the resident's list.
const SHOWN_ON_REPORT: i64 = 50;

/// Who reported, in full. Personal: `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reporter {
    /// The name, or what an imported report calls the person.
    #[schema(example = "李小明")]
    pub name: Option<String>,
    /// The phone, 11 digits.
    #[schema(example = "13812341234")]
    pub phone: Option<String>,
    /// When this look was recorded.
    pub shown_at: DateTime<Utc>,
}

impl std::fmt::Debug for Reporter {
    fmt_redacted!("Reporter");
}

/// Who looked at a reporter's identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Viewer {
    /// The role at that time.
    pub role: Role,
    /// The name at that time; null if the district does not tell it.
    pub name: Option<String>,
}

/// A look at my identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdentityView {
    /// Its id: what to name when asking the district about it.
    pub id: String,
    /// For which report.
    pub report: NumberRef,
    /// Who looked.
    pub viewer: Viewer,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A look at somebody's identity, for those who watch over them. Whose it was is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WatchedIdentityView {
    /// Its id.
    pub id: String,
    /// For which report.
    pub report: NumberRef,
    /// The viewer's id.
    pub viewer_id: String,
    /// Who looked.
    pub viewer: Viewer,
    /// Why, without the reporter's name and phone.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which looks are wanted.
#[derive(Debug, Clone, Default)]
pub struct IdentityViewFilter {
    /// By this viewer.
    pub viewer_id: Option<String>,
    /// For this report.
    pub report_id: Option<String>,
    /// The last of the page before.
    pub after_id: Option<String>,
}

impl App {
    /// Shows who reported. The look is recorded in the same transaction: what was not recorded was not shown.
    ///
    /// # Errors
    /// 403; 404; 422 on `reason`; 429 with the seconds to wait.
    pub async fn reveal_reporter(&self, caller: &Caller, id: String, reason: Reason) -> Result<Reporter> {
        caller.must_be(&CENTER)?;
        let reason = stated(&reason.reason, &self.config.privacy)?;
        let (caller, now) = (caller.clone(), self.clock.now());
        let most = self.config.privacy.identity_views_per_hour;
        let by = caller.user_id.clone();
        let report_id = id.clone();
        let reporter =
            self.storage.write(move |tx| reveal_in(tx, &caller, &id, reason.clone(), now, most)).await?;
        tracing::info!(%report_id, %by, "a reporter's identity was shown");
        Ok(reporter)
    }

    /// Looks at the caller's identity, newest first.
    ///
    /// # Errors
    /// 403 for others than residents.
    pub async fn own_identity_views(
        &self,
        caller: &Caller,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<IdentityView>> {
        caller.must_be(&[Role::Resident])?;
        let filter = Filter { resident_id: Some(caller.user_id.clone()), after_id, ..Filter::default() };
        let named = self.config.privacy.name_viewers;
        self.storage
            .read(move |c| {
                identity_views::list(c, &filter, rows)?.into_iter().map(|look| told(look, named)).collect()
            })
            .await
    }

    /// Looks at anybody's identity, newest first.
    ///
    /// # Errors
    /// 403 for others than auditors and admins.
    pub async fn identity_views(
        &self,
        caller: &Caller,
        filter: IdentityViewFilter,
        rows: i64,
    ) -> Result<Vec<WatchedIdentityView>> {
        caller.must_be(&[Role::Auditor, Role::Admin])?;
        let filter = Filter {
            resident_id: None,
            viewer_id: filter.viewer_id,
            report_id: filter.report_id,
            after_id: filter.after_id,
        };
        self.storage.read(move |c| watched(c, &filter, rows)).await
    }
}

/// Looks for one report, newest first, as its reporter is told of them.
///
/// # Errors
/// The database's.
pub(super) fn views_of_report(
    connection: &mut DbConnection,
    report_id: &str,
    named: bool,
) -> Result<Vec<IdentityView>> {
    let filter = Filter { report_id: Some(report_id.to_owned()), ..Filter::default() };
    let looks = identity_views::list(connection, &filter, SHOWN_ON_REPORT)?;
    looks.into_iter().map(|look| told(look, named)).collect()
}

/// The reason, cleaned.
fn stated(reason: &str, limits: &PrivacyConfig) -> Result<String> {
    let mut fields = Fields::default();
    let reason = fields.text("reason", reason, limits.reason_max_chars);
    fields.finish()?;
    let least = limits.reason_min_chars;
    if reason.chars().count() < least {
        let what = format!("say why in {least} characters or more: the reporter reads it");
        return Err(Error::field("reason", "text_too_short", what));
    }
    Ok(reason)
}

fn reveal_in(
    tx: &mut WriteTx<'_>,
    caller: &Caller,
    report_id: &str,
    reason: String,
    now: DateTime<Utc>,
    most: usize,
) -> Result<Reporter> {
    let report = reports::find(tx, report_id)?.ok_or_else(|| Error::new(Code::NotFound))?;
    // Locked, so that looks at the same moment are counted one after the other.
    let viewer = users::lock(tx, &caller.user_id)?.ok_or_else(|| Error::new(Code::NotLoggedIn))?;
    refuse_above(tx, &viewer.id, now, most)?;
    let reporters = Reporters::of(tx, std::slice::from_ref(&report))?;
    let (name, phone) = reporters.in_full(&report)?;
    let look = IdentityViewRow {
        id: new_id_at(now),
        report_id: report.id,
        resident_id: report.resident_id,
        viewer_id: viewer.id,
        viewer_role: caller.role.as_str().to_owned(),
        viewer_name: viewer.name,
        reason,
        at: now.naive_utc(),
    };
    identity_views::insert(tx, &look)?;
    tell_reporter(tx, &look, report.number, now)?;
    Ok(Reporter { name, phone, shown_at: now })
}

/// Whose identity was shown is told of it and why; by whom is in the list of looks, as far as the district tells it.
fn tell_reporter(
    tx: &mut WriteTx<'_>,
    look: &IdentityViewRow,
    report_number: String,
    now: DateTime<Utc>,
) -> Result<()> {
    if look.resident_id == NOBODY_USER_ID {
        return Ok(());
    }
    let facts = NoticeFacts {
        report_id: Some(look.report_id.clone()),
        report_number: Some(report_number),
        said: Some(look.reason.clone()),
        ..NoticeFacts::default()
    };
    tell(
        tx,
        &Telling {
            cause: format!("identity_view:{}", look.id),
            at: now,
            kind: NoticeKind::IdentityShown,
            facts,
            to: vec![To::User(look.resident_id.clone())],
            except: None,
        },
    )
}

fn refuse_above(tx: &mut WriteTx<'_>, viewer_id: &str, now: DateTime<Utc>, most: usize) -> Result<()> {
    let window = TimeDelta::hours(1);
    let looks = identity_views::of_viewer_since(tx, viewer_id, (now - window).naive_utc())?;
    // The look that has to grow older than the window before there is room for one more.
    let Some(leaving) = looks.len().checked_sub(most).and_then(|at| looks.get(at)) else { return Ok(()) };
    let left_s = (leaving.and_utc() + window - now).num_seconds();
    let wait_s = u32::try_from(left_s).unwrap_or(0).saturating_add(1);
    Err(Error::new(Code::TooManyRequests).retry_after(wait_s))
}

fn told((row, number): (IdentityViewRow, String), named: bool) -> Result<IdentityView> {
    Ok(IdentityView {
        viewer: viewer(&row, named)?,
        id: row.id,
        report: NumberRef { id: row.report_id, number },
        reason: row.reason,
        at: row.at.and_utc(),
    })
}

fn viewer(row: &IdentityViewRow, named: bool) -> Result<Viewer> {
    Ok(Viewer {
        role: Role::parse(&row.viewer_role).map_err(Error::internal)?,
        name: row.viewer_name.clone().filter(|_| named),
    })
}

fn watched(connection: &mut DbConnection, filter: &Filter, rows: i64) -> Result<Vec<WatchedIdentityView>> {
    let looks = identity_views::list(connection, filter, rows)?;
    let mut resident_ids: Vec<&str> = looks.iter().map(|(row, _)| row.resident_id.as_str()).collect();
    resident_ids.sort_unstable();
    resident_ids.dedup();
    let reporters: BTreeMap<_, _> = report_lists::reporters(connection, &resident_ids)?
        .into_iter()
        .map(|reporter| (reporter.id.clone(), reporter))
        .collect();
    looks
        .into_iter()
        .map(|(row, number)| {
            let names = reporters.get(&row.resident_id).map(report_lists::ReporterRow::names);
            Ok(WatchedIdentityView {
                viewer: viewer(&row, true)?,
                reason: anonymous(&row.reason, &names.unwrap_or_default()),
                id: row.id,
                report: NumberRef { id: row.report_id, number },
                viewer_id: row.viewer_id,
                at: row.at.and_utc(),
            })
        })
        .collect()
}
