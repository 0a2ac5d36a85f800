//! Residents' masked names for the tills. Who makes a code is remembered until `pay_codes.remembered_codes` newer ones are
//! made, so that a till mostly waits for nobody. Else the name is looked up while the ledger decides, and told only if it
//! took the code; the ledger answers a batch of tills at the same moment, so they are looked up together: one query for all
//! that wait.

use crate::auth::Caller;
use crate::domain::name::mask_name;
use crate::domain::pay_code::PayCode;
use crate::error::{Error, Result};
use crate::ledger::pay_code_hash;
use crate::remembered::Remembered;
use crate::service::App;
use crate::storage::{DbConnection, Storage, users};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Whose name is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Asked {
    /// A resident, by id.
    Resident(String),
    /// Whoever made the pay code of this hash.
    Code(String),
}

/// A resident and what a shop sees of their name.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    pub(super) resident_id: String,
    pub(super) masked_name: String,
}

/// Who waits for whose name.
type Waiting = Vec<(Asked, oneshot::Sender<Result<Option<Holder>>>)>;

/// Names that are known, and those who wait for one.
pub(in crate::service) struct NameDesk {
    /// By the hash of a code that this process made. Never touched by reading: the oldest code is forgotten first.
    holders: Mutex<Remembered<Holder>>,
    state: Mutex<DeskState>,
}

#[derive(Default)]
struct DeskState {
    waiting: Waiting,
    /// Somebody is looking names up, and will look up those that wait.
    is_busy: bool,
}

impl NameDesk {
    /// Remembers up to `remembered_codes` codes with who made them.
    pub(in crate::service) fn new(remembered_codes: usize) -> Self {
        let holders = Mutex::new(Remembered::up_to(remembered_codes));
        Self { holders, state: Mutex::default() }
    }

    fn remember(&self, code_hash: String, holder: Holder) {
        self.holders.lock().unwrap_or_else(PoisonError::into_inner).put(code_hash, holder);
    }

    fn remembered(&self, code_hash: &str) -> Option<Holder> {
        self.holders.lock().unwrap_or_else(PoisonError::into_inner).peek(code_hash).cloned()
    }

    /// Queues up; true if nobody is looking names up yet.
    fn queue(&self, asked: Asked, reply: oneshot::Sender<Result<Option<Holder>>>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.push((asked, reply));
        !std::mem::replace(&mut state.is_busy, true)
    }

    /// All that wait now; `None` if nobody does, and then nobody is looking any more.
    fn take(&self) -> Option<Waiting> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_busy = !state.waiting.is_empty();
        state.is_busy.then(|| std::mem::take(&mut state.waiting))
    }
}

impl App {
    /// The name that a shop sees of a resident.
    pub(super) async fn masked_name(&self, resident_id: String) -> Result<String> {
        let holder = self.holder(Asked::Resident(resident_id)).await?;
        Ok(holder.map_or_else(|| mask_name(""), |holder| holder.masked_name))
    }

    /// Keeps in mind who made this pay code, and their name as it was then.
    pub(in crate::service) fn remember_holder(&self, pay_code: &PayCode, caller: &Caller) {
        let holder = Holder { resident_id: caller.user_id.clone(), masked_name: caller.masked_name.clone() };
        self.names.remember(pay_code_hash(pay_code), holder);
    }

    /// Who made this pay code, if anybody did.
    pub(super) async fn holder_of(&self, pay_code: &PayCode) -> Result<Option<Holder>> {
        let hash = pay_code_hash(pay_code);
        match self.names.remembered(&hash) {
            Some(holder) => Ok(Some(holder)),
            None => self.holder(Asked::Code(hash)).await,
        }
    }

    async fn holder(&self, asked: Asked) -> Result<Option<Holder>> {
        let (reply, answer) = oneshot::channel();
        if self.names.queue(asked, reply) {
            // A task of its own: a till that hangs up must not take the others' answers with it.
            tokio::spawn(look_up(self.storage.clone(), Arc::clone(&self.names)));
        }
        answer.await.map_err(Error::internal)?
    }
}

async fn look_up(storage: Storage, desk: Arc<NameDesk>) {
    while let Some(waiting) = desk.take() {
        let asked: Vec<Asked> = waiting.iter().map(|(asked, _)| asked.clone()).collect();
        let found = storage.read(move |conn| find(conn, &asked)).await;
        if let Err(error) = &found {
            tracing::error!(%error, tills = waiting.len(), "residents' names could not be read");
        }
        for (asked, reply) in waiting {
            let holder = match &found {
                Ok(holders) => Ok(holders.get(&asked).cloned()),
                Err(error) => Err(error.outward()),
            };
            // Who hung up needs no answer.
            let _ = reply.send(holder);
        }
    }
}

fn find(connection: &mut DbConnection, asked: &[Asked]) -> Result<HashMap<Asked, Holder>> {
    let (mut ids, mut hashes) = (Vec::new(), Vec::new());
    for asked in asked {
        match asked {
            Asked::Resident(id) => ids.push(id.clone()),
            Asked::Code(hash) => hashes.push(hash.clone()),
        }
    }
    let holder = |resident_id, name: Option<String>| Holder {
        resident_id,
        masked_name: mask_name(name.as_deref().unwrap_or_default()),
    };
    let mut holders = HashMap::new();
    if !ids.is_empty() {
        let named = users::names_of(connection, &ids)?;
        holders.extend(named.into_iter().map(|(id, name)| (Asked::Resident(id.clone()), holder(id, name))));
    }
    if !hashes.is_empty() {
        let named = users::names_by_pay_code(connection, &hashes)?;
        holders.extend(named.into_iter().map(|(hash, id, name)| (Asked::Code(hash), holder(id, name))));
    }
    Ok(holders)
}
