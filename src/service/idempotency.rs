//! Requests that may be sent again: the first answer to a key is the answer.
//!
//! The key is taken in the same transaction that does the work, so a crash leaves both or neither, and two requests
//! with one key at the same instant do the work once. Commands of the ledger bring their own, in its writer.

use crate::auth::Caller;
use crate::domain::idempotency::IdempotencyKey;
use crate::error::{Code, Error, Result};
use crate::ledger::Asked;
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::idempotency::{self, AnswerRow};
use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use crate::ledger::Answered;

/// Keys forgotten in one transaction.
const FORGET_AT_ONCE: i64 = 500;

/// A request that carries a key.
#[derive(Debug, Clone)]
pub struct Keyed {
    caller_id: String,
    key: IdempotencyKey,
    request_hash: String,
}

impl Keyed {
    /// The request of this caller: a retry has the same method, path and body, byte for byte.
    #[must_use]
    pub fn new(caller: &Caller, key: IdempotencyKey, method: &str, path: &str, body: &[u8]) -> Self {
        let request_hash = hash_of([method.as_bytes(), path.as_bytes(), body]);
        Self { caller_id: caller.user_id.clone(), key, request_hash }
    }

    /// The form of this program: a retry is the same, byte for byte.
    #[must_use]
    pub fn of_program(api_key_id: &str, key: IdempotencyKey, form: &[u8]) -> Self {
        Self { caller_id: program_caller(api_key_id), key, request_hash: hash_of([form]) }
    }

    /// The form of a program that sent no key: the form itself is the key.
    ///
    /// # Errors
    /// None in practice: a hash is a good key.
    pub fn of_body(api_key_id: &str, form: &[u8]) -> Result<Self> {
        let request_hash = hash_of([form]);
        let key = IdempotencyKey::parse(&format!("form:{request_hash}")).map_err(Error::internal)?;
        Ok(Self { caller_id: program_caller(api_key_id), key, request_hash })
    }

    /// As the ledger wants it, which keeps its answers itself.
    pub(super) fn asked(self) -> Asked {
        Asked { caller_id: self.caller_id, key: self.key, request_hash: self.request_hash }
    }
}

/// Programs and persons never share a key.
fn program_caller(api_key_id: &str) -> String {
    format!("api_key:{api_key_id}")
}

fn hash_of<const N: usize>(parts: [&[u8]; N]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hex::encode(hasher.finalize())
}

/// How long an answer is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// For the days that the settings say; a refusal is not kept.
    ForDays,
    /// For good, a refusal included: for what moves beans.
    ForGood,
}

/// What is kept of an answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Recorded<T> {
    Done(T),
    Refused { code: String, facts: Option<String> },
}

impl App {
    /// Does the work in one write transaction, once for each key.
    ///
    /// # Errors
    /// Those of `work`; 422 `idempotency_key_reused`; a refusal that was recorded.
    pub(super) async fn once<T, F>(
        &self,
        request: Keyed,
        keep: Keep,
        now: DateTime<Utc>,
        mut work: F,
    ) -> Result<Answered<T>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnMut(&mut WriteTx<'_>) -> Result<T> + Send + 'static,
    {
        let asked = request.clone();
        let outcome = self.storage.write(move |tx| once_in(tx, &asked, keep, now, &mut work)).await;
        match outcome {
            // What a state forbids stays forbidden for this key; the work's own transaction is rolled back.
            Err(refusal) if keep == Keep::ForGood && refusal.code().status() == 409 => {
                let (code, facts) = (refusal.code(), refusal.facts().map(str::to_owned));
                let given = self
                    .storage
                    .write(move |tx| refuse_in(tx, &request, now, code, facts.as_deref()))
                    .await?;
                given.ok_or(refusal)
            }
            outcome => outcome,
        }
    }

    /// Does the work in one write transaction, once for each key within `window`: an answer that is older counts no more.
    ///
    /// # Errors
    /// Those of `work`; 422 `idempotency_key_reused`.
    pub(super) async fn once_within<T, F>(
        &self,
        request: Keyed,
        window: TimeDelta,
        now: DateTime<Utc>,
        mut work: F,
    ) -> Result<Answered<T>>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnMut(&mut WriteTx<'_>) -> Result<T> + Send + 'static,
    {
        let before = (now - window).naive_utc();
        self.storage
            .write(move |tx| {
                idempotency::forget_if_before(tx, &request.caller_id, request.key.as_str(), before)?;
                once_in(tx, &request, Keep::ForDays, now, &mut work)
            })
            .await
    }

    /// Whether this caller's key has an answer already, to whatever request.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn was_answered(&self, request: &Keyed) -> Result<bool> {
        let (caller_id, key) = (request.caller_id.clone(), request.key.clone());
        self.storage.read(move |conn| Ok(idempotency::find(conn, &caller_id, key.as_str())?.is_some())).await
    }

    /// Replaces the answer of a key by one that is now complete.
    ///
    /// # Errors
    /// The database's.
    pub(super) async fn complete<T: Serialize>(&self, request: Keyed, value: &T) -> Result<()> {
        let answer = written(&Recorded::Done(value))?;
        self.storage
            .write(move |tx| idempotency::answer(tx, &request.caller_id, request.key.as_str(), &answer))
            .await
    }

    /// Forgets keys that are older than the settings keep them and are not kept for good; tells how many.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_old_answers(&self) -> Result<usize> {
        let kept_days = i64::from(self.config.upkeep.keep_idempotency_days);
        let before = (self.clock.now() - TimeDelta::days(kept_days)).naive_utc();
        let mut forgotten = 0;
        loop {
            let some =
                self.storage.write(move |tx| idempotency::forget_before(tx, before, FORGET_AT_ONCE)).await?;
            if some == 0 {
                return Ok(forgotten);
            }
            forgotten += some;
        }
    }
}

fn once_in<T, F>(
    tx: &mut WriteTx<'_>,
    request: &Keyed,
    keep: Keep,
    now: DateTime<Utc>,
    work: &mut F,
) -> Result<Answered<T>>
where
    T: Serialize + DeserializeOwned,
    F: FnMut(&mut WriteTx<'_>) -> Result<T>,
{
    // Claimed before the work, so that a rival with the same key waits here and not on something of the work's.
    if !idempotency::claim(tx, &row(request, String::new(), keep, now))? {
        return given_before(tx, request);
    }
    let value = work(tx)?;
    let answer = written(&Recorded::Done(&value))?;
    idempotency::answer(tx, &request.caller_id, request.key.as_str(), &answer)?;
    Ok(Answered { value, replayed: false })
}

/// Records a refusal; answers what a rival with the same key was given meanwhile, if there was one.
fn refuse_in<T: DeserializeOwned>(
    tx: &mut WriteTx<'_>,
    request: &Keyed,
    now: DateTime<Utc>,
    code: Code,
    facts: Option<&str>,
) -> Result<Option<Answered<T>>> {
    let recorded =
        Recorded::<()>::Refused { code: code.as_str().to_owned(), facts: facts.map(str::to_owned) };
    if idempotency::claim(tx, &row(request, written(&recorded)?, Keep::ForGood, now))? {
        return Ok(None);
    }
    given_before(tx, request).map(Some)
}

fn given_before<T: DeserializeOwned>(tx: &mut WriteTx<'_>, request: &Keyed) -> Result<Answered<T>> {
    let row = idempotency::find(tx, &request.caller_id, request.key.as_str())?
        .ok_or_else(|| Error::new(Code::IdempotencyInProgress))?;
    if row.request_hash != request.request_hash {
        return Err(Error::new(Code::IdempotencyKeyReused));
    }
    match serde_json::from_str(&row.answer).map_err(Error::internal)? {
        Recorded::Done(value) => Ok(Answered { value, replayed: true }),
        Recorded::Refused { code, facts } => {
            let code = Code::from_name(&code).ok_or_else(|| Error::internal("a refusal of unknown code"))?;
            let refusal = Error::new(code).replayed(true);
            Err(match facts {
                Some(facts) => refusal.with_facts(facts),
                None => refusal,
            })
        }
    }
}

fn row(request: &Keyed, answer: String, keep: Keep, now: DateTime<Utc>) -> AnswerRow {
    AnswerRow {
        caller_id: request.caller_id.clone(),
        idempotency_key: request.key.as_str().to_owned(),
        request_hash: request.request_hash.clone(),
        answer,
        permanent: keep == Keep::ForGood,
        created_at: now.naive_utc(),
    }
}

fn written<T: Serialize>(recorded: &T) -> Result<String> {
    serde_json::to_string(recorded).map_err(Error::internal)
}
