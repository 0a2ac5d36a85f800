//! Commands with all their names resolved, given to the model and to the ledger.

use super::compare::{Ids, Raw};
use crate::asking::{fund, redeem, refund, settle};
use crate::model::{Answer, Keyed, Model, Wish};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use golden_beans::domain::deed::{Deed, Grade};
use golden_beans::domain::pay_code::PayCode;
use golden_beans::ledger::{AwardWish, Ledger};

#[derive(Debug, Clone)]
pub enum Step {
    Keyed { key: usize, command: Keyed },
    PostAward { deed: usize },
    Award { deed: usize, wish: Wish },
    IssueCode { resident: usize },
    Expire { resident: usize, campaign: usize },
    Release { campaign: usize },
}

/// The answer, and whether it is a replay.
pub fn model(model: &mut Model, step: &Step) -> (Answer, bool) {
    match step {
        Step::Keyed { key, command } => model.keyed(*key, command),
        Step::PostAward { deed } => (model.post_award(*deed), false),
        Step::Award { deed, wish } => (model.award(*deed, wish), false),
        Step::IssueCode { resident } => (model.issue_code(*resident), false),
        Step::Expire { resident, campaign } => (model.expire(*resident, *campaign), false),
        Step::Release { campaign } => (model.release(*campaign), false),
    }
}

/// Sends the command when it is first polled.
pub fn ledger(ledger: &Ledger, ids: &Ids, step: &Step) -> BoxFuture<'static, Raw> {
    let ledger = ledger.clone();
    match step.clone() {
        Step::Keyed { key, command } => keyed(ledger, ids, key, &command),
        Step::PostAward { deed } => {
            let deed = Deed::report(Ids::deed(deed));
            async move { Raw::Award(ledger.post_award(deed).await) }.boxed()
        }
        Step::Award { deed, wish } => {
            let wish = real_wish(deed, &wish);
            async move { Raw::Award(ledger.award(wish).await) }.boxed()
        }
        Step::IssueCode { resident } => {
            async move { Raw::Code(ledger.issue_pay_code(&Ids::resident(resident)).await) }.boxed()
        }
        Step::Expire { resident, campaign } => {
            async move { Raw::Moved(ledger.expire(&Ids::resident(resident), &Ids::campaign(campaign)).await) }
                .boxed()
        }
        Step::Release { campaign } => {
            async move { Raw::Moved(ledger.release(&Ids::campaign(campaign), None).await) }.boxed()
        }
    }
}

fn keyed(ledger: Ledger, ids: &Ids, key: usize, command: &Keyed) -> BoxFuture<'static, Raw> {
    let key = format!("key-{key}");
    match *command {
        Keyed::Fund { campaign, beans } => {
            let fund = fund(&Ids::campaign(campaign), beans, &key);
            async move { Raw::Fund(ledger.fund(fund).await) }.boxed()
        }
        Keyed::Settle { shop, beans } => {
            let settle = settle(&Ids::shop(shop), beans, &key);
            async move { Raw::Settle(ledger.settle(settle).await) }.boxed()
        }
        Keyed::Redeem { code, shop, beans } => {
            let never_issued = || PayCode::compose([7; 16]);
            let code = code.map_or_else(never_issued, |number| ids.codes[number].clone());
            let redeem = redeem(&code, &Ids::shop(shop), beans, &key);
            async move { Raw::Redeem(ledger.redeem(redeem).await) }.boxed()
        }
        Keyed::Refund { redemption, shop, beans } => {
            let id = redemption.map_or("none".to_owned(), |number| ids.redemptions[number].clone());
            let refund = refund(&id, &Ids::shop(shop), beans, &key);
            async move { Raw::Refund(ledger.refund(refund).await) }.boxed()
        }
    }
}

pub fn real_wish(deed: usize, wish: &Wish) -> AwardWish {
    AwardWish {
        deed: Deed::report(Ids::deed(deed)),
        resident_id: Ids::resident(wish.resident),
        grade: wish.grade.map(|grade| Grade::parse(grade).unwrap()),
        submitted_at: wish.submitted_at,
        closed_at: wish.closed_at,
        excluded: wish.excluded,
        actor_id: Some("dispatcher".to_owned()),
        reason: None,
    }
}
