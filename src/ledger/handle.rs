//! The ledger as use cases see it: typed calls in front of the writer's bounded queue.

use super::awards::{AwardRecord, AwardWish};
use super::chain::HashAlgorithm;
use super::commands::{
    Answered, Command, Fund, FundReceipt, IssuedPayCode, Receipt, Recorded, Redeem, RedeemReceipt, Refund,
    RefundReceipt, Settle, SettleReceipt,
};
use super::confidence::Confidence;
use super::decide::Decision;
use super::memory::Memory;
use super::store;
use super::writer::{Message, Writer};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::deed::{Deed, DeedKind};
use crate::domain::pay_code::PayCode;
use crate::error::{Code, Error, Result};
use crate::storage::Storage;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures_util::{StreamExt, stream};
use sha2::Digest;
use tokio::sync::{mpsc, oneshot};

/// Pending awards that one sweep looks at.
const SWEEP_LIMIT: i64 = 500;

/// Pending awards that a sweep has in the queue at the same time.
const SWEEP_AT_ONCE: usize = 64;

/// A handle on the ledger's writer. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    queue: mpsc::Sender<Message>,
    storage: Storage,
    clock: Clock,
    pay_code_valid_s: i64,
}

/// How the writer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerFigures {
    /// Whether it takes commands.
    pub alive: bool,
    /// Commands that wait.
    pub waiting: usize,
    /// Commands that may wait.
    pub capacity: usize,
}

impl Ledger {
    /// Starts the writer's thread. It connects when the first command comes.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(storage: &Storage, clock: &Clock, config: &Config) -> Result<Self> {
        let algorithm = HashAlgorithm::parse(&config.ledger.hash_algorithm)
            .ok_or_else(|| Error::internal("ledger.hash_algorithm is unknown"))?;
        let (sender, queue) = mpsc::channel(config.ledger.queue_commands);
        let writer = Writer {
            storage: storage.clone(),
            clock: clock.clone(),
            zone: config.district.timezone,
            algorithm,
            batch_commands: config.ledger.batch_commands,
            queue,
            connection: None,
            scheme: None,
            memory: Memory::new(config.ledger.remembered_owners, config.ledger.remembered_pay_codes),
            confidence: Confidence::new(config.ledger.turns_after_loss, config.ledger.most_turns_after_loss),
        };
        std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || writer.work())
            .map_err(Error::internal)?;
        Ok(Self {
            queue: sender,
            storage: storage.clone(),
            clock: clock.clone(),
            pay_code_valid_s: i64::from(config.pay_codes.valid_s),
        })
    }

    /// Gives a campaign's budget beans.
    ///
    /// # Errors
    /// `not_found`, `campaign_state`, or the ledger is busy or away.
    pub async fn fund(&self, fund: Fund) -> Result<Answered<FundReceipt>> {
        let decision = self.ask(Command::Fund(fund)).await?;
        answered(decision, |receipt| match receipt {
            Receipt::Fund(receipt) => Some(receipt),
            _ => None,
        })
    }

    /// Makes what was granted for a deed follow what is wished; its record is in the database already.
    ///
    /// # Errors
    /// `not_found`, or the ledger is busy or away: then the sweep does it later.
    pub async fn post_award(&self, deed: Deed) -> Result<AwardRecord> {
        award(self.ask(Command::PostAward(deed)).await?)
    }

    /// The same for a deed whose wish comes along. A deed that has a record keeps it.
    ///
    /// # Errors
    /// The ledger is busy or away.
    pub async fn award(&self, wish: AwardWish) -> Result<AwardRecord> {
        award(self.ask(Command::Award(Box::new(wish))).await?)
    }

    /// Makes a pay code for a resident, which voids the one before.
    ///
    /// # Errors
    /// The ledger is busy or away.
    pub async fn issue_pay_code(&self, resident_id: &str) -> Result<IssuedPayCode> {
        let code = PayCode::compose(rand::random());
        let expires_at = self.clock.now() + TimeDelta::seconds(self.pay_code_valid_s);
        let command = Command::IssuePayCode {
            resident_id: resident_id.to_owned(),
            code_hash: pay_code_hash(&code),
            expires_at,
        };
        outcome(self.ask(command).await?)?;
        Ok(IssuedPayCode { code, expires_at })
    }

    /// Takes beans of whoever shows the pay code, for the shop.
    ///
    /// # Errors
    /// `shop_inactive`, `pay_code_…`, `insufficient_beans`, or the ledger is busy or away.
    pub async fn redeem(&self, redeem: Redeem) -> Result<Answered<RedeemReceipt>> {
        let command = Command::Redeem {
            redemption_id: uuid::Uuid::now_v7().to_string(),
            code_hash: pay_code_hash(&redeem.pay_code),
            redeem: Box::new(redeem),
        };
        let decision = self.ask(command).await?;
        answered(decision, |receipt| match receipt {
            Receipt::Redeem(receipt) => Some(receipt),
            _ => None,
        })
    }

    /// Gives beans of one redemption back.
    ///
    /// # Errors
    /// `not_found`, `refund_exceeds_redemption`, `shop_holds_too_little`, or the ledger is busy or away.
    pub async fn refund(&self, refund: Refund) -> Result<Answered<RefundReceipt>> {
        let command =
            Command::Refund { refund_id: uuid::Uuid::now_v7().to_string(), refund: Box::new(refund) };
        let decision = self.ask(command).await?;
        answered(decision, |receipt| match receipt {
            Receipt::Refund(receipt) => Some(receipt),
            _ => None,
        })
    }

    /// Books that the district paid a shop.
    ///
    /// # Errors
    /// `not_found`, `settlement_exceeds_owed`, or the ledger is busy or away.
    pub async fn settle(&self, settle: Settle) -> Result<Answered<SettleReceipt>> {
        let decision = self.ask(Command::Settle(settle)).await?;
        answered(decision, |receipt| match receipt {
            Receipt::Settle(receipt) => Some(receipt),
            _ => None,
        })
    }

    /// Empties a pocket whose last day is over. The posting's number, or none if there was nothing to do.
    ///
    /// # Errors
    /// The ledger is busy or away.
    pub async fn expire(&self, resident_id: &str, campaign_id: &str) -> Result<Option<i64>> {
        let command =
            Command::Expire { resident_id: resident_id.to_owned(), campaign_id: campaign_id.to_owned() };
        moved(self.ask(command).await?)
    }

    /// Gives what is left of an ended campaign's budget back to the treasury.
    ///
    /// # Errors
    /// The ledger is busy or away.
    pub async fn release(&self, campaign_id: &str, actor_id: Option<&str>) -> Result<Option<i64>> {
        let command =
            Command::Release { campaign_id: campaign_id.to_owned(), actor_id: actor_id.map(str::to_owned) };
        moved(self.ask(command).await?)
    }

    /// Posts awards that a crash left pending; says how many. All are tried, whatever becomes of one.
    ///
    /// # Errors
    /// The database or the ledger is away.
    pub async fn sweep(&self) -> Result<usize> {
        let pending = self.storage.read(|c| store::pending_awards(c, SWEEP_LIMIT)).await?;
        let mut deeds = Vec::with_capacity(pending.len());
        for (kind, id) in pending {
            deeds.push(Deed { kind: DeedKind::parse(&kind).map_err(Error::internal)?, id });
        }
        let outcomes = stream::iter(deeds).map(|deed| self.post_award(deed)).buffered(SWEEP_AT_ONCE);
        let outcomes: Vec<Result<AwardRecord>> = outcomes.collect().await;
        let posted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        // One record that cannot be posted does not keep the others waiting, and is told of all the same.
        outcomes.into_iter().find_map(Result::err).map_or(Ok(posted), Err)
    }

    /// Empties pockets whose last day is over, and gives back what ended campaigns left; says how many postings
    /// that took. Looks at a bounded number of pockets, so call it again while it finds something.
    ///
    /// # Errors
    /// The database or the ledger is away.
    pub async fn close_accounts(&self, today_on: NaiveDate) -> Result<usize> {
        let pockets = self.storage.read(move |c| store::expired_pockets(c, today_on, SWEEP_LIMIT)).await?;
        let budgets = self.storage.read(store::unreleased_budgets).await?;
        let mut postings = 0;
        for (resident_id, campaign_id) in pockets {
            postings += usize::from(self.expire(&resident_id, &campaign_id).await?.is_some());
        }
        for campaign_id in budgets {
            postings += usize::from(self.release(&campaign_id, None).await?.is_some());
        }
        Ok(postings)
    }

    /// Forgets pay codes that nobody used and that expired before `before`; says how many.
    ///
    /// # Errors
    /// The database is away.
    pub async fn forget_pay_codes(&self, before: DateTime<Utc>) -> Result<usize> {
        self.storage.write(move |tx| store::forget_pay_codes(tx, before)).await
    }

    /// How the writer stands, for readiness and metrics.
    #[must_use]
    pub fn figures(&self) -> LedgerFigures {
        let capacity = self.queue.max_capacity();
        LedgerFigures { alive: !self.queue.is_closed(), waiting: capacity - self.queue.capacity(), capacity }
    }

    /// Finishes what is waiting and ends the writer.
    pub async fn stop(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Message::Stop(done)).await.is_ok() {
            // An error only says that the writer ended already.
            let _ = wait.await;
        }
    }

    /// Queues a command and waits for its answer. A full queue refuses at once.
    async fn ask(&self, command: Command) -> Result<Decision> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Message::Command(Box::new(command), reply)).map_err(|error| {
            metrics::counter!("golden_beans_ledger_refused_total").increment(1);
            Error::new(Code::LedgerBusy).because(match error {
                mpsc::error::TrySendError::Full(_) => "the ledger's queue is full",
                mpsc::error::TrySendError::Closed(_) => "the ledger's writer has ended",
            })
        })?;
        answer.await.map_err(|error| Error::new(Code::LedgerBusy).because(error))?
    }
}

/// How a pay code is stored, SHA-256 in hex under a name of its own: it lives for a minute, so a plain hash is enough to
/// keep a copied table useless.
#[must_use]
pub fn pay_code_hash(code: &PayCode) -> String {
    let mut hasher = sha2::Sha256::new();
    hasher.update(b"golden-beans/pay-code/1:");
    hasher.update(code.expose().as_bytes());
    hex::encode(hasher.finalize())
}

fn outcome(decision: Decision) -> Result<Receipt> {
    match decision.recorded {
        Recorded::Done(receipt) => Ok(receipt),
        Recorded::Refused(refusal) => Err(Error::from(refusal).replayed(decision.replayed)),
    }
}

fn answered<T>(decision: Decision, pick: impl Fn(Receipt) -> Option<T>) -> Result<Answered<T>> {
    let replayed = decision.replayed;
    let value = pick(outcome(decision)?).ok_or_else(|| Error::new(Code::IdempotencyKeyReused))?;
    Ok(Answered { value, replayed })
}

fn award(decision: Decision) -> Result<AwardRecord> {
    match outcome(decision)? {
        Receipt::Award(record) => Ok(*record),
        _ => Err(Error::internal("the writer gave another command's answer")),
    }
}

fn moved(decision: Decision) -> Result<Option<i64>> {
    match outcome(decision)? {
        Receipt::Moved(seq) => Ok(seq),
        _ => Err(Error::internal("the writer gave another command's answer")),
    }
}
