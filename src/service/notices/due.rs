//! Limits that are near or over: found by the clock, told once for each limit that a report had.

use super::outbox::{Telling, To, tell};
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::domain::reminder::is_due_soon;
use crate::error::Result;
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::notices::{self, DuePass};
use chrono::{DateTime, TimeDelta, Utc};

/// Most reports that one sweep looks at for each of both.
const SWEEP_LIMIT: i64 = 1000;

impl App {
    /// Tells units of limits that are near, and units and the center of limits that are over. Answers how many limits.
    ///
    /// # Errors
    /// The database is away.
    pub async fn tell_due(&self) -> Result<usize> {
        let now = self.clock.now();
        let before = TimeDelta::minutes(i64::from(self.config.notices.remind_before_minutes));
        let soon = self.storage.read(move |c| {
            notices::passing(c, NoticeKind::DueSoon.as_str(), Some(now), now + before, SWEEP_LIMIT)
        });
        let soon = soon
            .await?
            .into_iter()
            .filter(|pass| is_due_soon(pass.set_at.and_utc(), pass.due_at.and_utc(), now, before));
        let soon: Vec<DuePass> = soon.collect();
        let over = self
            .storage
            .read(move |c| notices::passing(c, NoticeKind::Overdue.as_str(), None, now, SWEEP_LIMIT))
            .await?;
        if soon.is_empty() && over.is_empty() {
            return Ok(0);
        }
        self.storage
            .write(move |tx| {
                let mut told = 0;
                for pass in &soon {
                    told += tell_one(tx, pass, NoticeKind::DueSoon, now)?;
                }
                for pass in &over {
                    told += tell_one(tx, pass, NoticeKind::Overdue, now)?;
                }
                Ok(told)
            })
            .await
    }
}

fn tell_one(tx: &mut WriteTx<'_>, pass: &DuePass, kind: NoticeKind, now: DateTime<Utc>) -> Result<usize> {
    // Another process may have been faster.
    if !notices::note_due(tx, &pass.report_id, pass.due_at, kind.as_str(), now)? {
        return Ok(0);
    }
    let mut to: Vec<To> = pass.unit_id.iter().cloned().map(To::Unit).collect();
    if kind == NoticeKind::Overdue {
        to.push(To::CenterOf(pass.report_id.clone()));
    }
    let facts = NoticeFacts {
        report_id: Some(pass.report_id.clone()),
        report_number: Some(pass.number.clone()),
        unit: pass.unit_name.clone(),
        due_at: Some(pass.due_at.and_utc()),
        ..NoticeFacts::default()
    };
    let cause = format!("{kind}:{}:{}", pass.report_id, pass.due_at.and_utc().timestamp_micros());
    tell(tx, &Telling { cause, at: now, kind, facts, to, except: None })?;
    Ok(1)
}
