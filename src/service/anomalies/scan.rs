//! Looks for what looks like gaming. It lists and never acts.

use crate::auth::Caller;
use crate::config::AnomalyConfig;
use crate::domain::anomaly::{
    AnomalyKind, AnomalyState, Decided, Finding, GradeLimits, Piece, PlaceLimits, TillLimits,
    one_sided_grades, same_photo, same_place, shared_devices, till_patterns,
};
use crate::domain::calendar::local_date;
use crate::domain::reporter::Reporter;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::photos::Fingerprint;
use crate::service::{App, new_id_at};
use crate::storage::anomalies::{self, AnomalyRow};
use crate::storage::{DbConnection, anomaly_facts, device_marks};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept of a finding.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptEvidence {
    pub(super) others: Vec<String>,
    pub(super) pieces: Vec<Piece>,
    pub(super) figures: BTreeMap<String, i64>,
}

impl App {
    /// Looks at once, because an admin asks; says how many findings are new.
    ///
    /// # Errors
    /// 403; the database's.
    pub async fn scan_now(&self, caller: &Caller) -> Result<usize> {
        caller.must_be(&[Role::Admin])?;
        self.scan_for_anomalies().await
    }

    /// Looks for every kind and keeps what it finds; says how many findings are new.
    ///
    /// # Errors
    /// The database's.
    pub async fn scan_for_anomalies(&self) -> Result<usize> {
        let now = self.clock.now();
        let mut added = 0;
        for &kind in AnomalyKind::ALL {
            let (config, zone) = (self.config.anomalies.clone(), self.config.district.timezone);
            let findings = self
                .storage
                .read(move |c| {
                    let since = now - TimeDelta::days(i64::from(days_of(kind, &config)));
                    let decided = decided(c, kind, since.naive_utc())?;
                    find(c, kind, since, zone, &config, &decided)
                })
                .await?;
            for finding in findings {
                let row = row_of(kind, &finding, now)?;
                added += usize::from(self.storage.write(move |tx| anomalies::keep(tx, &row)).await?);
            }
        }
        Ok(added)
    }

    /// Notes that an account was used on a device, if the app said which. A failure keeps nobody from logging in.
    pub async fn note_device(&self, user_id: &str, device: Option<&str>) {
        let Some(mark) = device.and_then(|device| self.auth.devices.of(device)) else { return };
        let (user_id, at) = (user_id.to_owned(), self.clock.now().naive_utc());
        let most = i64::from(self.config.anomalies.devices_per_account);
        let noted = self.storage.write(move |tx| device_marks::note(tx, &mark, &user_id, at, most)).await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a device was not noted");
        }
    }

    /// Forgets devices that were not seen for as long as the settings keep them.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::service) async fn forget_devices(&self) -> Result<()> {
        let kept = TimeDelta::days(i64::from(self.config.anomalies.device_kept_days));
        let before = (self.clock.now() - kept).naive_utc();
        self.storage.write(move |tx| device_marks::forget_before(tx, before)).await.map(drop)
    }
}

/// How far back a kind looks.
fn days_of(kind: AnomalyKind, config: &AnomalyConfig) -> u32 {
    match kind {
        AnomalyKind::SamePhoto => config.photo_days,
        AnomalyKind::SamePlace => config.place_days,
        AnomalyKind::OneSidedGrades => config.grade_days,
        AnomalyKind::SharedDevice => config.device_kept_days,
        AnomalyKind::TillPattern => config.till_days,
    }
}

fn decided(connection: &mut DbConnection, kind: AnomalyKind, since: NaiveDateTime) -> Result<Decided> {
    let decisions = anomalies::decisions(connection, kind.as_str(), since)?;
    Ok(Decided::new(decisions.into_iter().map(|(subject, at)| (subject, at.and_utc()))))
}

fn find(
    connection: &mut DbConnection,
    kind: AnomalyKind,
    since: DateTime<Utc>,
    zone: chrono_tz::Tz,
    config: &AnomalyConfig,
    decided: &Decided,
) -> Result<Vec<Finding>> {
    let (from, rows) = (since.naive_utc(), i64::from(config.most_rows));
    Ok(match kind {
        AnomalyKind::SamePhoto => {
            let mut uses = anomaly_facts::photo_uses(connection, from, rows)?;
            for photo in &mut uses {
                photo.fingerprint =
                    photo.fingerprint.filter(|bits| !Fingerprint::from_bits(*bits).is_featureless());
            }
            same_photo(&uses, config.photo_bits, decided)
        }
        AnomalyKind::SamePlace => {
            let limits =
                PlaceLimits { least_reports: config.place_reports as usize, radius_m: config.place_radius_m };
            let mut reports = anomaly_facts::reported(connection, from, rows)?;
            reports.retain(|report| is_somebody(&report.resident_id));
            same_place(&reports, limits, decided)
        }
        AnomalyKind::OneSidedGrades => {
            let limits = GradeLimits {
                least_grades: config.grades as usize,
                least_high_percent: config.grade_high_percent,
                times_others: config.grade_times_others as usize,
            };
            let mut grades = anomaly_facts::graded(connection, from, rows)?;
            grades.retain(|graded| is_somebody(&graded.resident_id));
            one_sided_grades(&grades, limits, decided)
        }
        AnomalyKind::SharedDevice => {
            let uses = anomaly_facts::device_uses(connection, from, rows)?;
            shared_devices(&uses, config.accounts_per_device as usize, decided)
        }
        AnomalyKind::TillPattern => {
            let limits = TillLimits {
                round_hundredths: config.till_round_beans.hundredths(),
                quick_s: config.till_quick_s,
                least_quick: config.till_quick as usize,
                least_of_one: config.till_of_one_resident as usize,
                least_round_percent: config.till_round_percent,
            };
            let taken = anomaly_facts::redeemed(connection, local_date(since, zone), rows)?;
            till_patterns(&taken, limits, decided)
        }
    })
}

/// Reports that nobody filed are no one person's, and earn nothing.
fn is_somebody(user_id: &str) -> bool {
    Reporter::of_user(user_id) != Reporter::Nobody
}

fn row_of(kind: AnomalyKind, finding: &Finding, now: DateTime<Utc>) -> Result<AnomalyRow> {
    let evidence = KeptEvidence {
        others: finding.others.clone(),
        pieces: finding.pieces.clone(),
        figures: finding.figures.clone(),
    };
    Ok(AnomalyRow {
        id: new_id_at(now),
        kind: kind.as_str().to_owned(),
        subject: finding.subject.clone(),
        evidence: serde_json::to_string(&evidence).map_err(Error::internal)?,
        pieces: i32::try_from(finding.count).unwrap_or(i32::MAX),
        found_at: now.naive_utc(),
        latest_at: finding.latest_at.naive_utc(),
        state: AnomalyState::Open.as_str().to_owned(),
        words: None,
        decided_by: None,
        decided_at: None,
    })
}
