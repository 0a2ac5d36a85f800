//! Finance gives a campaign's budget beans.

use crate::auth::Caller;
use crate::domain::beans::{Beans, BeansInput};
use crate::domain::role::Role;
use crate::error::Result;
use crate::ledger::Fund;
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keyed};
use crate::storage::campaigns;
use chrono::{DateTime, Utc};

/// A funding to be booked.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFunding {
    /// How many, more than zero.
    pub beans: BeansInput,
    /// Why, for the auditor: the decree or the payment's reference.
    pub memo: String,
}

/// A funding that was booked.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Funded {
    /// The journal's number.
    pub seq: i64,
    /// The campaign.
    pub campaign_id: String,
    /// How many.
    pub beans: Beans,
    /// What the budget held afterwards.
    pub budget_left: Beans,
    /// When.
    pub at: DateTime<Utc>,
}

impl App {
    /// Gives a campaign's budget beans from the treasury.
    ///
    /// # Errors
    /// 403; 404; 422; 409 `campaign_state` once it has ended; 503.
    pub async fn fund_campaign(
        &self,
        caller: &Caller,
        campaign_id: String,
        new: NewFunding,
        keyed: Keyed,
    ) -> Result<Answered<Funded>> {
        caller.must_be(&[Role::Finance])?;
        let mut fields = Fields::default();
        let beans = fields.positive_beans("beans", new.beans);
        let memo = fields.text("memo", &new.memo, self.config.scheme.memo_chars);
        fields.finish()?;
        // A campaign that is not there is no refusal to be recorded: nothing of it is in the ledger.
        let wanted = campaign_id.clone();
        self.storage.read(move |conn| campaigns::find(conn, &wanted)).await?;
        let actor_id = caller.user_id.clone();
        let fund = Fund { asked: keyed.asked(), campaign_id: campaign_id.clone(), beans, memo, actor_id };
        let Answered { value, replayed } = self.ledger.fund(fund).await?;
        let funded = Funded {
            seq: value.seq,
            campaign_id,
            beans: value.beans,
            budget_left: value.budget_left,
            at: value.at,
        };
        Ok(Answered { value: funded, replayed })
    }
}
