//! Commands as use cases would give them to the ledger.

use chrono::{DateTime, Utc};
use golden_beans::domain::beans::Beans;
use golden_beans::domain::deed::{Deed, Grade};
use golden_beans::domain::idempotency::IdempotencyKey;
use golden_beans::domain::pay_code::PayCode;
use golden_beans::ledger::{Asked, AwardWish, Fund, Redeem, Refund, Settle};

use super::seeds::cashier_of;

pub fn beans(hundredths: i64) -> Beans {
    Beans::from_hundredths(hundredths).unwrap()
}

/// A request with this key. What a use case would hash over is given by its words here.
pub fn asked(caller_id: &str, key: &str, body: &str) -> Asked {
    Asked {
        caller_id: caller_id.to_owned(),
        key: IdempotencyKey::parse(&key.replace(' ', "-")).unwrap(),
        request_hash: body.to_owned(),
    }
}

pub fn fund(campaign_id: &str, hundredths: i64, key: &str) -> Fund {
    Fund {
        asked: asked("finance", key, &format!("fund {campaign_id} {hundredths}")),
        campaign_id: campaign_id.to_owned(),
        beans: beans(hundredths),
        memo: "district budget".to_owned(),
        actor_id: "finance".to_owned(),
    }
}

pub fn redeem(code: &PayCode, shop_id: &str, hundredths: i64, key: &str) -> Redeem {
    Redeem {
        asked: asked(&cashier_of(shop_id), key, &format!("redeem {} {hundredths}", code.expose())),
        pay_code: code.clone(),
        beans: beans(hundredths),
        order_no: Some(format!("order {key}")),
        shop_id: shop_id.to_owned(),
        cashier_id: cashier_of(shop_id),
    }
}

pub fn refund(redemption_id: &str, shop_id: &str, hundredths: i64, key: &str) -> Refund {
    Refund {
        asked: asked(&cashier_of(shop_id), key, &format!("refund {redemption_id} {hundredths}")),
        redemption_id: redemption_id.to_owned(),
        shop_id: shop_id.to_owned(),
        cashier_id: cashier_of(shop_id),
        beans: beans(hundredths),
        reason: "returned goods".to_owned(),
    }
}

pub fn settle(shop_id: &str, hundredths: i64, key: &str) -> Settle {
    Settle {
        asked: asked("finance", key, &format!("settle {shop_id} {hundredths}")),
        shop_id: shop_id.to_owned(),
        beans: beans(hundredths),
        memo: "bank transfer".to_owned(),
        actor_id: "finance".to_owned(),
    }
}

/// A report by this resident, closed now with this grade.
pub fn wish(deed_id: &str, resident_id: &str, grade: Option<&str>, at: DateTime<Utc>) -> AwardWish {
    AwardWish {
        deed: Deed::report(deed_id),
        resident_id: resident_id.to_owned(),
        grade: grade.map(|grade| Grade::parse(grade).unwrap()),
        submitted_at: at,
        closed_at: at,
        excluded: false,
        actor_id: Some("dispatcher".to_owned()),
        reason: None,
    }
}
