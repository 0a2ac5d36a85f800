//! Funding, settling, expiry and release.

use super::{Account, Answer, Model};

impl Model {
    pub(super) fn fund(&mut self, campaign: usize, beans: i64) -> Answer {
        let Some(known) = self.campaigns.get(campaign) else { return Answer::Refused("not_found") };
        if known.status == "ended" {
            return Answer::Refused("campaign_state");
        }
        let budget = Account::Budget { campaign };
        let posting = self.post("fund", None, &[(Account::Treasury, budget, beans)]);
        Answer::Funded { posting, budget_left: self.holds(budget) }
    }

    pub(super) fn settle(&mut self, shop: usize, beans: i64) -> Answer {
        if shop >= self.shops_active.len() {
            return Answer::Refused("not_found");
        }
        let account = Account::Shop { shop };
        if beans > self.holds(account) {
            return Answer::Refused("settlement_exceeds_owed");
        }
        let posting = self.post("settle", None, &[(account, Account::Treasury, beans)]);
        Answer::Settled { posting, owed_to_shop: self.holds(account) }
    }

    pub fn expire(&mut self, resident: usize, campaign: usize) -> Answer {
        let pocket = Account::Pocket { resident, campaign };
        let over = self.campaigns[campaign].redeem_until.is_some_and(|last_on| last_on < self.today());
        let beans = self.holds(pocket);
        if !over || beans == 0 {
            return Answer::Moved { posting: None };
        }
        let posting = self.post("expire", None, &[(pocket, Account::Treasury, beans)]);
        Answer::Moved { posting: Some(posting) }
    }

    pub fn release(&mut self, campaign: usize) -> Answer {
        let budget = Account::Budget { campaign };
        let beans = self.holds(budget);
        if self.campaigns[campaign].status != "ended" || beans == 0 {
            return Answer::Moved { posting: None };
        }
        let posting = self.post("release", None, &[(budget, Account::Treasury, beans)]);
        Answer::Moved { posting: Some(posting) }
    }
}
