//! The known season of 2024, with both versions of its rules.

use super::*;
use crate::domain::beans::Beans;
use crate::domain::deed::DeedKind;
use crate::domain::tier::Tier;

pub(crate) fn on(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(crate) fn beans(text: &str) -> Beans {
    text.parse().expect("an amount")
}

pub(crate) fn dates(starts_on: &str, ends_on: &str) -> CampaignDates {
    CampaignDates::new(on(starts_on), on(ends_on), None).expect("dates in order")
}

pub(crate) fn rule(version: i32, effective_from: &str, amounts: [&str; 3], caps: [&str; 2]) -> RuleVersion {
    let amounts = Tier::ALL.iter().zip(amounts);
    RuleVersion {
        version,
        effective_from: on(effective_from),
        daily_cap: beans(caps[0]),
        monthly_cap: beans(caps[1]),
        amounts: amounts.map(|(&tier, text)| ((DeedKind::Report, tier.into()), beans(text))).collect(),
    }
}

pub(crate) fn campaign(id: &str, starts_on: &str, ends_on: &str) -> Campaign {
    Campaign {
        id: id.to_owned(),
        name: format!("campaign {id}"),
        dates: dates(starts_on, ends_on),
        reckon_by: ReckonBy::Closed,
        status: CampaignStatus::Active,
        redeem_until: None,
        rules: vec![rule(1, starts_on, ["0", "3", "5"], ["10", "100"])],
    }
}

pub(crate) fn known_season() -> Campaign {
    let mut season = campaign("qilin-2024", "2024-07-01", "2024-09-30");
    season.rules = vec![
        rule(1, "2024-07-01", ["0", "3", "5"], ["10", "100"]),
        rule(2, "2024-08-01", ["5", "10", "20"], ["20", "300"]),
    ];
    season
}
