use proptest::prelude::*;

use super::fixtures::{campaign, dates, known_season, on, rule};
use super::*;
use crate::domain::deed::{DeedKind, Grade};
use crate::domain::tier::Tier;

#[test]
fn the_second_version_of_the_known_season_is_in_force_from_august() {
    let season = known_season();
    let version = |day: &str| rule_in_force(&season.rules, on(day)).map(|rule| rule.version);
    assert_eq!(version("2024-06-30"), None);
    assert_eq!(version("2024-07-01"), Some(1));
    assert_eq!(version("2024-07-31"), Some(1));
    assert_eq!(version("2024-08-01"), Some(2));
    assert_eq!(version("2025-01-01"), Some(2));
}

#[test]
fn the_greater_version_wins_on_one_day_whatever_the_order() {
    let mut rules = vec![
        rule(3, "2024-08-01", ["1", "1", "1"], ["1", "1"]),
        rule(2, "2024-08-01", ["2", "2", "2"], ["2", "2"]),
        rule(4, "2024-07-01", ["3", "3", "3"], ["3", "3"]),
    ];
    assert_eq!(rule_in_force(&rules, on("2024-08-02")).map(|rule| rule.version), Some(3));
    rules.reverse();
    assert_eq!(rule_in_force(&rules, on("2024-08-02")).map(|rule| rule.version), Some(3));
}

#[test]
fn what_no_rule_names_earns_nothing() {
    let season = known_season();
    let rules = rule_in_force(&season.rules, on("2024-08-01")).expect("in force");
    assert_eq!(rules.amount(DeedKind::Report, &Tier::Major.into()).to_string(), "20.00");
    assert!(rules.amount(DeedKind::Report, &Grade::CO_REPORTER).is_zero());
    assert!(rules.amount(DeedKind::Volunteering, &Tier::Major.into()).is_zero());
}

#[test]
fn an_ended_campaign_covers_its_days_up_to_the_end() {
    let full = dates("2024-07-01", "2024-09-30");
    assert!(full.covers(on("2024-07-01")) && full.covers(on("2024-09-30")));
    assert!(!full.covers(on("2024-06-30")) && !full.covers(on("2024-10-01")));
    let ended =
        CampaignDates::new(on("2024-07-01"), on("2024-09-30"), Some(on("2024-08-15"))).expect("dates");
    assert!(ended.covers(on("2024-08-15")) && !ended.covers(on("2024-08-16")));
    assert!(!ended.overlaps(&dates("2024-08-16", "2024-12-31")));
    let late = CampaignDates::new(on("2024-07-01"), on("2024-09-30"), Some(on("2024-11-01"))).expect("dates");
    assert_eq!(late.last_on(), on("2024-09-30"));
    assert!(matches!(
        CampaignDates::new(on("2024-07-02"), on("2024-07-01"), None),
        Err(CampaignError::EndsBeforeStart { .. })
    ));
}

#[test]
fn campaigns_never_share_a_day_and_drafts_count() {
    let mut season = known_season();
    let clash = dates("2024-09-30", "2024-12-31");
    let check = |season: &Campaign, dates: &CampaignDates| {
        check_new_campaign(dates, None, std::slice::from_ref(season))
    };
    assert!(matches!(check(&season, &clash), Err(CampaignError::Overlaps { .. })));
    assert_eq!(check(&season, &dates("2024-10-01", "2024-12-31")), Ok(()));
    season.status = CampaignStatus::Draft;
    assert!(matches!(check(&season, &clash), Err(CampaignError::Overlaps { .. })));
    // A draft that is given up frees all its days, also those that have passed.
    let ended_on = season.ended_on(on("2024-08-15"));
    season.dates = CampaignDates::new(on("2024-07-01"), on("2024-09-30"), Some(ended_on)).expect("dates");
    season.status = CampaignStatus::Ended;
    assert_eq!(check(&season, &dates("2024-07-01", "2024-09-30")), Ok(()));
}

#[test]
fn beans_cannot_expire_while_they_are_still_awarded() {
    let season = dates("2024-07-01", "2024-09-30");
    assert!(check_new_campaign(&season, Some(on("2024-09-30")), &[]).is_ok());
    assert!(matches!(
        check_new_campaign(&season, Some(on("2024-09-29")), &[]),
        Err(CampaignError::RedeemUntilTooEarly { .. })
    ));
}

#[test]
fn rules_of_a_campaign_that_began_count_from_today_on() {
    let mut season = known_season();
    let today_on = on("2024-08-10");
    let check = |season: &Campaign, day: &str| season.check_new_rule(on(day), today_on);
    assert_eq!(check(&season, "2024-08-09"), Err(CampaignError::RuleInPast { today_on }));
    assert_eq!(check(&season, "2024-08-10"), Ok(()));
    assert!(matches!(check(&season, "2024-10-01"), Err(CampaignError::RuleAfterEnd { .. })));
    season.status = CampaignStatus::Paused;
    assert_eq!(check(&season, "2024-08-09"), Err(CampaignError::RuleInPast { today_on }));
    season.status = CampaignStatus::Draft;
    assert_eq!(check(&season, "2024-07-15"), Ok(()));
    assert_eq!(check(&season, "2024-08-01"), Err(CampaignError::RuleDateTaken { version: 2 }));
    season.status = CampaignStatus::Ended;
    assert_eq!(check(&season, "2024-08-11"), Err(CampaignError::Ended));
    assert_eq!(season.next_version(), 3);
}

#[test]
fn every_campaign_step_from_every_state() {
    use CampaignStatus::{Active, Draft, Ended, Paused};
    for (status, activate, pause, end) in [
        (Draft, Some(Active), None, Some(Ended)),
        (Active, None, Some(Paused), Some(Ended)),
        (Paused, Some(Active), None, Some(Ended)),
        (Ended, None, None, None),
    ] {
        let mut season = known_season();
        season.status = status;
        for (step, expected) in
            [(CampaignStep::Activate, activate), (CampaignStep::Pause, pause), (CampaignStep::End, end)]
        {
            let expected = expected.ok_or(CampaignError::InvalidTransition { status, step });
            assert_eq!(season.next(step), expected);
        }
    }
}

#[test]
fn a_campaign_is_not_activated_without_rules_for_its_first_day() {
    let mut season = campaign("a", "2024-07-01", "2024-09-30");
    season.status = CampaignStatus::Draft;
    season.rules = vec![rule(1, "2024-07-02", ["0", "3", "5"], ["10", "100"])];
    assert!(matches!(season.next(CampaignStep::Activate), Err(CampaignError::NoRules { .. })));
}

proptest! {
    #[test]
    fn overlapping_means_having_a_day_in_common(a in 0_u64..40, b in 0_u64..40, c in 0_u64..40, d in 0_u64..40) {
        let day = |offset: u64| on("2024-07-01") + chrono::Days::new(offset);
        let one = CampaignDates::new(day(a.min(b)), day(a.max(b)), None).expect("in order");
        let other = CampaignDates::new(day(c.min(d)), day(c.max(d)), None).expect("in order");
        let shared = (0..40).map(day).any(|on| one.covers(on) && other.covers(on));
        prop_assert_eq!(one.overlaps(&other), shared);
        prop_assert_eq!(other.overlaps(&one), shared);
    }
}
