//! What the ledger should do, written plainly from `rules.md`: no batches, no database, none of the program's rules.
//!
//! People, shops and campaigns are numbers here; amounts are hundredths.

mod awards;
mod checkout;
mod treasury;

pub use awards::{AwardModel, Wish};

use crate::seeds::{Rules, day};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;

/// Whose account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    Treasury,
    Budget { campaign: usize },
    Pocket { resident: usize, campaign: usize },
    Shop { shop: usize },
}

/// What should stand in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingModel {
    pub kind: &'static str,
    /// By place in the list of postings, from 1.
    pub corrects: Option<usize>,
    pub changes: BTreeMap<Account, i64>,
}

#[derive(Debug, Clone)]
pub struct CampaignModel {
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    pub reckon_by: &'static str,
    pub redeem_until: Option<NaiveDate>,
    pub status: &'static str,
    pub rules: Vec<Rules>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    Live,
    Used,
    Voided,
}

#[derive(Debug, Clone)]
pub struct CodeModel {
    pub resident: usize,
    pub issued_at: DateTime<Utc>,
    pub state: CodeState,
}

#[derive(Debug, Clone)]
pub struct RedemptionModel {
    pub posting: usize,
    pub shop: usize,
    pub resident: usize,
    pub beans: i64,
    pub refunded: i64,
    /// In the order drawn.
    pub draws: Vec<(Account, i64)>,
}

/// What the ledger should answer. `posting` is the place in the list of postings, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Funded { posting: usize, budget_left: i64 },
    Awarded { record: AwardModel },
    CodeIssued,
    Redeemed { redemption: usize, posting: usize, beans: i64, resident: usize, balance_after: i64 },
    Refunded { posting: usize, beans: i64, refundable: i64, resident: usize },
    Settled { posting: usize, owed_to_shop: i64 },
    Moved { posting: Option<usize> },
    Refused(&'static str),
}

/// A command that carries an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keyed {
    Fund {
        campaign: usize,
        beans: i64,
    },
    /// `code` is `None` for digits that were never issued.
    Redeem {
        code: Option<usize>,
        shop: usize,
        beans: i64,
    },
    Refund {
        redemption: Option<usize>,
        shop: usize,
        beans: i64,
    },
    Settle {
        shop: usize,
        beans: i64,
    },
}

/// Seconds that a pay code lives.
pub const CODE_LIFE_S: i64 = 60;

pub struct Model {
    pub now: DateTime<Utc>,
    /// Of the last posting; the journal never goes back in time.
    pub last_posted_at: DateTime<Utc>,
    pub campaigns: Vec<CampaignModel>,
    pub shops_active: Vec<bool>,
    pub balances: BTreeMap<Account, i64>,
    pub owed: BTreeMap<Account, i64>,
    pub earned: BTreeMap<(Account, NaiveDate), i64>,
    pub awards: BTreeMap<usize, AwardModel>,
    wishes: BTreeMap<usize, Wish>,
    pub codes: Vec<CodeModel>,
    pub redemptions: Vec<RedemptionModel>,
    pub postings: Vec<PostingModel>,
    /// Accounts in the order in which they first moved.
    age: Vec<Account>,
    answers: BTreeMap<usize, (Keyed, Answer)>,
}

impl Model {
    pub fn new(now: DateTime<Utc>, campaigns: Vec<CampaignModel>, shops: usize) -> Self {
        Self {
            now,
            last_posted_at: day("2000-01-01").and_hms_opt(0, 0, 0).unwrap().and_utc(),
            campaigns,
            shops_active: vec![true; shops],
            balances: BTreeMap::new(),
            owed: BTreeMap::new(),
            earned: BTreeMap::new(),
            awards: BTreeMap::new(),
            wishes: BTreeMap::new(),
            codes: Vec::new(),
            redemptions: Vec::new(),
            postings: Vec::new(),
            age: Vec::new(),
            answers: BTreeMap::new(),
        }
    }

    /// A command with a key: the first answer for good, whatever has changed since. Says whether it is a replay.
    pub fn keyed(&mut self, key: usize, command: &Keyed) -> (Answer, bool) {
        if let Some((known, answer)) = self.answers.get(&key) {
            return if known == command {
                (answer.clone(), true)
            } else {
                (Answer::Refused("idempotency_key_reused"), false)
            };
        }
        let answer = match *command {
            Keyed::Fund { campaign, beans } => self.fund(campaign, beans),
            Keyed::Redeem { code, shop, beans } => self.redeem(code, shop, beans),
            Keyed::Refund { redemption, shop, beans } => self.refund(redemption, shop, beans),
            Keyed::Settle { shop, beans } => self.settle(shop, beans),
        };
        self.answers.insert(key, (command.clone(), answer.clone()));
        (answer, false)
    }

    pub fn holds(&self, account: Account) -> i64 {
        self.balances.get(&account).copied().unwrap_or(0)
    }

    pub fn owes(&self, pocket: Account) -> i64 {
        self.owed.get(&pocket).copied().unwrap_or(0)
    }

    /// The day on which something that happens now is posted.
    fn today(&self) -> NaiveDate {
        local_day(self.now.max(self.last_posted_at))
    }

    fn post(
        &mut self,
        kind: &'static str,
        corrects: Option<usize>,
        moves: &[(Account, Account, i64)],
    ) -> usize {
        let mut changes = BTreeMap::new();
        for &(from, to, beans) in moves {
            assert!(beans > 0, "the model posts nothing");
            for (account, change) in [(from, -beans), (to, beans)] {
                *changes.entry(account).or_insert(0) += change;
                *self.balances.entry(account).or_insert(0) += change;
                if !self.age.contains(&account) {
                    self.age.push(account);
                }
            }
        }
        for (account, beans) in &self.balances {
            assert!(*beans >= 0 || *account == Account::Treasury, "the model overdraws {account:?}");
        }
        self.last_posted_at = self.last_posted_at.max(self.now);
        self.postings.push(PostingModel { kind, corrects, changes });
        self.postings.len()
    }

    /// A resident's pockets, oldest first.
    fn pockets(&self, resident: usize) -> Vec<Account> {
        let of_resident =
            |account: &&Account| matches!(account, Account::Pocket { resident: of, .. } if *of == resident);
        self.age.iter().filter(of_resident).copied().collect()
    }
}

/// Qilin keeps one time the whole year.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap()).date_naive()
}

impl CodeModel {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        let life = TimeDelta::seconds(CODE_LIFE_S);
        // A clock that was set back must not make a code live for hours.
        now >= self.issued_at + life || now < self.issued_at - life
    }
}
