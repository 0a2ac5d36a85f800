//! How far a report is: its clocks, whether they stand still, what waits for a decision, whether it is supervised.

use crate::domain::anonymous::anonymous;
use crate::domain::clock::{Due, PauseKind, Stage};
use crate::domain::request::RequestKind;
use crate::domain::time_limit::Basis;
use crate::domain::working_calendar::WorkingCalendar;
use crate::error::{Error, Result};
use crate::service::Moment;
use crate::storage::report_clocks::{self, ClockRow};
use crate::storage::report_pauses::{self, PauseRow};
use crate::storage::report_requests::{self, RequestRow};
use crate::storage::supervision::{self, SupervisionRow};
use crate::storage::{DbConnection, working_calendar};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// How far a report is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Progress {
    /// When the clock ends that ends first; null without a limit and at the end of a report.
    pub due_at: Option<DateTime<Utc>>,
    /// Which clock that is.
    pub due_stage: Option<Stage>,
    /// Seconds that are left on it; negative once it is late. They stand still while the report is paused.
    pub left_s: Option<i64>,
    /// What the seconds are of: working time, or the time of all clocks.
    pub left_in: Option<Basis>,
    /// Whether it is late.
    pub overdue: bool,
    /// When the report was sent to a unit for the first time.
    pub dispatched_at: Option<DateTime<Utc>>,
    /// When the present unit signed for it.
    pub signed_at: Option<DateTime<Utc>>,
    /// Why the clocks stand still; null while they run.
    pub pause: Option<PauseView>,
    /// Set while the report is under supervision (督办).
    pub supervision: Option<SupervisionView>,
    /// What waits for the center's decision.
    pub pending: Vec<PendingRequest>,
}

/// A pause that lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PauseView {
    /// Its kind.
    pub kind: PauseKind,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, at the latest.
    pub until: DateTime<Utc>,
    /// What was asked, or why.
    pub words: String,
}

/// Why a report is under supervision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Supervision)]
pub struct SupervisionView {
    /// Since when.
    pub since: DateTime<Utc>,
    /// In words.
    pub reason: String,
}

/// A request that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingRequest {
    /// Its id, by which it is decided.
    pub id: String,
    /// What is asked for.
    pub kind: RequestKind,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// Why.
    pub words: Option<String>,
    /// Until when the unit wants more time, or the clocks to stand still.
    pub until: Option<DateTime<Utc>>,
    /// Whether only an admin may decide it.
    pub needs_admin: bool,
}

/// What a reporter is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// In words.
    pub question: String,
    /// Until when it can be answered.
    pub until: DateTime<Utc>,
}

/// A clock that ran or runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClockView {
    /// What it measures.
    pub stage: Stage,
    /// The unit, for handling.
    pub unit_id: Option<String>,
    /// When it began to run.
    pub started_at: DateTime<Utc>,
    /// When the unit signed for the report.
    pub signed_at: Option<DateTime<Utc>>,
    /// When it ends or ended; null without a limit.
    pub due_at: Option<DateTime<Utc>>,
    /// When it stopped; null while it runs.
    pub ended_at: Option<DateTime<Utc>>,
    /// Seconds left, or that were left when it stopped; negative if late.
    pub left_s: Option<i64>,
    /// What the seconds are of.
    pub left_in: Basis,
}

/// What is known of how far a report is.
pub(in crate::service) struct Standing {
    calendar: Arc<WorkingCalendar>,
    clocks: Vec<ClockRow>,
    pause: Option<PauseRow>,
    pending: Vec<RequestRow>,
    supervision: Option<SupervisionRow>,
}

/// The same of several reports, read in a fixed number of queries.
pub(super) struct Standings {
    calendar: Arc<WorkingCalendar>,
    clocks: Vec<ClockRow>,
    pauses: Vec<PauseRow>,
    pending: Vec<RequestRow>,
    supervisions: Vec<SupervisionRow>,
}

impl Standings {
    /// Reads what is known of these reports.
    ///
    /// # Errors
    /// The database's.
    pub fn read(connection: &mut DbConnection, ids: &[&str]) -> Result<Self> {
        Ok(Self {
            calendar: Arc::new(working_calendar::load(connection)?),
            clocks: report_clocks::of_reports(connection, ids)?,
            pauses: report_pauses::running_of(connection, ids)?,
            pending: report_requests::pending_of(connection, ids)?,
            supervisions: supervision::of(connection, ids)?,
        })
    }

    /// What is known of one of them.
    pub fn take(&mut self, id: &str) -> Standing {
        Standing {
            calendar: Arc::clone(&self.calendar),
            clocks: self.clocks.extract_if(.., |row| row.report_id == id).collect(),
            pause: self.pauses.extract_if(.., |row| row.report_id == id).next(),
            pending: self.pending.extract_if(.., |row| row.report_id == id).collect(),
            supervision: self.supervisions.extract_if(.., |row| row.report_id == id).next(),
        }
    }
}

impl Standing {
    /// For the center: by whichever clock ends first.
    ///
    /// # Errors
    /// 500 if the database holds what is none of the allowed words.
    pub fn for_center(&self, now: Moment) -> Result<Progress> {
        self.progress(now, |_| true, |_| true)
    }

    /// For the unit: by its own clock, and without what is the center's alone. `names` are the reporter's.
    ///
    /// # Errors
    /// As [`Standing::for_center`].
    pub fn for_unit(&self, now: Moment, names: &[&str]) -> Result<Progress> {
        let own = |clock: &ClockRow| clock.stage == Stage::Handling.as_str();
        let mut progress = self.progress(now, own, |kind| kind != RequestKind::Major)?;
        if let Some(pause) = &mut progress.pause {
            pause.words = anonymous(&pause.words, names);
        }
        Ok(progress)
    }

    /// What the reporter can still answer.
    pub fn question(&self, now: Moment) -> Option<Question> {
        let pause = self.lasting_pause(now)?;
        let asked = pause.kind == PauseKind::Information.as_str();
        asked.then(|| Question { question: pause.words.clone(), until: pause.until_at.and_utc() })
    }

    /// Every clock.
    ///
    /// # Errors
    /// As [`Standing::for_center`].
    pub fn clocks(&self, now: Moment) -> Result<Vec<ClockView>> {
        let view = |row: &ClockRow| {
            let due = row.due()?;
            let left = due.map(|due| match row.ended_at {
                Some(at) => due.left(at.and_utc(), &self.calendar, now.zone),
                None => self.left(due, now),
            });
            Ok(ClockView {
                stage: row.stage()?,
                unit_id: row.unit_id.clone(),
                started_at: row.started_at.and_utc(),
                signed_at: row.signed_at.map(|at| at.and_utc()),
                due_at: row.due_at.map(|at| at.and_utc()),
                ended_at: row.ended_at.map(|at| at.and_utc()),
                left_s: left.map(|left| left.num_seconds()),
                left_in: Basis::parse(&row.basis).map_err(Error::internal)?,
            })
        };
        self.clocks.iter().map(view).collect()
    }

    /// When the report can be expected to be done: the last limit that is running.
    pub(in crate::service) fn expected_at(&self) -> Option<DateTime<Utc>> {
        let running = self.clocks.iter().filter(|clock| clock.is_running());
        running.filter_map(|clock| clock.due_at).max().map(|at| at.and_utc())
    }

    fn progress(
        &self,
        now: Moment,
        is_seen: impl Fn(&ClockRow) -> bool,
        may_see: impl Fn(RequestKind) -> bool,
    ) -> Result<Progress> {
        let running = self.clocks.iter().filter(|clock| clock.is_running() && is_seen(clock));
        let first = running.filter(|clock| clock.due_at.is_some()).min_by_key(|clock| clock.due_at);
        let due = first.map(ClockRow::due).transpose()?.flatten();
        let handling = || self.clocks.iter().filter(|clock| clock.unit_id.is_some());
        let present = handling().next_back().filter(|clock| clock.is_running());
        Ok(Progress {
            due_at: due.map(|due| due.at),
            due_stage: first.map(ClockRow::stage).transpose()?,
            left_s: due.map(|due| self.left(due, now).num_seconds()),
            left_in: due.map(|due| due.basis),
            overdue: due.is_some_and(|due| due.at < now.at),
            dispatched_at: handling().next().map(|clock| clock.started_at.and_utc()),
            signed_at: present.and_then(|clock| clock.signed_at).map(|at| at.and_utc()),
            pause: self.lasting_pause(now).map(PauseView::of).transpose()?,
            supervision: self
                .supervision
                .as_ref()
                .map(|row| SupervisionView { since: row.since_at.and_utc(), reason: row.reason.clone() }),
            pending: self.pending(may_see)?,
        })
    }

    fn pending(&self, may_see: impl Fn(RequestKind) -> bool) -> Result<Vec<PendingRequest>> {
        let mut pending = Vec::with_capacity(self.pending.len());
        for row in &self.pending {
            let kind = RequestKind::parse(&row.kind).map_err(Error::internal)?;
            if may_see(kind) {
                pending.push(PendingRequest {
                    id: row.id.clone(),
                    kind,
                    asked_at: row.asked_at.and_utc(),
                    words: row.words.clone(),
                    until: row.until_at.map(|at| at.and_utc()),
                    needs_admin: row.needs_admin,
                });
            }
        }
        Ok(pending)
    }

    /// The pause, unless it is over and nobody has noted it yet.
    fn lasting_pause(&self, now: Moment) -> Option<&PauseRow> {
        self.pause.as_ref().filter(|pause| pause.until_at > now.at.naive_utc())
    }

    /// What is left on a clock that has not stopped. In a pause it is what will be left at the pause's end, since clocks
    /// are moved by its whole length when it begins; what was late by then stands still as it was.
    fn left(&self, due: Due, now: Moment) -> TimeDelta {
        let at = match self.lasting_pause(now) {
            None => now.at,
            Some(pause) if due.at <= pause.started_at.and_utc() => pause.started_at.and_utc(),
            Some(pause) => pause.until_at.and_utc(),
        };
        due.left(at, &self.calendar, now.zone)
    }
}

impl PauseView {
    fn of(row: &PauseRow) -> Result<Self> {
        Ok(Self {
            kind: PauseKind::parse(&row.kind).map_err(Error::internal)?,
            since: row.started_at.and_utc(),
            until: row.until_at.and_utc(),
            words: row.words.clone(),
        })
    }
}
