//! What the ledger can be asked to do, and what it answers.

use super::awards::{AwardRecord, AwardWish};
use crate::domain::beans::Beans;
use crate::domain::deed::Deed;
use crate::domain::idempotency::IdempotencyKey;
use crate::domain::pay_code::PayCode;
use crate::error::{Code, Error};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who asked, with which key, for what: makes a retry the same request.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The caller that the key belongs to.
    pub caller_id: String,
    /// The caller's key.
    pub key: IdempotencyKey,
    /// Hash over method, path and body.
    pub request_hash: String,
}

/// An answer, and whether it was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<T> {
    /// The answer.
    pub value: T,
    /// The same answer was given to an earlier request with this key.
    pub replayed: bool,
}

/// Gives a campaign's budget beans from the treasury.
#[derive(Debug, Clone)]
pub struct Fund {
    /// Idempotency.
    pub asked: Asked,
    /// The campaign.
    pub campaign_id: String,
    /// How many, more than zero.
    pub beans: Beans,
    /// Why, for the auditor.
    pub memo: String,
    /// The finance user.
    pub actor_id: String,
}

/// Takes beans of whoever shows the pay code, for the shop.
#[derive(Debug, Clone)]
pub struct Redeem {
    /// Idempotency.
    pub asked: Asked,
    /// As scanned.
    pub pay_code: PayCode,
    /// How many, more than zero.
    pub beans: Beans,
    /// The shop's own number of the sale.
    pub order_no: Option<String>,
    /// The cashier's shop.
    pub shop_id: String,
    /// The cashier.
    pub cashier_id: String,
}

/// Gives beans of one redemption back.
#[derive(Debug, Clone)]
pub struct Refund {
    /// Idempotency.
    pub asked: Asked,
    /// The redemption.
    pub redemption_id: String,
    /// The cashier's shop; a redemption of another shop is not found.
    pub shop_id: String,
    /// The cashier.
    pub cashier_id: String,
    /// How many, more than zero.
    pub beans: Beans,
    /// Why.
    pub reason: String,
}

/// Books that the district paid a shop.
#[derive(Debug, Clone)]
pub struct Settle {
    /// Idempotency.
    pub asked: Asked,
    /// The shop.
    pub shop_id: String,
    /// How many, more than zero; a bean is a yuan.
    pub beans: Beans,
    /// The payment's reference.
    pub memo: String,
    /// The finance user.
    pub actor_id: String,
}

/// What a funding came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundReceipt {
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// What the budget holds afterwards.
    pub budget_left: Beans,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a redemption came to. The shop is never shown `balance_after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemReceipt {
    /// `redemption.id`
    pub redemption_id: String,
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// Whose.
    pub resident_id: String,
    /// What the resident holds afterwards.
    pub balance_after: Beans,
    /// When.
    pub at: DateTime<Utc>,
    /// The shop's own number of the sale.
    pub order_no: Option<String>,
}

/// What a refund came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundReceipt {
    /// `refund.id`
    pub refund_id: String,
    /// The redemption.
    pub redemption_id: String,
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// What may still be refunded of the redemption.
    pub refundable: Beans,
    /// Whose.
    pub resident_id: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a settlement came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleReceipt {
    /// The journal's number.
    pub seq: i64,
    /// How many.
    pub beans: Beans,
    /// What the shop is still owed.
    pub owed_to_shop: Beans,
    /// When.
    pub at: DateTime<Utc>,
}

/// A fresh pay code; the only time it is readable.
#[derive(Debug, Clone)]
pub struct IssuedPayCode {
    /// The digits.
    pub code: PayCode,
    /// Valid until then.
    pub expires_at: DateTime<Utc>,
}

/// The ledger's no: a state that forbids the command. Nothing moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}")]
pub struct Refusal {
    code: String,
    facts: Option<String>,
}

impl Refusal {
    pub(super) fn new(code: Code) -> Self {
        Self { code: code.as_str().to_owned(), facts: None }
    }

    pub(super) fn with_facts(mut self, facts: impl Into<String>) -> Self {
        self.facts = Some(facts.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        Code::from_name(&self.code).unwrap_or(Code::Internal)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let error = Self::new(refusal.code());
        match refusal.facts {
            Some(facts) => error.with_facts(facts),
            None => error,
        }
    }
}

/// A command in the writer's queue.
#[derive(Debug, Clone)]
pub(super) enum Command {
    Fund(Fund),
    /// Makes what was granted follow what is wished; the record is in the database already.
    PostAward(Deed),
    /// The same for a deed whose wish comes with the command.
    Award(Box<AwardWish>),
    IssuePayCode {
        resident_id: String,
        code_hash: String,
        expires_at: DateTime<Utc>,
    },
    Redeem {
        redemption_id: String,
        code_hash: String,
        redeem: Box<Redeem>,
    },
    Refund {
        refund_id: String,
        refund: Box<Refund>,
    },
    Settle(Settle),
    /// Empties a pocket whose last day is over.
    Expire {
        resident_id: String,
        campaign_id: String,
    },
    /// Gives what is left of an ended campaign's budget back to the treasury.
    Release {
        campaign_id: String,
        actor_id: Option<String>,
    },
}

impl Command {
    /// The idempotency of commands that people ask for.
    pub(super) fn asked(&self) -> Option<&Asked> {
        match self {
            Self::Fund(fund) => Some(&fund.asked),
            Self::Redeem { redeem, .. } => Some(&redeem.asked),
            Self::Refund { refund, .. } => Some(&refund.asked),
            Self::Settle(settle) => Some(&settle.asked),
            Self::PostAward(_)
            | Self::Award(_)
            | Self::IssuePayCode { .. }
            | Self::Expire { .. }
            | Self::Release { .. } => None,
        }
    }
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Receipt {
    Fund(FundReceipt),
    #[serde(skip)]
    Award(Box<AwardRecord>),
    #[serde(skip)]
    PayCodeIssued,
    Redeem(RedeemReceipt),
    Refund(RefundReceipt),
    Settle(SettleReceipt),
    #[serde(skip)]
    Moved(Option<i64>),
}

/// What is recorded for an idempotency key: the answer for good, a refusal included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Recorded {
    Done(Receipt),
    Refused(Refusal),
}
