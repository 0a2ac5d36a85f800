//! Redemptions and refunds at a shop's till.

use super::pay_codes::{USED, VOIDED};
use super::{Batch, Outcome, defect};
use crate::domain::beans::Beans;
use crate::domain::calendar::local_date;
use crate::domain::redemption::{PocketView, draw, give_back};
use crate::error::{Code, Error, Result};
use crate::ledger::account::AccountKey;
use crate::ledger::commands::{Receipt, Redeem, RedeemReceipt, Refund, RefundReceipt, Refusal};
use crate::ledger::posting::{Heading, PostingKind, Transfer};
use crate::ledger::scheme::ShopState;
use crate::ledger::store::rows::{PayCodeRow, RedemptionRow, RefundRow};
use chrono::{DateTime, NaiveDate, Utc};

/// What a posting of this room is about.
const SUBJECT: &str = "redemption";

/// Order of refusals: shop, then the code (unknown, used, voided, expired), then the beans.
pub(super) fn redeem(
    batch: &mut Batch,
    redemption_id: &str,
    code_hash: &str,
    redeem: &Redeem,
) -> Result<Outcome> {
    if batch.scheme.shop(&redeem.shop_id) != ShopState::Active {
        return Ok(Err(Refusal::new(Code::ShopInactive)));
    }
    let resident_id = match code_owner(batch, code_hash) {
        Ok(resident_id) => resident_id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let at = batch.books.at();
    let today = local_date(at, batch.zone);
    let pockets = pockets_of(batch, &resident_id);
    let draws = match draw(&pockets, redeem.beans, today) {
        Ok(draws) => draws,
        Err(_) => return Ok(Err(Refusal::new(Code::InsufficientBeans))),
    };
    let shop = batch.books.open(AccountKey::Shop { shop_id: redeem.shop_id.clone() });
    let transfers: Vec<Transfer> =
        draws.iter().map(|(pocket, beans)| Transfer { from: *pocket, to: shop, beans: *beans }).collect();
    let heading = Heading {
        kind: PostingKind::Redeem,
        subject_kind: SUBJECT.to_owned(),
        subject_id: redemption_id.to_owned(),
        corrects: None,
        actor_id: Some(redeem.cashier_id.clone()),
        memo: redeem.order_no.clone(),
    };
    let seq = batch.books.post(&heading, &transfers).map_err(defect)?;
    batch.pay_codes.redeem(code_hash, redemption_id);
    let row = RedemptionRow {
        id: redemption_id.to_owned(),
        seq,
        shop_id: redeem.shop_id.clone(),
        cashier_id: redeem.cashier_id.clone(),
        resident_id: resident_id.clone(),
        order_no: redeem.order_no.clone(),
        beans: redeem.beans.hundredths(),
        refunded_beans: 0,
        at: at.naive_utc(),
        redeemed_on: today,
    };
    batch.redemptions.insert(row.id.clone(), super::batch::KeptRedemption { row, draws, changed: true });
    let balance_after = held(&pockets_of(batch, &resident_id), today);
    Ok(Ok(Receipt::Redeem(RedeemReceipt {
        redemption_id: redemption_id.to_owned(),
        seq,
        beans: redeem.beans,
        resident_id,
        balance_after,
        at,
        order_no: redeem.order_no.clone(),
    })))
}

/// Whose code this is, if it may be used now.
fn code_owner(batch: &Batch, code_hash: &str) -> Result<String, Refusal> {
    let Some(code) = batch.pay_codes.get(code_hash) else {
        return Err(Refusal::new(Code::PayCodeUnknown));
    };
    match code.state.as_str() {
        USED => Err(Refusal::new(Code::PayCodeUsed)),
        VOIDED => Err(Refusal::new(Code::PayCodeVoided)),
        _ if is_over(code, batch.books.now()) => Err(Refusal::new(Code::PayCodeExpired)),
        _ => Ok(code.resident_id.clone()),
    }
}

/// Whether a code's time is over. One that was issued more than its own life in the future is over too: the clock
/// was set back, and it would live for hours. Clocks of several processes that differ by less do no harm.
fn is_over(code: &PayCodeRow, now: DateTime<Utc>) -> bool {
    let now = now.naive_utc();
    let life = code.expires_at - code.issued_at;
    code.expires_at <= now || now < code.issued_at - life
}

fn pockets_of(batch: &Batch, resident_id: &str) -> Vec<PocketView> {
    batch
        .books
        .accounts_of(resident_id)
        .filter_map(|(account_id, account)| {
            let campaign = batch.scheme.campaign(account.key.campaign_id()?)?;
            Some(PocketView { account_id, beans: account.beans(), expires_on: campaign.redeem_until })
        })
        .collect()
}

fn held(pockets: &[PocketView], on: NaiveDate) -> Beans {
    crate::domain::redemption::available(pockets, on)
}

/// Order of refusals: the redemption (not found in this shop), then the amount, then what the shop holds.
pub(super) fn refund(batch: &mut Batch, refund_id: &str, refund: &Refund) -> Result<Outcome> {
    let Some(kept) = batch.redemptions.get(&refund.redemption_id) else {
        return Ok(Err(Refusal::new(Code::NotFound)));
    };
    if kept.row.shop_id != refund.shop_id {
        return Ok(Err(Refusal::new(Code::NotFound)));
    }
    let before = Beans::from_hundredths(kept.row.refunded_beans).map_err(Error::internal)?;
    let returns = match give_back(&kept.draws, before, refund.beans) {
        Ok(returns) => returns,
        Err(exceeds) => {
            let left = format!("left: {}", exceeds.left);
            return Ok(Err(Refusal::new(Code::RefundExceedsRedemption).with_facts(left)));
        }
    };
    let redeemed = kept.row.clone();
    let shop = batch.books.find(&AccountKey::Shop { shop_id: refund.shop_id.clone() });
    let Some(shop) = shop.filter(|id| batch.books.beans_in(*id) >= refund.beans) else {
        return Ok(Err(Refusal::new(Code::ShopHoldsTooLittle)));
    };
    let at = batch.books.at();
    let heading = Heading {
        kind: PostingKind::Refund,
        subject_kind: SUBJECT.to_owned(),
        subject_id: refund.redemption_id.clone(),
        corrects: Some(redeemed.seq),
        actor_id: Some(refund.cashier_id.clone()),
        memo: Some(refund.reason.clone()),
    };
    let transfers: Vec<Transfer> =
        returns.iter().map(|(pocket, beans)| Transfer { from: shop, to: *pocket, beans: *beans }).collect();
    let seq = batch.books.post(&heading, &transfers).map_err(defect)?;
    let refunded = before.checked_add(refund.beans).map_err(Error::internal)?;
    if let Some(kept) = batch.redemptions.get_mut(&refund.redemption_id) {
        kept.row.refunded_beans = refunded.hundredths();
        kept.changed = true;
    }
    batch.refunds.push(RefundRow {
        id: refund_id.to_owned(),
        seq,
        redemption_id: refund.redemption_id.clone(),
        shop_id: refund.shop_id.clone(),
        cashier_id: refund.cashier_id.clone(),
        beans: refund.beans.hundredths(),
        reason: refund.reason.clone(),
        at: at.naive_utc(),
        refunded_on: local_date(at, batch.zone),
    });
    let all = Beans::from_hundredths(redeemed.beans).map_err(Error::internal)?;
    Ok(Ok(Receipt::Refund(RefundReceipt {
        refund_id: refund_id.to_owned(),
        redemption_id: refund.redemption_id.clone(),
        seq,
        beans: refund.beans,
        refundable: all.saturating_sub(refunded),
        resident_id: redeemed.resident_id,
        at,
    })))
}
