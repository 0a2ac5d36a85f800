//! Beans in and out of the treasury: funding, settling with shops, expiry, and the end of a campaign.

use super::{Batch, Outcome, defect};
use crate::domain::beans::Beans;
use crate::domain::calendar::local_date;
use crate::domain::campaign::CampaignStatus;
use crate::error::{Code, Result};
use crate::ledger::account::{AccountKey, TREASURY};
use crate::ledger::commands::{Fund, FundReceipt, Receipt, Refusal, Settle, SettleReceipt};
use crate::ledger::posting::{Heading, PostingKind, Transfer};
use crate::ledger::scheme::ShopState;

/// A campaign that ended takes no more.
pub(super) fn fund(batch: &mut Batch, fund: &Fund) -> Result<Outcome> {
    match batch.scheme.campaign(&fund.campaign_id).map(|campaign| campaign.status) {
        None => return Ok(Err(Refusal::new(Code::NotFound))),
        Some(CampaignStatus::Ended) => {
            return Ok(Err(Refusal::new(Code::CampaignState).with_facts("ended")));
        }
        Some(CampaignStatus::Draft | CampaignStatus::Active | CampaignStatus::Paused) => {}
    }
    let at = batch.books.at();
    let key = AccountKey::Budget { campaign_id: fund.campaign_id.clone() };
    let holds = batch.books.find(&key).map_or(Beans::ZERO, |id| batch.books.beans_in(id));
    if holds.checked_add(fund.beans).is_err() {
        return Ok(Err(Refusal::new(Code::ValidationFailed).with_facts(format!("at most {}", Beans::MAX))));
    }
    let budget = batch.books.open(key);
    let heading = Heading {
        kind: PostingKind::Fund,
        subject_kind: "campaign".to_owned(),
        subject_id: fund.campaign_id.clone(),
        corrects: None,
        actor_id: Some(fund.actor_id.clone()),
        memo: Some(fund.memo.clone()),
    };
    let seq = batch
        .books
        .post(&heading, &[Transfer { from: TREASURY, to: budget, beans: fund.beans }])
        .map_err(defect)?;
    let budget_left = batch.books.beans_in(budget);
    Ok(Ok(Receipt::Fund(FundReceipt { seq, beans: fund.beans, budget_left, at })))
}

/// A shop that is no longer active is still paid what it is owed.
pub(super) fn settle(batch: &mut Batch, settle: &Settle) -> Result<Outcome> {
    if batch.scheme.shop(&settle.shop_id) == ShopState::Unknown {
        return Ok(Err(Refusal::new(Code::NotFound)));
    }
    let shop = batch.books.find(&AccountKey::Shop { shop_id: settle.shop_id.clone() });
    let owed = shop.map_or(Beans::ZERO, |id| batch.books.beans_in(id));
    let (Some(shop), true) = (shop, settle.beans <= owed) else {
        return Ok(Err(Refusal::new(Code::SettlementExceedsOwed).with_facts(format!("owed: {owed}"))));
    };
    let at = batch.books.at();
    let heading = Heading {
        kind: PostingKind::Settle,
        subject_kind: "shop".to_owned(),
        subject_id: settle.shop_id.clone(),
        corrects: None,
        actor_id: Some(settle.actor_id.clone()),
        memo: Some(settle.memo.clone()),
    };
    let seq = batch
        .books
        .post(&heading, &[Transfer { from: shop, to: TREASURY, beans: settle.beans }])
        .map_err(defect)?;
    let owed_to_shop = owed.saturating_sub(settle.beans);
    Ok(Ok(Receipt::Settle(SettleReceipt { seq, beans: settle.beans, owed_to_shop, at })))
}

/// Empties a pocket whose last day is over; does nothing for any other.
pub(super) fn expire(batch: &mut Batch, resident_id: &str, campaign_id: &str) -> Result<Outcome> {
    let today = local_date(batch.books.at(), batch.zone);
    let over = batch
        .scheme
        .campaign(campaign_id)
        .and_then(|campaign| campaign.redeem_until)
        .is_some_and(|last_on| last_on < today);
    let key = AccountKey::Pocket { resident_id: resident_id.to_owned(), campaign_id: campaign_id.to_owned() };
    let pocket = batch.books.find(&key);
    let holds = pocket.map_or(Beans::ZERO, |id| batch.books.beans_in(id));
    let (Some(pocket), true, false) = (pocket, over, holds.is_zero()) else {
        return Ok(Ok(Receipt::Moved(None)));
    };
    let heading = heading_of_campaign(PostingKind::Expire, campaign_id, None);
    let seq = batch
        .books
        .post(&heading, &[Transfer { from: pocket, to: TREASURY, beans: holds }])
        .map_err(defect)?;
    Ok(Ok(Receipt::Moved(Some(seq))))
}

/// Gives what is left of an ended campaign's budget back; does nothing for any other.
pub(super) fn release(batch: &mut Batch, campaign_id: &str, actor_id: Option<&str>) -> Result<Outcome> {
    let ended =
        batch.scheme.campaign(campaign_id).is_some_and(|campaign| campaign.status == CampaignStatus::Ended);
    let budget = batch.books.find(&AccountKey::Budget { campaign_id: campaign_id.to_owned() });
    let holds = budget.map_or(Beans::ZERO, |id| batch.books.beans_in(id));
    let (Some(budget), true, false) = (budget, ended, holds.is_zero()) else {
        return Ok(Ok(Receipt::Moved(None)));
    };
    let heading = heading_of_campaign(PostingKind::Release, campaign_id, actor_id);
    let seq = batch
        .books
        .post(&heading, &[Transfer { from: budget, to: TREASURY, beans: holds }])
        .map_err(defect)?;
    Ok(Ok(Receipt::Moved(Some(seq))))
}

fn heading_of_campaign(kind: PostingKind, campaign_id: &str, actor_id: Option<&str>) -> Heading {
    Heading {
        kind,
        subject_kind: "campaign".to_owned(),
        subject_id: campaign_id.to_owned(),
        corrects: None,
        actor_id: actor_id.map(str::to_owned),
        memo: None,
    }
}
