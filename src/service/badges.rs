//! A resident's badges, computed from their cases and from what the ledger awarded.

use super::App;
use crate::auth::Caller;
use crate::domain::badge::{self, Achievements, Badge, BadgeCode, Solved};
use crate::domain::calendar::local_date;
use crate::domain::group::CategoryGroup;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::storage::{DbConnection, achievements};
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

/// Closed reports that are looked at; who has more has every badge that they tell of.
const SOLVED_ROWS: i64 = 1000;

/// All badges: they are few, so they come at once.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct BadgeList {
    /// Those got and those on the way.
    pub items: Vec<BadgeView>,
}

/// A badge, got or on the way.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Badge)]
pub struct BadgeView {
    /// What it is for.
    pub code: BadgeCode,
    /// Since when; null while on the way.
    pub got_at: Option<DateTime<Utc>>,
    /// How far it is, at most `target`.
    pub progress: u32,
    /// How far it has to be.
    pub target: u32,
}

impl From<Badge> for BadgeView {
    fn from(badge: Badge) -> Self {
        let Badge { code, got_at, progress, target } = badge;
        Self { code, got_at, progress, target }
    }
}

impl App {
    /// The caller's badges.
    ///
    /// # Errors
    /// 403.
    pub async fn badges(&self, caller: &Caller) -> Result<BadgeList> {
        caller.must_be(&[Role::Resident])?;
        let (resident_id, zone) = (caller.user_id.clone(), self.config.district.timezone);
        let done = self.storage.read(move |conn| read(conn, &resident_id, zone)).await?;
        Ok(BadgeList { items: badge::badges(&done).into_iter().map(BadgeView::from).collect() })
    }
}

fn read(connection: &mut DbConnection, resident_id: &str, zone: Tz) -> Result<Achievements> {
    let utc = |at: NaiveDateTime| at.and_utc();
    let solved = achievements::solved(connection, resident_id, SOLVED_ROWS)?
        .into_iter()
        .map(|(submitted_at, closed_at, group)| {
            Ok(Solved {
                submitted_on: local_date(submitted_at.and_utc(), zone),
                closed_at: closed_at.and_utc(),
                group: CategoryGroup::parse(&group).map_err(Error::internal)?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Achievements {
        first_submitted_at: achievements::first_submitted_at(connection, resident_id)?.map(utc),
        first_awarded_at: achievements::first_awarded_at(connection, resident_id)?.map(utc),
        solved,
    })
}
