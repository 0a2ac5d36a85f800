//! The ledger's answers and books in the model's words.

use crate::bookkeeper::{self, Bookkeeper};
use crate::model::{Account, Answer, AwardModel, Model, PostingModel};
use diesel::prelude::*;
use golden_beans::domain::award::LimitedBy;
use golden_beans::domain::pay_code::PayCode;
use golden_beans::error::{Error, Result};
use golden_beans::ledger::{
    Answered, AwardRecord, FundReceipt, IssuedPayCode, RedeemReceipt, RefundReceipt, SettleReceipt,
};
use golden_beans::service::App;
use golden_beans::storage::schema::account_balance;
use std::collections::BTreeMap;

/// The ledger's names of the model's numbers.
#[derive(Default)]
pub struct Ids {
    pub codes: Vec<PayCode>,
    pub redemptions: Vec<String>,
}

impl Ids {
    pub fn campaign(number: usize) -> String {
        format!("campaign-{number}")
    }

    pub fn shop(number: usize) -> String {
        format!("shop-{number}")
    }

    pub fn resident(number: usize) -> String {
        format!("resident-{number}")
    }

    pub fn deed(number: usize) -> String {
        format!("deed-{number}")
    }

    fn number(id: &str) -> usize {
        id.rsplit_once('-').unwrap().1.parse().unwrap()
    }
}

/// As the ledger answered.
pub enum Raw {
    Fund(Result<Answered<FundReceipt>>),
    Award(Result<AwardRecord>),
    Code(Result<IssuedPayCode>),
    Redeem(Result<Answered<RedeemReceipt>>),
    Refund(Result<Answered<RefundReceipt>>),
    Settle(Result<Answered<SettleReceipt>>),
    Moved(Result<Option<i64>>),
}

fn posting(seq: i64) -> usize {
    usize::try_from(seq).unwrap()
}

/// In the model's words; keeps the names of new codes and redemptions.
pub fn normal(ids: &mut Ids, raw: Raw) -> (Answer, bool) {
    let outcome = match raw {
        Raw::Fund(outcome) => outcome.map(|Answered { value, replayed }| {
            (
                Answer::Funded { posting: posting(value.seq), budget_left: value.budget_left.hundredths() },
                replayed,
            )
        }),
        Raw::Award(outcome) => outcome.map(|record| (Answer::Awarded { record: award(&record) }, false)),
        Raw::Code(outcome) => outcome.map(|issued| {
            ids.codes.push(issued.code);
            (Answer::CodeIssued, false)
        }),
        Raw::Redeem(outcome) => outcome.map(|Answered { value, replayed }| (redeemed(ids, &value), replayed)),
        Raw::Refund(outcome) => outcome.map(|Answered { value, replayed }| {
            let answer = Answer::Refunded {
                posting: posting(value.seq),
                beans: value.beans.hundredths(),
                refundable: value.refundable.hundredths(),
                resident: Ids::number(&value.resident_id),
            };
            (answer, replayed)
        }),
        Raw::Settle(outcome) => outcome.map(|Answered { value, replayed }| {
            (
                Answer::Settled {
                    posting: posting(value.seq),
                    owed_to_shop: value.owed_to_shop.hundredths(),
                },
                replayed,
            )
        }),
        Raw::Moved(outcome) => outcome.map(|seq| (Answer::Moved { posting: seq.map(posting) }, false)),
    };
    outcome.unwrap_or_else(|error: Error| (Answer::Refused(error.code().as_str()), error.is_replayed()))
}

fn redeemed(ids: &mut Ids, receipt: &RedeemReceipt) -> Answer {
    let known = ids.redemptions.iter().position(|id| *id == receipt.redemption_id);
    let redemption = known.unwrap_or_else(|| {
        ids.redemptions.push(receipt.redemption_id.clone());
        ids.redemptions.len() - 1
    });
    Answer::Redeemed {
        redemption,
        posting: posting(receipt.seq),
        beans: receipt.beans.hundredths(),
        resident: Ids::number(&receipt.resident_id),
        balance_after: receipt.balance_after.hundredths(),
    }
}

fn award(record: &AwardRecord) -> AwardModel {
    let known_grade = |grade: &str| {
        ["minor", "general", "major", "co_reporter"].into_iter().find(|known| *known == grade).unwrap()
    };
    AwardModel {
        pending: record.pending,
        grade: record.grade.as_ref().map(|grade| known_grade(grade.as_str())),
        tier_beans: record.tier_beans.hundredths(),
        beans: record.beans.hundredths(),
        limited_by: record.limited_by.map(LimitedBy::as_str),
        campaign: record.campaign_id.as_deref().map(Ids::number),
        rule_version: record.rule_version.map(|version| usize::try_from(version).unwrap()),
        reckoned_on: record.reckoned_on,
        posting: record.seq.map(posting),
    }
}

/// The books are sound in themselves, and are what the model's are.
pub async fn books(app: &App, bookkeeper: &mut Bookkeeper, model: &Model) -> std::result::Result<(), String> {
    let known = posting(bookkeeper.seq());
    let new = bookkeeper.check(&app.storage).await?;
    let stored: Vec<PostingModel> = new.iter().map(|posting| posting_model(bookkeeper, posting)).collect();
    let expected = &model.postings[known..];
    for (place, (expected, stored)) in expected.iter().zip(&stored).enumerate() {
        if expected != stored {
            let seq = known + place + 1;
            return Err(format!("posting {seq}\nthe model's  {expected:?}\nthe ledger's {stored:?}"));
        }
    }
    if expected.len() != stored.len() {
        return Err(format!("the model made the postings {expected:?}, the ledger {stored:?}"));
    }
    debts(app, bookkeeper, model).await
}

fn posting_model(bookkeeper: &Bookkeeper, stored: &bookkeeper::Posting) -> PostingModel {
    let kinds = ["fund", "award", "redeem", "refund", "reverse", "settle", "expire", "release"];
    let account = |id: i64| account_model(bookkeeper.account(id));
    PostingModel {
        kind: kinds.into_iter().find(|kind| *kind == stored.kind).unwrap(),
        corrects: stored.corrects.map(posting),
        changes: stored.entries.iter().map(|entry| (account(entry.account_id), entry.beans)).collect(),
    }
}

fn account_model(account: &bookkeeper::Account) -> Account {
    let owner = || Ids::number(&account.owner_id);
    match &*account.kind {
        "treasury" => Account::Treasury,
        "budget" => Account::Budget { campaign: owner() },
        "shop" => Account::Shop { shop: owner() },
        _ => Account::Pocket {
            resident: owner(),
            campaign: Ids::number(account.campaign_id.as_deref().unwrap()),
        },
    }
}

async fn debts(app: &App, bookkeeper: &Bookkeeper, model: &Model) -> std::result::Result<(), String> {
    let rows: Vec<(i64, i64)> = app
        .storage
        .read(|c| {
            Ok(account_balance::table
                .select((account_balance::account_id, account_balance::owed_beans))
                .load(c)?)
        })
        .await
        .map_err(|error| error.to_string())?;
    let stored: BTreeMap<Account, i64> = rows
        .into_iter()
        .filter(|(_, owed)| *owed != 0)
        .map(|(id, owed)| (account_model(bookkeeper.account(id)), owed))
        .collect();
    let expected: BTreeMap<Account, i64> =
        model.owed.iter().filter(|(_, owed)| **owed != 0).map(|(account, owed)| (*account, *owed)).collect();
    if stored == expected {
        Ok(())
    } else {
        Err(format!("the model says owed {expected:?}, the ledger {stored:?}"))
    }
}
