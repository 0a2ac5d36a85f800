//! People read their notices.

use crate::auth::Caller;
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::storage::notices::{self, NoticeRow};
use chrono::{DateTime, Utc};

/// A notice without its words.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Its number; a newer notice has a higher one.
    pub id: i64,
    /// What it is about.
    pub kind: NoticeKind,
    /// What it says.
    pub facts: NoticeFacts,
    /// When that happened.
    pub at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

impl TryFrom<NoticeRow> for Notice {
    type Error = Error;

    fn try_from(row: NoticeRow) -> Result<Self> {
        Ok(Self {
            id: row.seq,
            kind: NoticeKind::parse(&row.kind).map_err(Error::internal)?,
            facts: serde_json::from_str(&row.facts).map_err(Error::internal)?,
            at: row.at.and_utc(),
            read_at: row.read_at.map(|at| at.and_utc()),
        })
    }
}

/// How many notices wait to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct NoticeCount {
    /// Not read yet.
    pub unread: i64,
    /// The newest notice; what a page may resume the events from.
    pub newest_id: Option<i64>,
}

/// How many notices were marked as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct NoticesRead {
    /// That were unread before.
    pub read: usize,
}

impl App {
    /// The caller's notices, the newest first, after the last page's.
    ///
    /// # Errors
    /// 503.
    pub async fn notices(
        &self,
        caller: &Caller,
        unread: Option<bool>,
        below_id: Option<i64>,
        rows: i64,
    ) -> Result<Vec<Notice>> {
        let me = caller.user_id.clone();
        let rows = self.storage.read(move |c| notices::list(c, &me, unread, below_id, rows)).await?;
        rows.into_iter().map(Notice::try_from).collect()
    }

    /// How many of the caller's notices wait.
    ///
    /// # Errors
    /// 503.
    pub async fn count_notices(&self, caller: &Caller) -> Result<NoticeCount> {
        let me = caller.user_id.clone();
        let (unread, newest_id) = self.storage.read(move |c| notices::unread(c, &me)).await?;
        Ok(NoticeCount { unread, newest_id })
    }

    /// Marks one of the caller's notices as read; again does no harm.
    ///
    /// # Errors
    /// 404, also for other people's.
    pub async fn read_notice(&self, caller: &Caller, id: i64) -> Result<Notice> {
        let (me, now) = (caller.user_id.clone(), self.clock.now().naive_utc());
        let row = self.storage.write(move |tx| notices::mark_read(tx, &me, id, now)).await?;
        row.ok_or_else(|| Error::new(Code::NotFound))?.try_into()
    }

    /// Marks the caller's notices as read, up to `up_to`; all if it is left out.
    ///
    /// # Errors
    /// 503.
    pub async fn read_all_notices(&self, caller: &Caller, up_to: Option<i64>) -> Result<NoticesRead> {
        let (me, now) = (caller.user_id.clone(), self.clock.now().naive_utc());
        let up_to = up_to.unwrap_or(i64::MAX);
        let read = self.storage.write(move |tx| notices::mark_all_read(tx, &me, up_to, now)).await?;
        Ok(NoticesRead { read })
    }
}
