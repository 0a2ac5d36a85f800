//! What the writer knows of the database without asking: the head, accounts and pay codes, as its own last batch left them.
//!
//! Good for as long as nobody else has written, which the head's `turn` tells: every batch of every process leaves a mark
//! there (docs/adr/0017). Whatever goes wrong, all of it is forgotten.

use super::books::HeadState;
use super::decide::Batch;
use super::store::AccountLine;
use super::store::rows::PayCodeRow;
use crate::remembered::Remembered;

/// The memory of one writer.
pub(super) struct Memory {
    head: Option<HeadState>,
    /// All accounts of an owner, oldest first; none of one who has none.
    accounts: Remembered<Vec<AccountLine>>,
    /// A resident's newest code; no other of the resident's can live.
    newest_codes: Remembered<PayCodeRow>,
    /// Residents by the hashes of their codes.
    holders: Remembered<String>,
}

impl Memory {
    /// Remembers up to so many owners of accounts, and residents with their pay codes.
    pub(super) fn new(owners: usize, pay_codes: usize) -> Self {
        Self {
            head: None,
            accounts: Remembered::up_to(owners),
            newest_codes: Remembered::up_to(pay_codes),
            holders: Remembered::up_to(pay_codes),
        }
    }

    /// Where the journal ends, if that is known.
    pub(super) fn head(&self) -> Option<&HeadState> {
        self.head.as_ref()
    }

    /// Takes the head as it is. What was known stays only if this writer left the head so.
    pub(super) fn stand_at(&mut self, head: &HeadState) {
        let is_mine =
            self.head.as_ref().is_some_and(|known| (known.turn, known.seq) == (head.turn, head.seq));
        if !is_mine {
            self.forget();
        }
        self.head = Some(head.clone());
    }

    /// Knows nothing any more.
    pub(super) fn forget(&mut self) {
        self.head = None;
        self.accounts.clear();
        self.newest_codes.clear();
        self.holders.clear();
    }

    /// All accounts of an owner, if they are known.
    pub(super) fn accounts_of(&mut self, owner_id: &str) -> Option<&[AccountLine]> {
        self.accounts.get(owner_id).map(Vec::as_slice)
    }

    /// Keeps all accounts of an owner, oldest first.
    pub(super) fn keep_accounts(&mut self, owner_id: String, lines: Vec<AccountLine>) {
        self.accounts.put(owner_id, lines);
    }

    /// The code of this hash, if it is the newest of its resident and known.
    pub(super) fn pay_code(&mut self, code_hash: &str) -> Option<&PayCodeRow> {
        let resident_id = self.holders.get(code_hash)?;
        self.newest_codes.get(resident_id).filter(|row| row.code_hash == code_hash)
    }

    /// The newest code of a resident, if it is known.
    pub(super) fn newest_code(&mut self, resident_id: &str) -> Option<&PayCodeRow> {
        self.newest_codes.get(resident_id)
    }

    /// Keeps a resident's newest code.
    pub(super) fn keep_code(&mut self, row: PayCodeRow) {
        self.holders.put(row.code_hash.clone(), row.resident_id.clone());
        self.newest_codes.put(row.resident_id.clone(), row);
    }

    /// Learns from a batch that was written as it stands.
    pub(super) fn learn(&mut self, batch: &Batch) {
        if batch.books.opens_in_vain() {
            // Numbers were taken that the database knows nothing of.
            self.forget();
            return;
        }
        self.head = Some(HeadState { turn: batch.turn, ..batch.books.head.clone() });
        for line in batch.books.changed_lines() {
            let Some(known) = self.accounts.get_mut(line.key.owner_id()) else { continue };
            match known.iter_mut().find(|known| known.id == line.id) {
                Some(known) => *known = line,
                // Opened by this batch, so younger than all that were known.
                None => known.push(line),
            }
        }
        // Each lived before the batch, or was issued in it; a resident's newest comes last.
        for row in batch.pay_codes.changed() {
            self.keep_code(row);
        }
    }
}
