//! The one writer: takes all commands that are waiting as a batch, decides them, and writes everything in one
//! database transaction; only then are the callers answered.

use super::books::Books;
use super::chain::HashAlgorithm;
use super::commands::Command;
use super::decide::{self, Batch, Decision};
use super::scheme::Scheme;
use super::store::{self, Unsaved};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::storage::{Backend, Guarded, Storage, WriteTx, run_on};
use chrono_tz::Tz;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How often a batch is tried where the database asks for it (busy, serialization, a connection that had died
/// before anything was sent).
const ATTEMPTS: u32 = 6;

/// Pause before the next attempt.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(5);

/// What a batch knows of answers that were given to its keys before. Few requests are sent twice, and looking for what
/// is hardly ever there is a journey to PostgreSQL; a key that was used before does not get past its table, and then the
/// batch is decided anew with what is found there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answers {
    Unread,
    Missed,
    Read,
}

impl Answers {
    /// SQLite answers without a journey.
    fn at_first(backend: Backend) -> Self {
        match backend {
            Backend::Postgresql => Self::Unread,
            Backend::Sqlite => Self::Read,
        }
    }
}

/// What waits in the queue.
pub(super) enum Message {
    /// A command and where its answer goes.
    Command(Box<Command>, oneshot::Sender<Result<Decision>>),
    /// Finish what came before, then end.
    Stop(oneshot::Sender<()>),
}

/// The writer's thread.
pub(super) struct Writer {
    pub(super) storage: Storage,
    pub(super) clock: Clock,
    pub(super) zone: Tz,
    pub(super) algorithm: HashAlgorithm,
    pub(super) batch_commands: usize,
    pub(super) queue: mpsc::Receiver<Message>,
    pub(super) connection: Option<Guarded>,
    pub(super) scheme: Option<Arc<Scheme>>,
}

impl Writer {
    /// Works until it is stopped or nobody can ask any more.
    pub(super) fn work(mut self) {
        while let Some(first) = self.queue.blocking_recv() {
            let mut commands = Vec::new();
            let mut stop = None;
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Command(command, reply) => commands.push((*command, reply)),
                    Message::Stop(done) => {
                        stop = Some(done);
                        break;
                    }
                }
                if commands.len() >= self.batch_commands {
                    break;
                }
                next = self.queue.try_recv().ok();
            }
            if !commands.is_empty() {
                let waiting = u32::try_from(self.queue.len()).unwrap_or(u32::MAX);
                metrics::gauge!("golden_beans_ledger_waiting_commands").set(waiting);
                self.answer(commands);
            }
            if let Some(done) = stop {
                // Nobody may be waiting for the word any more.
                let _ = done.send(());
                return;
            }
        }
    }

    /// Decides and writes a batch, then answers its callers. If a command breaks the batch, each is tried alone.
    fn answer(&mut self, commands: Vec<(Command, oneshot::Sender<Result<Decision>>)>) {
        let (commands, replies): (Vec<Command>, Vec<_>) = commands.into_iter().unzip();
        let borrowed: Vec<&Command> = commands.iter().collect();
        match self.attempt(&borrowed) {
            Ok(decisions) => {
                for (reply, decision) in replies.into_iter().zip(decisions) {
                    let _ = reply.send(Ok(decision));
                }
            }
            Err(error) if error.code() == Code::Internal && borrowed.len() > 1 => {
                tracing::error!(%error, "a batch failed; its commands are tried one by one");
                for (reply, command) in replies.into_iter().zip(&borrowed) {
                    let decision = self.attempt(&[command]).and_then(|mut decisions| {
                        decisions.pop().ok_or_else(|| Error::internal("no decision for a command"))
                    });
                    let _ = reply.send(decision);
                }
            }
            Err(error) => {
                tracing::error!(%error, commands = borrowed.len(), "a batch failed");
                for reply in replies {
                    let _ = reply.send(Err(error.outward()));
                }
            }
        }
    }

    /// One batch in one transaction, tried again within bounds where the database asks for it.
    fn attempt(&mut self, commands: &[&Command]) -> Result<Vec<Decision>> {
        let started = std::time::Instant::now();
        let mut attempt = 0;
        let mut answers = Answers::at_first(self.storage.backend());
        loop {
            attempt += 1;
            let turn = pollster::block_on(self.storage.ledger_turn())?;
            let outcome = self.transaction(commands, &mut answers);
            drop(turn);
            match outcome {
                Err(_) if answers == Answers::Missed => answers = Answers::Read,
                Err(error)
                    if error.is_transient()
                        && attempt < ATTEMPTS
                        && started.elapsed() < self.storage.longest_wait() =>
                {
                    std::thread::sleep(PAUSE);
                }
                outcome => {
                    metrics::histogram!("golden_beans_ledger_batch_seconds").record(started.elapsed());
                    metrics::histogram!("golden_beans_ledger_batch_commands")
                        .record(u32::try_from(commands.len()).unwrap_or(u32::MAX));
                    return outcome;
                }
            }
        }
    }

    fn transaction(&mut self, commands: &[&Command], answers: &mut Answers) -> Result<Vec<Decision>> {
        let now = self.clock.now();
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.storage.for_the_ledger()?,
        };
        let (known, zone, algorithm) = (self.scheme.clone(), self.zone, self.algorithm);
        let mut scheme_read = None;
        let outcome = run_on(&mut connection, &mut |tx: &mut WriteTx<'_>| {
            let head = store::lock_head(tx, algorithm)?;
            let scheme = match &known {
                Some(scheme) if scheme.revision == head.scheme_revision => Arc::clone(scheme),
                _ => Arc::new(Scheme::read(tx, head.scheme_revision)?),
            };
            scheme_read = Some(Arc::clone(&scheme));
            let books = Books::new(head, now);
            let mut batch = Batch::load(tx, books, scheme, zone, commands, *answers == Answers::Read)?;
            let decisions: Vec<Decision> =
                commands.iter().map(|command| decide::decide(&mut batch, command)).collect::<Result<_>>()?;
            match store::save(tx, &batch) {
                Ok(()) => Ok(decisions),
                Err(Unsaved::Failed(error)) => Err(error),
                Err(Unsaved::KeyIsKnown) => {
                    if *answers == Answers::Unread {
                        *answers = Answers::Missed;
                    }
                    Err(Error::internal("a key has its answer already"))
                }
            }
        });
        if !connection.is_broken() {
            self.connection = Some(connection);
        }
        self.scheme = scheme_read.or(self.scheme.take());
        outcome
    }
}
