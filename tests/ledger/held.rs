//! Standing in the writer's way.

use diesel::connection::SimpleConnection;
use golden_beans::storage::Storage;
use std::sync::mpsc;
use tokio::sync::oneshot;

/// Keeps what others wait for, as another process would, until it is let go or dropped.
pub struct Held {
    let_go: mpsc::Sender<()>,
}

impl Held {
    pub fn let_go(self) {
        // The holder waits for this or for the sender's end.
        let _ = self.let_go.send(());
    }
}

/// What is kept, the word that it is taken, and what whoever takes it calls: that gives the word and waits until it is let
/// go. Called once more, where the work is tried again, it does nothing.
fn hold() -> (Held, oneshot::Receiver<()>, impl FnMut() + Send + 'static) {
    let (let_go, wait) = mpsc::channel();
    let (taken, is_taken) = oneshot::channel();
    let mut once = Some((taken, wait));
    let keep = move || {
        if let Some((taken, wait)) = once.take() {
            let _ = taken.send(());
            let _ = wait.recv();
        }
    };
    (Held { let_go }, is_taken, keep)
}

/// Takes one of the connections that read; answers when it is taken.
pub async fn hold_a_reader(storage: &Storage) -> Held {
    let (held, is_taken, mut keep) = hold();
    let storage = storage.clone();
    tokio::spawn(async move {
        let outcome = storage.read(move |_| {
            keep();
            Ok(())
        });
        outcome.await.unwrap();
    });
    is_taken.await.unwrap();
    held
}

/// Takes the head of the journal; answers when it is taken.
pub async fn hold_the_head(storage: &Storage) -> Held {
    let (held, is_taken, mut keep) = hold();
    let storage = storage.clone();
    tokio::spawn(async move {
        let outcome = storage.write(move |tx| {
            tx.batch_execute("UPDATE ledger_head SET scheme_revision = scheme_revision")?;
            keep();
            Ok(())
        });
        outcome.await.unwrap();
    });
    is_taken.await.unwrap();
    held
}
