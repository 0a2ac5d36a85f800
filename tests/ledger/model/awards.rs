//! Awards and what corrections of them take back and repay.

use super::{Account, Answer, CampaignModel, Model, local_day};
use crate::seeds::Rules;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// What a dispatcher wishes for a deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub resident: usize,
    /// `None`: taken back.
    pub grade: Option<&'static str>,
    pub submitted_at: DateTime<Utc>,
    pub closed_at: DateTime<Utc>,
    pub excluded: bool,
}

/// An award record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwardModel {
    pub pending: bool,
    pub grade: Option<&'static str>,
    pub tier_beans: i64,
    pub beans: i64,
    pub limited_by: Option<&'static str>,
    pub campaign: Option<usize>,
    /// From 1.
    pub rule_version: Option<usize>,
    pub reckoned_on: Option<NaiveDate>,
    pub posting: Option<usize>,
}

impl Model {
    /// Closes, grades anew or reopens. The first wish says who, when and whether excluded; later ones only the grade.
    pub fn want(&mut self, deed: usize, wish: &Wish) {
        self.wishes.entry(deed).or_insert_with(|| wish.clone());
        let record = self.awards.entry(deed).or_insert_with(AwardModel::undecided);
        record.pending = true;
        record.grade = wish.grade;
    }

    /// A wish that comes with its command: a deed that has a record keeps it.
    pub fn award(&mut self, deed: usize, wish: &Wish) -> Answer {
        if !self.awards.contains_key(&deed) {
            self.want(deed, wish);
        }
        self.post_award(deed)
    }

    pub fn post_award(&mut self, deed: usize) -> Answer {
        let Some(record) = self.awards.get(&deed).cloned() else { return Answer::Refused("not_found") };
        if record.pending {
            let decided = self.decide(deed, record);
            self.awards.insert(deed, decided);
        }
        Answer::Awarded { record: self.awards[&deed].clone() }
    }

    fn decide(&mut self, deed: usize, mut record: AwardModel) -> AwardModel {
        let wish = self.wishes[&deed].clone();
        record.pending = false;
        if record.reckoned_on.is_none() {
            self.reckon(&wish, &mut record);
        }
        let (campaign, rules) = match (record.campaign, record.rule_version) {
            (Some(campaign), Some(version)) => (campaign, self.campaigns[campaign].rules[version - 1]),
            _ => return record,
        };
        record.tier_beans = record.grade.map_or(0, |grade| amount(&rules, grade));
        if matches!(record.limited_by, Some("no_campaign" | "paused" | "excluded")) {
            return record;
        }
        let pocket = Account::Pocket { resident: wish.resident, campaign };
        let (target, limited_by) = self.target(pocket, campaign, &rules, &record);
        let before = record.beans;
        record.beans = target;
        record.limited_by = limited_by;
        let on = record.reckoned_on.unwrap();
        let budget = Account::Budget { campaign };
        if target > before {
            let beans = target - before;
            *self.earned.entry((pocket, on)).or_insert(0) += beans;
            let posting = self.post("award", record.posting, &[(budget, pocket, beans)]);
            record.posting = Some(posting);
            self.repay(wish.resident, pocket, beans, posting);
        } else if target < before {
            let wanted = before - target;
            *self.earned.entry((pocket, on)).or_insert(0) -= wanted;
            let there = wanted.min(self.holds(pocket));
            if there > 0 {
                record.posting = Some(self.post("reverse", record.posting, &[(pocket, budget, there)]));
            }
            *self.owed.entry(pocket).or_insert(0) += wanted - there;
        }
        record
    }

    /// The campaign, rules and day; or why nothing is earned whatever the grade.
    fn reckon(&self, wish: &Wish, record: &mut AwardModel) {
        let mut best: Option<((u8, NaiveDate), usize, usize, NaiveDate)> = None;
        for (number, campaign) in self.campaigns.iter().enumerate() {
            let at = if campaign.reckon_by == "closed" { wish.closed_at } else { wish.submitted_at };
            let on = local_day(at);
            let rank = match campaign.status {
                "active" => 0,
                "paused" => 1,
                "ended" => 2,
                _ => continue,
            };
            let Some(version) = rules_on(campaign, on) else { continue };
            let last_on = campaign.ended_on.map_or(campaign.ends_on, |ended| ended.min(campaign.ends_on));
            let order = (rank, campaign.starts_on);
            let covers = campaign.starts_on <= on && on <= last_on;
            if covers && best.is_none_or(|(best_order, ..)| order < best_order) {
                best = Some((order, number, version, on));
            }
        }
        record.reckoned_on = Some(local_day(wish.closed_at));
        if let Some((_, number, version, on)) = best {
            (record.campaign, record.rule_version, record.reckoned_on) =
                (Some(number), Some(version), Some(on));
        }
        record.limited_by = match best {
            _ if wish.excluded => Some("excluded"),
            None => Some("no_campaign"),
            Some((_, number, ..)) if self.campaigns[number].status == "paused" => Some("paused"),
            Some(_) => None,
        };
    }

    /// min(tier, rest of the day, rest of the month, budget), the deed's own share not counted. A new grade that is
    /// worth no less than what was granted never takes beans away, even where the caps are full by now.
    fn target(
        &self,
        pocket: Account,
        campaign: usize,
        rules: &Rules,
        record: &AwardModel,
    ) -> (i64, Option<&'static str>) {
        let on = record.reckoned_on.unwrap();
        let own = record.beans;
        let of_day = self.earned.get(&(pocket, on)).copied().unwrap_or(0) - own;
        let in_month = |day: &NaiveDate| (day.year(), day.month()) == (on.year(), on.month());
        let of_month: i64 = self
            .earned
            .iter()
            .filter(|((of, day), _)| *of == pocket && in_month(day))
            .map(|(_, beans)| beans)
            .sum();
        let limits = [
            ("daily_cap", rules.daily_cap - of_day),
            ("monthly_cap", rules.monthly_cap - (of_month - own)),
            ("budget", self.holds(Account::Budget { campaign }) + own),
        ];
        let mut target = record.tier_beans;
        let mut limited_by = None;
        for (limit, left) in limits {
            if left.max(0) < target {
                (target, limited_by) = (left.max(0), Some(limit));
            }
        }
        let kept = own.min(record.tier_beans);
        let target = target.max(kept);
        (target, if target == record.tier_beans { None } else { limited_by })
    }

    /// What is owed is repaid first, the oldest pocket's debt before the others'.
    fn repay(&mut self, resident: usize, pocket: Account, awarded: i64, posting: usize) {
        let mut left = awarded;
        for owing in self.pockets(resident) {
            let Account::Pocket { campaign, .. } = owing else { continue };
            let part = self.owes(owing).min(left);
            if part > 0 {
                self.post("reverse", Some(posting), &[(pocket, Account::Budget { campaign }, part)]);
                *self.owed.entry(owing).or_insert(0) -= part;
                left -= part;
            }
        }
    }
}

impl AwardModel {
    fn undecided() -> Self {
        Self {
            pending: true,
            grade: None,
            tier_beans: 0,
            beans: 0,
            limited_by: None,
            campaign: None,
            rule_version: None,
            reckoned_on: None,
            posting: None,
        }
    }
}

fn amount(rules: &Rules, grade: &str) -> i64 {
    match grade {
        "minor" => rules.minor,
        "general" => rules.general,
        "major" => rules.major,
        _ => 0,
    }
}

/// The number, from 1, of the version in force.
fn rules_on(campaign: &CampaignModel, on: NaiveDate) -> Option<usize> {
    let in_force = (1..).zip(&campaign.rules).filter(|(_, rules)| rules.effective_from <= on);
    in_force.max_by_key(|(_, rules)| rules.effective_from).map(|(version, _)| version)
}
