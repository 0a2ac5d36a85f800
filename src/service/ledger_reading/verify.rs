//! An auditor has the whole journal verified.

use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::ledger::{self, Audit, AuditProgress, HashAlgorithm, Head};
use crate::service::App;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Seconds after which a verification may be over that another waits for.
const RETRY_AFTER_S: u32 = 5;

/// A head that was noted down before: the journal must still pass through it.
#[derive(Debug, Clone)]
pub struct NotedHead {
    /// The number of the last transaction at that time.
    pub seq: i64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
}

/// What a verification came to.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Verification {
    /// Transactions looked at.
    pub transactions: i64,
    /// Whether everything is as it should be.
    pub ok: bool,
    /// The number of the first bad transaction, where one is bad.
    pub first_bad: Option<i64>,
    /// The account whose balance is bad, where one is.
    pub bad_account_id: Option<i64>,
    /// What is wrong, in words.
    pub problem: Option<String>,
    /// The last sound transaction; note it down with its hash to find a cut tail later.
    pub head_seq: i64,
    /// Its hash, in hexadecimal digits.
    pub head_hash: String,
}

/// A verification that is under way. It ends early when this is dropped.
pub struct Verifying {
    progress: watch::Receiver<AuditProgress>,
    audit: JoinHandle<Result<Audit>>,
    by: String,
}

impl Verifying {
    /// How far it is, as often as that changes; `None` once it is over.
    pub async fn progress(&mut self) -> Option<AuditProgress> {
        self.progress.changed().await.ok()?;
        Some(*self.progress.borrow_and_update())
    }

    /// What it comes to.
    ///
    /// # Errors
    /// 503; 500.
    pub async fn outcome(&mut self) -> Result<Verification> {
        let audit = (&mut self.audit).await.map_err(Error::internal)??;
        tracing::info!(by = %self.by, transactions = audit.transactions, ok = audit.is_sound(), "ledger verified");
        Ok(Verification {
            transactions: audit.transactions,
            ok: audit.is_sound(),
            first_bad: audit.first_bad.and_then(|bad| bad.seq),
            bad_account_id: audit.first_bad.and_then(|bad| bad.account_id),
            problem: audit.first_bad.map(|bad| bad.problem.to_string()),
            head_seq: audit.head.seq,
            head_hash: hex::encode(audit.head.hash),
        })
    }
}

impl App {
    /// Begins to verify the whole journal while beans move; one verification at a time.
    ///
    /// # Errors
    /// 403; 422 for a hash that cannot be one; 429 while another is under way.
    pub fn verify_ledger(&self, caller: &Caller, noted: Option<NotedHead>) -> Result<Verifying> {
        caller.must_be(&[Role::Auditor])?;
        let noted = noted.as_ref().map(read_head).transpose()?;
        let turn =
            self.verifications.clone().try_acquire_owned().map_err(|error| {
                Error::new(Code::TooManyRequests).retry_after(RETRY_AFTER_S).because(error)
            })?;
        let (storage, rows) = (self.storage.clone(), self.config.ledger.verify_chunk_rows);
        let algorithm = HashAlgorithm::parse(&self.config.ledger.hash_algorithm)
            .ok_or_else(|| Error::internal("ledger.hash_algorithm is unknown"))?;
        let (told, progress) = watch::channel(AuditProgress { checked: 0, total: 0 });
        let audit = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // Nobody waits any more for what a caller who went away had asked for.
            ledger::verify(&storage, algorithm, rows, noted, &mut |at| told.send(at).map_err(Error::internal))
        });
        Ok(Verifying { progress, audit, by: caller.user_id.clone() })
    }
}

fn read_head(noted: &NotedHead) -> Result<Head> {
    let wrong = || Error::field("head_hash", "invalid_hash", "64 hexadecimal digits");
    let bytes = hex::decode(&noted.hash).map_err(|error| wrong().because(error))?;
    let hash = bytes.try_into().map_err(|_| wrong())?;
    Ok(Head { seq: noted.seq, hash })
}
