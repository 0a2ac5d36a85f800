//! Brings in reports that were closed elsewhere, from a file with one line a report.
//!
//! A line walks the same way as a live report: filed, accepted, closed, and its award posted by the ledger. A bad line
//! stops nothing. Running it again does nothing: a report is known by its number.

mod line;
mod write;

pub use line::BadLine;

use crate::domain::beans::Beans;
use crate::domain::campaign::{Campaign, CampaignStatus};
use crate::domain::deed::Deed;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::reports::Clockwork;
use crate::storage::{campaigns, categories};
use futures_util::future::try_join_all;
use line::{Columns, Line, Reader};
use std::io::Read;
use std::sync::Arc;

/// What came of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Lines that are in the database now and were not before.
    pub added: u64,
    /// Lines that were there already.
    pub already_there: u64,
    /// Lines that were refused.
    pub bad: u64,
    /// Beans that the added ones earned.
    pub beans: Beans,
}

/// What whoever runs an import is told on the way.
#[derive(Debug)]
pub enum ImportNews<'a> {
    /// So many lines are done.
    Done(u64),
    /// A line was refused.
    Bad(&'a BadLine),
}

impl App {
    /// Imports a file under a campaign. Every line must be closed (or submitted, if the campaign reckons so) on one of
    /// the campaign's days.
    ///
    /// # Errors
    /// 404 if there is no such campaign, 409 `campaign_state` if it is not active; 422 if the file lacks a column; 503.
    /// What was done before stays, and running it again goes on from there.
    pub async fn import_reports(
        &self,
        file: impl Read,
        campaign_id: &str,
        mut tell: impl FnMut(ImportNews<'_>),
    ) -> Result<ImportSummary> {
        let columns = Arc::new(self.import_columns(campaign_id).await?);
        let mut reader = Reader::new(file)?;
        let mut summary = ImportSummary::default();
        loop {
            let (mut lines, mut read) = (Vec::new(), 0_u64);
            while lines.len() < self.config.import.batch_lines {
                let Some(next) = reader.next_line(&columns)? else { break };
                read += 1;
                match next {
                    Ok(line) => lines.push(line),
                    Err(bad) => summary.refuse(&bad, &mut tell),
                }
            }
            if read == 0 {
                break;
            }
            if !lines.is_empty() {
                self.import_batch(lines, &columns, &mut summary, &mut tell).await?;
            }
            tell(ImportNews::Done(read));
        }
        // What an earlier run, or a crash, left pending.
        while self.ledger.sweep().await? > 0 {}
        Ok(summary)
    }

    /// Files, accepts and closes a batch in one transaction, then has the ledger post its awards.
    async fn import_batch(
        &self,
        lines: Vec<Line>,
        columns: &Columns,
        summary: &mut ImportSummary,
        tell: &mut impl FnMut(ImportNews<'_>),
    ) -> Result<()> {
        let now = self.clock.now();
        let clockwork = Arc::clone(&columns.clockwork);
        let written = self.storage.write(move |tx| write::write_in(tx, &lines, &clockwork, now)).await?;
        summary.added += written.added;
        summary.already_there += written.already_there;
        for bad in &written.bad {
            summary.refuse(bad, tell);
        }
        // All at once and in the order of the file: the ledger takes them as one batch.
        let records =
            try_join_all(written.deeds.into_iter().map(|deed: Deed| self.ledger.post_award(deed))).await?;
        for record in records {
            summary.beans = summary.beans.checked_add(record.beans).map_err(Error::internal)?;
        }
        Ok(())
    }

    /// What lines are read by: the campaign's days, the categories, the limits.
    async fn import_columns(&self, campaign_id: &str) -> Result<Columns> {
        let id = campaign_id.to_owned();
        let zone = self.config.district.timezone;
        let (campaign, categories, clockwork) = self
            .storage
            .read(move |conn| {
                let campaign = campaigns::find(conn, &id)?.campaign;
                Ok((campaign, categories::all(conn)?, Clockwork::load(conn, zone)?))
            })
            .await?;
        must_be_active(&campaign)?;
        Ok(Columns {
            campaign,
            categories,
            clockwork: Arc::new(clockwork),
            zone,
            number_prefix: self.config.district.number_prefix.clone(),
            limits: self.config.reports.clone(),
            handle_chars: self.config.import.handle_chars,
            now: self.clock.now(),
        })
    }
}

impl ImportSummary {
    fn refuse(&mut self, bad: &BadLine, tell: &mut impl FnMut(ImportNews<'_>)) {
        self.bad += 1;
        tell(ImportNews::Bad(bad));
    }
}

/// Under any other campaign every line would silently earn nothing.
fn must_be_active(campaign: &Campaign) -> Result<()> {
    match campaign.status {
        CampaignStatus::Active => Ok(()),
        status => Err(Error::new(Code::CampaignState).with_facts(status.to_string())),
    }
}
