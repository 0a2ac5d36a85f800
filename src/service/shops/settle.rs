//! Finance books that the district paid a shop yuan for its beans.

use crate::auth::Caller;
use crate::domain::beans::{Beans, BeansInput};
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::ledger::Settle;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keyed};
use crate::service::{App, instant_of_us};
use crate::storage::ledger_views::{self, SettlementRow};
use crate::storage::shops;
use chrono::{DateTime, Utc};

/// A settlement to be booked.
#[derive(Debug, Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSettlement {
    /// How many beans were paid for, at a yuan each; no more than the shop is owed.
    pub beans: BeansInput,
    /// The payment's reference, for the auditor.
    pub memo: String,
}

/// A settlement that was booked.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Settled {
    /// The journal's number.
    pub seq: i64,
    /// The shop.
    pub shop_id: String,
    /// How many.
    pub beans: Beans,
    /// What the shop was still owed afterwards.
    pub owed_to_shop: Beans,
    /// When.
    pub at: DateTime<Utc>,
}

/// A settlement in a shop's list.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Settlement)]
pub struct SettlementView {
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// The payment's reference.
    pub memo: Option<String>,
    /// The finance user who booked it.
    pub actor_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl TryFrom<SettlementRow> for SettlementView {
    type Error = Error;

    fn try_from(row: SettlementRow) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            beans: Beans::from_hundredths(row.hundredths).map_err(Error::internal)?,
            memo: row.memo,
            actor_id: row.actor_id,
            at: instant_of_us(row.at_us)?,
        })
    }
}

impl App {
    /// Books that a shop was paid, also one that is no longer active.
    ///
    /// # Errors
    /// 403, `proof_required` among them; 404; 422; 409 `settlement_exceeds_owed`; 503.
    pub async fn settle_shop(
        &self,
        caller: &Caller,
        shop_id: String,
        new: NewSettlement,
        keyed: Keyed,
    ) -> Result<Answered<Settled>> {
        caller.must_be(&[Role::Finance])?;
        let mut fields = Fields::default();
        let beans = fields.positive_beans("beans", new.beans);
        let memo = fields.text("memo", &new.memo, self.config.scheme.memo_chars);
        fields.finish()?;
        // A shop that is not there is no refusal to be recorded: nothing of it is in the ledger.
        let wanted = shop_id.clone();
        self.storage.read(move |conn| shops::find(conn, &wanted)).await?;
        self.must_have_proven(caller, self.config.auth.settlement_proof_minutes).await?;
        let actor_id = caller.user_id.clone();
        let settle = Settle { asked: keyed.asked(), shop_id: shop_id.clone(), beans, memo, actor_id };
        let Answered { value, replayed } = self.ledger.settle(settle).await?;
        let owed_to_shop = value.owed_to_shop;
        let settled = Settled { seq: value.seq, shop_id, beans: value.beans, owed_to_shop, at: value.at };
        Ok(Answered { value: settled, replayed })
    }

    /// A shop's settlements, the newest first, after the last page's.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn settlements(
        &self,
        caller: &Caller,
        shop_id: String,
        below_seq: Option<i64>,
        rows: i64,
    ) -> Result<Vec<SettlementView>> {
        caller.must_be(&[Role::Finance, Role::Auditor])?;
        self.storage
            .read(move |conn| {
                shops::find(conn, &shop_id)?;
                ledger_views::settlements(conn, &shop_id, below_seq, rows)?
                    .into_iter()
                    .map(SettlementView::try_from)
                    .collect()
            })
            .await
    }
}
