//! Residents' masked names for the tills. The ledger answers a batch of tills at the same moment, so they are looked up
//! together: one query for all that wait.

use crate::domain::name::mask_name;
use crate::error::{Error, Result};
use crate::service::App;
use crate::storage::{Storage, users};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Who waits for whose name.
type Waiting = Vec<(String, oneshot::Sender<Result<String>>)>;

/// Those who wait for a name.
#[derive(Default)]
pub(in crate::service) struct NameDesk {
    state: Mutex<DeskState>,
}

#[derive(Default)]
struct DeskState {
    waiting: Waiting,
    /// Somebody is looking names up, and will look up those that wait.
    is_busy: bool,
}

impl NameDesk {
    /// Queues up; true if nobody is looking names up yet.
    fn queue(&self, resident_id: String, reply: oneshot::Sender<Result<String>>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting.push((resident_id, reply));
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
        let (reply, answer) = oneshot::channel();
        if self.names.queue(resident_id, reply) {
            // A task of its own: a till that hangs up must not take the others' answers with it.
            tokio::spawn(look_up(self.storage.clone(), Arc::clone(&self.names)));
        }
        answer.await.map_err(Error::internal)?
    }
}

async fn look_up(storage: Storage, desk: Arc<NameDesk>) {
    while let Some(waiting) = desk.take() {
        let ids: Vec<String> = waiting.iter().map(|(resident_id, _)| resident_id.clone()).collect();
        let found = storage.read(move |conn| Ok(users::names_of(conn, &ids)?)).await;
        if let Err(error) = &found {
            tracing::error!(%error, tills = waiting.len(), "residents' names could not be read");
        }
        let found = found.map(|names| names.into_iter().collect::<HashMap<String, Option<String>>>());
        for (resident_id, reply) in waiting {
            let name = match &found {
                Ok(names) => {
                    Ok(mask_name(names.get(&resident_id).and_then(Option::as_deref).unwrap_or_default()))
                }
                Err(error) => Err(error.outward()),
            };
            // Who hung up needs no answer.
            let _ = reply.send(name);
        }
    }
}
