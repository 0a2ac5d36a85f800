//! A resident looks at what happened to their beans.

use crate::auth::Caller;
use crate::domain::beans::BeanChange;
use crate::domain::deed::DeedKind;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::ledger::PostingKind;
use crate::service::{App, instant_of_us};
use crate::storage::ledger_views::{self, WalletLine};
use chrono::{DateTime, Utc};

/// One thing that happened to a resident's beans.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct WalletEntry {
    /// The journal's number.
    pub seq: i64,
    /// What it was.
    pub kind: PostingKind,
    /// Came in, or went out with a minus.
    pub beans: BeanChange,
    /// What the resident held afterwards, of all campaigns.
    pub balance_after: BeanChange,
    /// When.
    pub at: DateTime<Utc>,
    /// The report, of awards and reversals.
    pub report_id: Option<String>,
    /// The shop's name, of redemptions and refunds.
    pub shop: Option<String>,
}

impl TryFrom<WalletLine> for WalletEntry {
    type Error = Error;

    fn try_from(line: WalletLine) -> Result<Self> {
        let is_report = line.subject_kind == DeedKind::Report.as_str();
        Ok(Self {
            seq: line.seq,
            kind: PostingKind::parse(&line.kind).map_err(Error::internal)?,
            beans: BeanChange::from_hundredths(line.hundredths),
            balance_after: BeanChange::from_hundredths(line.balance_after),
            at: instant_of_us(line.at_us)?,
            report_id: is_report.then_some(line.subject_id),
            shop: line.shop_name,
        })
    }
}

impl App {
    /// What happened to the caller's own beans, newest first, after the last page's.
    ///
    /// # Errors
    /// 403.
    pub async fn wallet_entries(
        &self,
        caller: &Caller,
        below_seq: Option<i64>,
        rows: i64,
    ) -> Result<Vec<WalletEntry>> {
        caller.must_be(&[Role::Resident])?;
        let resident_id = caller.user_id.clone();
        self.storage
            .read(move |conn| {
                ledger_views::wallet_lines(conn, &resident_id, below_seq, rows)?
                    .into_iter()
                    .map(WalletEntry::try_from)
                    .collect()
            })
            .await
    }
}
