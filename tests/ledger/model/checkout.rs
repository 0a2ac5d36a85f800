//! Pay codes, redemptions and refunds.

use super::{Account, Answer, CodeModel, CodeState, Model, RedemptionModel};
use chrono::NaiveDate;

impl Model {
    pub fn issue_code(&mut self, resident: usize) -> Answer {
        for code in &mut self.codes {
            if code.resident == resident && code.state == CodeState::Live {
                code.state = CodeState::Voided;
            }
        }
        self.codes.push(CodeModel { resident, issued_at: self.now, state: CodeState::Live });
        Answer::CodeIssued
    }

    pub(super) fn redeem(&mut self, code: Option<usize>, shop: usize, beans: i64) -> Answer {
        if !self.shops_active.get(shop).copied().unwrap_or(false) {
            return Answer::Refused("shop_inactive");
        }
        let Some(number) = code else { return Answer::Refused("pay_code_unknown") };
        let code = &self.codes[number];
        match code.state {
            CodeState::Used => return Answer::Refused("pay_code_used"),
            CodeState::Voided => return Answer::Refused("pay_code_voided"),
            CodeState::Live if code.is_over(self.now) => return Answer::Refused("pay_code_expired"),
            CodeState::Live => {}
        }
        let resident = code.resident;
        if self.spendable(resident) < beans {
            return Answer::Refused("insufficient_beans");
        }
        let mut draws = Vec::new();
        let mut wanted = beans;
        for pocket in self.usable_pockets(resident) {
            let part = wanted.min(self.holds(pocket));
            if part > 0 {
                draws.push((pocket, part));
                wanted -= part;
            }
        }
        self.codes[number].state = CodeState::Used;
        let account = Account::Shop { shop };
        let moves: Vec<_> = draws.iter().map(|&(pocket, part)| (pocket, account, part)).collect();
        let posting = self.post("redeem", None, &moves);
        self.redemptions.push(RedemptionModel { posting, shop, resident, beans, refunded: 0, draws });
        let balance_after = self.spendable(resident);
        Answer::Redeemed { redemption: self.redemptions.len() - 1, posting, beans, resident, balance_after }
    }

    pub(super) fn refund(&mut self, redemption: Option<usize>, shop: usize, beans: i64) -> Answer {
        let known =
            redemption.and_then(|number| self.redemptions.get(number)).filter(|known| known.shop == shop);
        let Some(known) = known.cloned() else { return Answer::Refused("not_found") };
        if known.refunded + beans > known.beans {
            return Answer::Refused("refund_exceeds_redemption");
        }
        let account = Account::Shop { shop };
        if beans > self.holds(account) {
            return Answer::Refused("shop_holds_too_little");
        }
        // What was drawn last comes back first: lay the draws end to end from the last, skip what came back before.
        let mut moves = Vec::new();
        let mut skip = known.refunded;
        let mut wanted = beans;
        for &(pocket, drawn) in known.draws.iter().rev() {
            let there = drawn - skip.min(drawn);
            skip -= skip.min(drawn);
            let part = there.min(wanted);
            wanted -= part;
            if part > 0 {
                moves.push((account, pocket, part));
            }
        }
        let posting = self.post("refund", Some(known.posting), &moves);
        let number = redemption.unwrap();
        self.redemptions[number].refunded += beans;
        let refundable = known.beans - self.redemptions[number].refunded;
        Answer::Refunded { posting, beans, refundable, resident: known.resident }
    }

    fn spendable(&self, resident: usize) -> i64 {
        self.usable_pockets(resident).into_iter().map(|pocket| self.holds(pocket)).sum()
    }

    /// What expires first comes first; what never expires last; on a tie the older pocket.
    fn usable_pockets(&self, resident: usize) -> Vec<Account> {
        let today = self.today();
        let last_day = |pocket: &Account| match pocket {
            Account::Pocket { campaign, .. } => {
                self.campaigns[*campaign].redeem_until.unwrap_or(NaiveDate::MAX)
            }
            _ => NaiveDate::MAX,
        };
        let mut pockets: Vec<Account> =
            self.pockets(resident).into_iter().filter(|pocket| last_day(pocket) >= today).collect();
        pockets.sort_by_key(last_day);
        pockets
    }
}
