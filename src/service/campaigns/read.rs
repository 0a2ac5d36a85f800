//! Staff look at campaigns.

use super::{CampaignView, STAFF};
use crate::auth::Caller;
use crate::error::Result;
use crate::service::App;
use crate::storage::{campaigns, ledger_views};
use chrono::NaiveDate;

impl App {
    /// One campaign with its money and rules.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn campaign(&self, caller: &Caller, id: String) -> Result<CampaignView> {
        caller.must_be(&STAFF)?;
        self.storage
            .read(move |conn| {
                let stored = campaigns::find(conn, &id)?;
                Ok(CampaignView::new(stored, ledger_views::budget(conn, &id)?))
            })
            .await
    }

    /// Campaigns, the newest season first, after the key of the last page.
    ///
    /// # Errors
    /// 403.
    pub async fn campaigns(
        &self,
        caller: &Caller,
        after: Option<(NaiveDate, String)>,
        rows: i64,
    ) -> Result<Vec<CampaignView>> {
        caller.must_be(&STAFF)?;
        let rows = usize::try_from(rows).unwrap_or(0);
        self.storage
            .read(move |conn| {
                let figures = ledger_views::budgets(conn)?;
                // A district has a handful of campaigns; all are read and the page is cut from them by key.
                let all = campaigns::all(conn)?.into_iter();
                let rest = all.filter(|stored| {
                    let key = (stored.campaign.dates.starts_on(), stored.campaign.id.as_str());
                    after.as_ref().is_none_or(|(starts_on, id)| key < (*starts_on, id.as_str()))
                });
                Ok(rest
                    .take(rows)
                    .map(|stored| {
                        let figures = figures.get(&stored.campaign.id).copied().unwrap_or_default();
                        CampaignView::new(stored, figures)
                    })
                    .collect())
            })
            .await
    }
}
