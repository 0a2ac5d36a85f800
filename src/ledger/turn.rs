//! One turn of the writer: a batch is read, decided and written, once, in one of two ways.

use super::books::{Books, HeadState};
use super::chain::HashAlgorithm;
use super::commands::Command;
use super::decide::{self, Batch, Decision};
use super::memory::Memory;
use super::scheme::Scheme;
use super::store::{self, Saved, Unsaved};
use crate::error::{Code, Error, Result};
use crate::storage::{Guarded, WriteTx, run_alone, run_on};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// How a batch comes to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The head is taken first; whoever else writes waits until this is over.
    InTurn,
    /// What is remembered is taken to hold, and one statement writes if it does: one journey to PostgreSQL in the place of
    /// six. Needs a remembered head.
    Straight,
}

/// A batch that was sent, and of which nobody heard whether it was written.
pub(super) struct Doubt {
    /// The mark that it leaves at the head.
    turn: i64,
    decisions: Vec<Decision>,
}

/// Why a turn came to nothing.
pub(super) enum Setback {
    /// A key of the batch has its answer already.
    KeyIsKnown,
    /// Somebody else wrote, or changed the scheme.
    TurnIsLost,
    /// The batch cannot go straight.
    NeedsTurn,
    /// The line broke after the batch was sent.
    InDoubt(Doubt, Error),
    /// Nothing was written.
    Failed(Error),
}

impl From<Setback> for Error {
    fn from(setback: Setback) -> Self {
        match setback {
            Setback::KeyIsKnown => Self::internal("a key has its answer already"),
            Setback::TurnIsLost | Setback::NeedsTurn => Self::internal("the head moved while it was held"),
            Setback::InDoubt(_, error) | Setback::Failed(error) => error,
        }
    }
}

/// What a turn is taken with.
pub(super) struct Turn<'a> {
    pub(super) commands: &'a [&'a Command],
    pub(super) memory: &'a mut Memory,
    pub(super) scheme: &'a mut Option<Arc<Scheme>>,
    pub(super) now: DateTime<Utc>,
    pub(super) zone: Tz,
    pub(super) algorithm: HashAlgorithm,
    /// Whether answers that were given to the keys before are looked for.
    pub(super) with_answers: bool,
    /// What became of it is seen at the head; then it is taken away.
    pub(super) doubt: &'a mut Option<Doubt>,
}

/// How far a turn came.
#[derive(Default)]
struct Progress {
    decisions: Vec<Decision>,
    /// Sent to the database.
    batch: Option<Batch>,
    saved: Option<Saved>,
    unsaved: Option<Unsaved>,
    needs_turn: bool,
}

impl Turn<'_> {
    /// Takes the turn.
    ///
    /// # Errors
    /// See [`Setback`].
    pub(super) fn take(mut self, connection: &mut Guarded, way: Way) -> Result<Vec<Decision>, Setback> {
        let mut progress = Progress::default();
        let outcome = match way {
            Way::InTurn => run_on(connection, &mut |tx| self.in_turn(tx, &mut progress)),
            Way::Straight => run_alone(connection, &mut |tx| self.straight(tx, &mut progress)),
        };
        let setback = match (outcome, progress.unsaved) {
            (Ok(()), _) => {
                if let (Some(batch), Some(Saved::Written)) = (&progress.batch, progress.saved) {
                    self.memory.learn(batch);
                }
                return Ok(progress.decisions);
            }
            // The head will show whether what is remembered still holds.
            (Err(_), Some(Unsaved::KeyIsKnown)) => return Err(Setback::KeyIsKnown),
            (Err(_), Some(Unsaved::TurnIsLost)) => Setback::TurnIsLost,
            (Err(_), _) if progress.needs_turn => Setback::NeedsTurn,
            (Err(error), _) => {
                let is_cut = error.code() == Code::DatabaseUnavailable && !error.is_transient();
                match progress.batch {
                    Some(batch) if is_cut => {
                        let doubt = Doubt { turn: batch.turn, decisions: progress.decisions };
                        Setback::InDoubt(doubt, error)
                    }
                    // The line had died, and nothing was sent yet: a fresh one may try the whole of it again.
                    None if is_cut && way == Way::Straight => Setback::Failed(error.transient()),
                    _ => Setback::Failed(error),
                }
            }
        };
        self.memory.forget();
        Err(setback)
    }

    fn in_turn(&mut self, tx: &mut WriteTx<'_>, progress: &mut Progress) -> Result<()> {
        let head = store::lock_head(tx, self.algorithm)?;
        self.memory.stand_at(&head);
        let doubt = self.doubt.take();
        // Its statement may still be on the way: a new mark keeps it from being written later.
        let leaves_mark = doubt.is_some();
        if let Some(doubt) = doubt.filter(|doubt| doubt.turn == head.turn) {
            progress.decisions = doubt.decisions;
            return Ok(());
        }
        let scheme = match &*self.scheme {
            Some(scheme) if scheme.revision == head.scheme_revision => Arc::clone(scheme),
            _ => Arc::new(Scheme::read(tx, head.scheme_revision)?),
        };
        *self.scheme = Some(Arc::clone(&scheme));
        self.decide_and_save(tx, head, scheme, leaves_mark, progress)
    }

    fn straight(&mut self, tx: &mut WriteTx<'_>, progress: &mut Progress) -> Result<()> {
        let known = self.memory.head().cloned().zip(self.scheme.clone());
        let Some((head, scheme)) = known.filter(|(head, scheme)| scheme.revision == head.scheme_revision)
        else {
            progress.needs_turn = true;
            return Err(Error::internal("no head is known"));
        };
        let outcome = self.decide_and_save(tx, head, scheme, false, progress);
        let outcome = outcome.and_then(|()| match progress.saved {
            Some(Saved::Written) => Ok(()),
            // Nothing was written, so nothing has said that what it was decided on still holds.
            Some(Saved::Nothing) | None => Err(Error::internal("nothing to write")),
        });
        // What was read may be newer than what is remembered, and no sense be made of the two together.
        progress.needs_turn = outcome.as_ref().is_err_and(|error| error.code() == Code::Internal);
        outcome
    }

    fn decide_and_save(
        &mut self,
        tx: &mut WriteTx<'_>,
        head: HeadState,
        scheme: Arc<Scheme>,
        leaves_mark: bool,
        progress: &mut Progress,
    ) -> Result<()> {
        let books = Books::new(head, self.now);
        let mut batch =
            Batch::load(tx, books, scheme, self.zone, self.commands, self.with_answers, self.memory)?;
        progress.decisions =
            self.commands.iter().map(|command| decide::decide(&mut batch, command)).collect::<Result<_>>()?;
        let saved = store::save(tx, progress.batch.insert(batch), leaves_mark);
        match saved {
            Ok(saved) => {
                progress.saved = Some(saved);
                Ok(())
            }
            Err(Unsaved::Failed(error)) => Err(error),
            Err(unsaved) => {
                progress.unsaved = Some(unsaved);
                Err(Error::internal("the batch was not written"))
            }
        }
    }
}
