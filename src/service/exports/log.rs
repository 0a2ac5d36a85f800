//! Who took what out of the house.

use super::ExportKind;
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::domain::text_enum::text_enum;
use crate::error::{Error, Result};
use crate::service::App;
use crate::service::reports::{Actor, named};
use crate::storage::exports::{self, LoggedExport};
use chrono::{DateTime, Utc};

text_enum! {
    /// The form of an export.
    "export format" ExportFormat {
        /// UTF-8 with a byte order mark, so that spreadsheets read it as such.
        Csv = "csv",
        /// An Excel workbook.
        Xlsx = "xlsx",
    }
}

text_enum! {
    /// How an export ended.
    "export outcome" ExportOutcome {
        /// Every row was handed out.
        Complete = "complete",
        /// It failed, or whoever asked went away.
        BrokenOff = "broken_off",
    }
}

/// An export that somebody asked for.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
#[schema(as = LoggedExport)]
pub struct ExportView {
    /// Its id.
    pub id: String,
    /// Who asked: `users.id`.
    pub user_id: String,
    /// The same by role and name, or by what they log in with.
    pub user: Actor,
    /// What was asked for.
    pub what: ExportKind,
    /// In which form.
    pub format: ExportFormat,
    /// What it was narrowed to.
    pub query: String,
    /// When.
    pub at: DateTime<Utc>,
    /// How it ended; nothing while it runs or if the server ended with it.
    pub outcome: Option<ExportOutcome>,
    /// Rows that were handed out.
    pub rows: Option<i64>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<LoggedExport> for ExportView {
    type Error = Error;

    fn try_from((row, end, user): LoggedExport) -> Result<Self> {
        Ok(Self {
            id: row.id,
            user_id: row.user_id,
            user: named(&user)?,
            what: ExportKind::parse(&row.what).map_err(Error::internal)?,
            format: ExportFormat::parse(&row.format).map_err(Error::internal)?,
            query: row.query,
            at: row.at.and_utc(),
            outcome: end
                .as_ref()
                .map(|end| ExportOutcome::parse(&end.outcome))
                .transpose()
                .map_err(Error::internal)?,
            rows: end.as_ref().map(|end| end.rows_written),
            ended_at: end.map(|end| end.at.and_utc()),
        })
    }
}

impl App {
    /// Exports, the newest first, after the last page's.
    ///
    /// # Errors
    /// 403.
    pub async fn exports(
        &self,
        caller: &Caller,
        below_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<ExportView>> {
        caller.must_be(&[Role::Auditor, Role::Admin])?;
        let rows = self.storage.read(move |c| exports::list(c, below_id.clone(), rows)).await?;
        rows.into_iter().map(ExportView::try_from).collect()
    }
}
