//! The pay codes that a batch works on.

use super::batch::Kept;
use crate::ledger::store::rows::PayCodeRow;
use std::collections::HashMap;

pub(super) const LIVE: &str = "live";
pub(super) const USED: &str = "used";
pub(super) const VOIDED: &str = "voided";

/// Codes by their hash; a resident has one at most that lives.
#[derive(Default)]
pub(in crate::ledger) struct PayCodes {
    stored: HashMap<String, Kept<PayCodeRow>>,
    issued: Vec<PayCodeRow>,
    live: HashMap<String, Live>,
}

/// Where a resident's live code is.
enum Live {
    /// Among the stored ones, by its hash.
    Stored(String),
    /// Among those of this batch, by its place.
    Issued(usize),
}

impl PayCodes {
    /// Takes a stored code into the working copy.
    pub(super) fn load(&mut self, row: PayCodeRow) {
        if row.state == LIVE {
            self.live.insert(row.resident_id.clone(), Live::Stored(row.code_hash.clone()));
        }
        self.stored.insert(row.code_hash.clone(), Kept::loaded(row));
    }

    /// A stored code.
    pub(super) fn get(&self, code_hash: &str) -> Option<&PayCodeRow> {
        self.stored.get(code_hash).map(|kept| &kept.row)
    }

    /// Marks a code as used.
    pub(super) fn redeem(&mut self, code_hash: &str, redemption_id: &str) {
        if let Some(kept) = self.stored.get_mut(code_hash) {
            self.live.remove(&kept.row.resident_id);
            kept.row.state = USED.to_owned();
            kept.row.redemption_id = Some(redemption_id.to_owned());
            kept.changed = true;
        }
    }

    /// Makes a new code live, which voids the resident's code before it. A code that lives already was issued by a batch of
    /// which this process did not hear that it was written.
    pub(super) fn issue(&mut self, row: PayCodeRow) {
        if matches!(self.live.get(&row.resident_id), Some(Live::Stored(hash)) if *hash == row.code_hash) {
            return;
        }
        let place = Live::Issued(self.issued.len());
        match self.live.insert(row.resident_id.clone(), place) {
            Some(Live::Stored(code_hash)) => {
                if let Some(kept) = self.stored.get_mut(&code_hash) {
                    kept.row.state = VOIDED.to_owned();
                    kept.changed = true;
                }
            }
            Some(Live::Issued(before)) => {
                if let Some(row) = self.issued.get_mut(before) {
                    row.state = VOIDED.to_owned();
                }
            }
            None => {}
        }
        self.issued.push(row);
    }

    /// What has to be written, in an order in which no resident ever has two that live.
    pub(in crate::ledger) fn changed(&self) -> Vec<PayCodeRow> {
        let stored = self.stored.values().filter(|kept| kept.changed).map(|kept| &kept.row);
        stored.chain(&self.issued).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDateTime;

    fn code(code_hash: &str, resident_id: &str, state: &str) -> PayCodeRow {
        PayCodeRow {
            code_hash: code_hash.to_owned(),
            resident_id: resident_id.to_owned(),
            issued_at: NaiveDateTime::default(),
            expires_at: NaiveDateTime::default(),
            state: state.to_owned(),
            redemption_id: None,
        }
    }

    fn written(codes: &PayCodes) -> Vec<(String, String)> {
        codes.changed().into_iter().map(|row| (row.code_hash, row.state)).collect()
    }

    fn states(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(hash, state)| ((*hash).to_owned(), (*state).to_owned())).collect()
    }

    #[test]
    fn a_new_code_voids_the_one_before_wherever_that_is() {
        let mut codes = PayCodes::default();
        codes.load(code("stored", "li", LIVE));
        codes.issue(code("first", "li", LIVE));
        codes.issue(code("second", "li", LIVE));
        assert_eq!(written(&codes), states(&[("stored", VOIDED), ("first", VOIDED), ("second", LIVE)]));
    }

    #[test]
    fn a_code_that_lives_already_goes_on_living() {
        let mut codes = PayCodes::default();
        codes.load(code("stored", "li", LIVE));
        codes.issue(code("stored", "li", LIVE));
        assert_eq!(written(&codes), states(&[]));
    }

    #[test]
    fn a_used_code_stays_used() {
        let mut codes = PayCodes::default();
        codes.load(code("stored", "li", LIVE));
        codes.redeem("stored", "sale");
        codes.issue(code("new", "li", LIVE));
        assert_eq!(written(&codes), states(&[("stored", USED), ("new", LIVE)]));
    }

    #[test]
    fn what_is_only_read_is_not_written() {
        let mut codes = PayCodes::default();
        codes.load(code("voided", "li", VOIDED));
        codes.load(code("live", "li", LIVE));
        assert_eq!(written(&codes), states(&[]));
    }
}
