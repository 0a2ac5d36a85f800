//! The one writer: takes all commands that are waiting as a batch, decides them, and writes everything in one
//! database transaction; only then are the callers answered.

use super::chain::HashAlgorithm;
use super::commands::Command;
use super::confidence::Confidence;
use super::decide::Decision;
use super::memory::Memory;
use super::scheme::Scheme;
use super::turn::{Doubt, Setback, Turn, Way};
use crate::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::storage::{Backend, Guarded, Storage};
use chrono_tz::Tz;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// How often a batch is tried where the database asks for it (busy, serialization, a connection that had died
/// before anything was sent).
const ATTEMPTS: u32 = 6;

/// Pause before the next attempt.
const PAUSE: Duration = Duration::from_millis(5);

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
    pub(super) memory: Memory,
    pub(super) confidence: Confidence,
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

    /// Takes turns with one batch, within bounds, until it is written or nothing helps.
    fn attempt(&mut self, commands: &[&Command]) -> Result<Vec<Decision>> {
        let started = Instant::now();
        let outcome = self.take_turns(commands, started);
        metrics::histogram!("golden_beans_ledger_batch_seconds").record(started.elapsed());
        metrics::histogram!("golden_beans_ledger_batch_commands")
            .record(u32::try_from(commands.len()).unwrap_or(u32::MAX));
        outcome
    }

    fn take_turns(&mut self, commands: &[&Command], started: Instant) -> Result<Vec<Decision>> {
        // Few requests are sent twice, and looking for what is hardly ever there is a journey to PostgreSQL; a key that was
        // used before does not get past its table (docs/adr/0016). SQLite answers without a journey.
        let mut with_answers = self.storage.backend() == Backend::Sqlite;
        let mut way = self.first_way();
        let (mut doubt, mut has_doubted) = (None, false);
        for attempt in 1.. {
            let setback = match self.take_turn(commands, way, with_answers, &mut doubt) {
                Ok(decisions) => {
                    count_turn(if way == Way::Straight { "straight" } else { "in_turn" });
                    self.confidence.succeeded(way);
                    return Ok(decisions);
                }
                Err(setback) => setback,
            };
            let is_in_time = attempt < ATTEMPTS && started.elapsed() < self.storage.longest_wait();
            match setback {
                Setback::KeyIsKnown if !with_answers => with_answers = true,
                Setback::TurnIsLost if way == Way::Straight => {
                    count_turn("lost");
                    self.confidence.lost();
                }
                Setback::NeedsTurn if way == Way::Straight => {}
                Setback::InDoubt(in_doubt, error) if is_in_time && !has_doubted => {
                    tracing::warn!(%error, "the line broke with a batch on the way; its mark says what became of it");
                    (doubt, has_doubted) = (Some(in_doubt), true);
                }
                Setback::Failed(error) if is_in_time && error.is_transient() => std::thread::sleep(PAUSE),
                setback => return Err(setback.into()),
            }
            way = Way::InTurn;
        }
        Err(Error::internal("no attempt is left"))
    }

    fn first_way(&self) -> Way {
        let may_go_straight = self.storage.backend() == Backend::Postgresql
            && self.confidence.goes_straight()
            && self.memory.head().is_some();
        if may_go_straight { Way::Straight } else { Way::InTurn }
    }

    fn take_turn(
        &mut self,
        commands: &[&Command],
        way: Way,
        with_answers: bool,
        doubt: &mut Option<Doubt>,
    ) -> Result<Vec<Decision>, Setback> {
        let _turn = pollster::block_on(self.storage.ledger_turn()).map_err(Setback::Failed)?;
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.storage.for_the_ledger().map_err(Setback::Failed)?,
        };
        let turn = Turn {
            commands,
            memory: &mut self.memory,
            scheme: &mut self.scheme,
            now: self.clock.now(),
            zone: self.zone,
            algorithm: self.algorithm,
            with_answers,
            doubt,
        };
        let outcome = turn.take(&mut connection, way);
        if !connection.is_broken() {
            self.connection = Some(connection);
        }
        outcome
    }
}

fn count_turn(outcome: &'static str) {
    metrics::counter!("golden_beans_ledger_turns_total", "outcome" => outcome).increment(1);
}
