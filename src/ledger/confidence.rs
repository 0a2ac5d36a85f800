//! Whether a writer goes straight ahead.

use super::turn::Way;

/// Who lost a turn to another process takes turns for a while, twice as long as the last time: processes that are busy at
/// the same time wait for each other instead of undoing each other's work.
#[derive(Debug)]
pub(super) struct Confidence {
    at_first: u32,
    most: u32,
    /// After the next loss.
    next: u32,
    turns_to_take: u32,
}

impl Confidence {
    /// Takes `at_first` turns after a loss, and up to `most` after several in a row.
    pub(super) fn new(at_first: u32, most: u32) -> Self {
        Self { at_first, most, next: at_first, turns_to_take: 0 }
    }

    /// Whether the next batch may go straight.
    pub(super) fn goes_straight(&self) -> bool {
        self.turns_to_take == 0
    }

    /// A batch went straight and found that another process had written.
    pub(super) fn lost(&mut self) {
        self.turns_to_take = self.next.min(self.most);
        self.next = self.turns_to_take.saturating_mul(2);
    }

    /// A batch was written.
    pub(super) fn succeeded(&mut self, way: Way) {
        match way {
            Way::InTurn => self.turns_to_take = self.turns_to_take.saturating_sub(1),
            Way::Straight => self.next = self.at_first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns until it goes straight again.
    fn turns(confidence: &mut Confidence) -> u32 {
        let mut turns = 0;
        while !confidence.goes_straight() {
            confidence.succeeded(Way::InTurn);
            turns += 1;
        }
        turns
    }

    #[test]
    fn losses_in_a_row_double_the_turns_up_to_the_most() {
        let mut confidence = Confidence::new(2, 7);
        assert!(confidence.goes_straight());
        for expected in [2, 4, 7, 7] {
            confidence.lost();
            assert_eq!(turns(&mut confidence), expected);
        }
        confidence.succeeded(Way::Straight);
        confidence.lost();
        assert_eq!(turns(&mut confidence), 2);
    }

    #[test]
    fn no_turns_at_all_may_be_asked_for() {
        let mut confidence = Confidence::new(0, 7);
        confidence.lost();
        assert!(confidence.goes_straight());
    }
}
