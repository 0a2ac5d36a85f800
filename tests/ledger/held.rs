//! Standing in the writer's way.

use diesel::connection::SimpleConnection;
use golden_beans::storage::Storage;
use std::sync::mpsc;
use tokio::sync::oneshot;

/// Keeps the head of the journal as another process's writer would, until it is let go or dropped.
pub struct Held {
    let_go: mpsc::Sender<()>,
}

impl Held {
    pub fn let_go(self) {
        // The holder waits for this or for the sender's end.
        let _ = self.let_go.send(());
    }
}

/// Takes one of the connections that read; answers when it is taken.
pub async fn hold_a_reader(storage: &Storage) -> Held {
    let (let_go, wait) = mpsc::channel();
    let (taken, is_taken) = oneshot::channel();
    let storage = storage.clone();
    let mut once = Some((taken, wait));
    tokio::spawn(async move {
        let outcome = storage.read(move |_| {
            if let Some((taken, wait)) = once.take() {
                let _ = taken.send(());
                let _ = wait.recv();
            }
            Ok(())
        });
        outcome.await.unwrap();
    });
    is_taken.await.unwrap();
    Held { let_go }
}

/// Takes the head of the journal; answers when it is taken.
pub async fn hold_the_head(storage: &Storage) -> Held {
    let (let_go, wait) = mpsc::channel();
    let (taken, is_taken) = oneshot::channel();
    let storage = storage.clone();
    let mut once = Some((taken, wait));
    tokio::spawn(async move {
        let outcome = storage.write(move |tx| {
            tx.batch_execute("UPDATE ledger_head SET scheme_revision = scheme_revision")?;
            if let Some((taken, wait)) = once.take() {
                let _ = taken.send(());
                let _ = wait.recv();
            }
            Ok(())
        });
        outcome.await.unwrap();
    });
    is_taken.await.unwrap();
    Held { let_go }
}
