//! An admin activates, pauses, resumes or ends a campaign.

use super::CampaignView;
use crate::auth::Caller;
use crate::domain::calendar::local_date;
use crate::domain::campaign::{CampaignStatus, CampaignStep};
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::{campaigns, ledger_views};
use chrono::NaiveDate;

impl App {
    /// Takes a step with a campaign. When it ends, what is left of its budget goes back to the treasury. Ending an
    /// ended campaign whose budget was not released, because something broke in between, releases it.
    ///
    /// # Errors
    /// 403; 404; 409 `campaign_state`, `campaign_without_rules`; 503.
    pub async fn change_campaign(
        &self,
        caller: &Caller,
        id: &str,
        step: CampaignStep,
    ) -> Result<CampaignView> {
        caller.must_be(&[Role::Admin])?;
        let today_on = local_date(self.clock.now(), self.config.district.timezone);
        let campaign_id = id.to_owned();
        let status = self.storage.write(move |tx| change_in(tx, &campaign_id, step, today_on)).await?;
        tracing::info!(campaign = id, %step, by = %caller.user_id, "campaign changed");
        if status == CampaignStatus::Ended {
            self.ledger.release(id, Some(&caller.user_id)).await?;
        }
        self.campaign(caller, id.to_owned()).await
    }
}

fn change_in(
    tx: &mut WriteTx<'_>,
    id: &str,
    step: CampaignStep,
    today_on: NaiveDate,
) -> Result<CampaignStatus> {
    campaigns::scheme_changes(tx)?;
    let campaign = campaigns::find(tx, id)?.campaign;
    let is_ended = campaign.status == CampaignStatus::Ended;
    if is_ended && step == CampaignStep::End && !ledger_views::budget(tx, id)?.left.is_zero() {
        return Ok(CampaignStatus::Ended);
    }
    let status = campaign.next(step)?;
    let ended_on = (status == CampaignStatus::Ended).then(|| campaign.ended_on(today_on));
    campaigns::set_status(tx, id, status, ended_on)?;
    Ok(status)
}
