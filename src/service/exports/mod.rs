//! Tables to take out of the house: reports, figures, the ledger's statement, settlements. Read in chunks by key, never
//! with who reported, and every one is noted with who asked for what and how it ended.

mod cell;
mod evaluation;
mod ledger;
mod log;
mod reports;

pub use cell::{Cell, Row};
pub use log::{ExportFormat, ExportView};

use crate::auth::Caller;
use crate::domain::role::Role;
use crate::domain::text_enum::text_enum;
use crate::error::{Code, Error, Result};
use crate::service::reports::ListFilter;
use crate::service::{App, new_id};
use crate::storage::exports::{self, ExportEndRow, ExportRow};
use crate::storage::report_lists::Filter;
use tokio::sync::OwnedSemaphorePermit;

text_enum! {
    /// What is exported.
    "export" ExportKind {
        /// Reports, one a row.
        Reports = "reports",
        /// The ledger's entries, one a row.
        Ledger = "ledger",
        /// What shops were paid, one settlement a row.
        Settlements = "settlements",
        /// The units' figures, one unit a row.
        Evaluation = "evaluation",
    }
}

impl ExportKind {
    /// Who may take it out.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Reports => &[Role::Dispatcher, Role::Admin],
            Self::Evaluation => &[Role::Dispatcher, Role::Auditor, Role::Admin],
            Self::Ledger | Self::Settlements => &[Role::Finance, Role::Auditor],
        }
    }
}

/// What to export.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The table.
    pub kind: ExportKind,
    /// Its form.
    pub format: ExportFormat,
    /// What reports are narrowed to; of the ledger only the period.
    pub filter: ListFilter,
    /// The query as it was asked, for the log.
    pub query: String,
}

/// Where an export has come to.
enum Source {
    Reports(Box<Filter>),
    Ledger(ledger::Place),
    /// All rows, which are few.
    Ready(Vec<Row>),
}

/// An export under way.
pub struct Export {
    app: App,
    id: String,
    /// What is exported.
    pub kind: ExportKind,
    source: Source,
    rows: i64,
    is_over: bool,
    _turn: OwnedSemaphorePermit,
}

impl App {
    /// Begins an export, and notes it.
    ///
    /// # Errors
    /// 403; 422 naming wrong parameters; 503 `too_many_exports`.
    pub async fn open_export(&self, caller: &Caller, wanted: Wanted) -> Result<Export> {
        caller.must_be(wanted.kind.roles())?;
        let now = self.clock.now();
        let filter = wanted.filter.read(&self.config, now)?;
        if let (Some(from), Some(before)) = (filter.from, filter.before)
            && from >= before
        {
            return Err(Error::field("to", "before_from", "a date or time after `from`"));
        }
        let turn = std::sync::Arc::clone(&self.exports)
            .try_acquire_owned()
            .map_err(|error| Error::new(Code::TooManyExports).because(error))?;
        let source = match wanted.kind {
            ExportKind::Reports => Source::Reports(Box::new(filter)),
            ExportKind::Ledger => Source::Ledger(self.ledger_place(&filter, false).await?),
            ExportKind::Evaluation => Source::Ready(self.evaluation_rows(caller, &wanted.filter).await?),
            ExportKind::Settlements => Source::Ledger(self.ledger_place(&filter, true).await?),
        };
        let row = ExportRow {
            id: new_id(),
            user_id: caller.user_id.clone(),
            what: wanted.kind.as_str().to_owned(),
            format: wanted.format.as_str().to_owned(),
            query: wanted.query,
            at: now.naive_utc(),
        };
        let id = row.id.clone();
        self.storage.write(move |tx| exports::begin(tx, &row)).await?;
        tracing::info!(export = id, what = %wanted.kind, user_id = caller.user_id, "an export begins");
        Ok(Export { app: self.clone(), id, kind: wanted.kind, source, rows: 0, is_over: false, _turn: turn })
    }
}

impl App {
    /// Exports that this process has under way.
    #[must_use]
    pub fn exports_under_way(&self) -> usize {
        self.config.exports.at_once.saturating_sub(self.exports.available_permits())
    }
}

impl Export {
    /// The next rows; none when there are no more.
    ///
    /// # Errors
    /// The database's.
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>> {
        if self.is_over {
            return Ok(None);
        }
        let chunk = self.app.config.exports.chunk_rows;
        let rows = match &mut self.source {
            Source::Reports(filter) => {
                let (rows, last_id) = self.app.report_rows(filter, chunk).await?;
                self.is_over = i64::try_from(rows.len()).unwrap_or(i64::MAX) < chunk;
                filter.after_id = last_id.or(filter.after_id.take());
                rows
            }
            Source::Ready(rows) => {
                self.is_over = true;
                std::mem::take(rows)
            }
            Source::Ledger(place) => {
                let rows = self.app.ledger_rows(place, chunk).await?;
                self.is_over = place.is_over();
                rows
            }
        };
        self.rows = self.rows.saturating_add(i64::try_from(rows.len()).unwrap_or(i64::MAX));
        Ok(Some(rows))
    }

    /// Notes how the export ended. Whatever goes wrong here, the rows are out: it is told in the log.
    pub async fn end(self, is_complete: bool) {
        let outcome = if is_complete { "complete" } else { "broken_off" };
        let row = ExportEndRow {
            export_id: self.id.clone(),
            outcome: outcome.to_owned(),
            rows_written: self.rows,
            at: self.app.clock.now().naive_utc(),
        };
        tracing::info!(export = self.id, rows = self.rows, outcome, "an export ended");
        if let Err(error) = self.app.storage.write(move |tx| exports::end(tx, &row)).await {
            tracing::error!(%error, export = self.id, "the end of an export is not noted");
        }
    }
}
