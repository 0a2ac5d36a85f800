//! Which campaign, which rules, which date.

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Shanghai;

use super::*;
use crate::domain::campaign::fixtures::{campaign, known_season, on};
use crate::domain::campaign::{Campaign, CampaignDates, CampaignStatus, ReckonBy};
use crate::domain::deed::{DeedKind, Grade};
use crate::domain::tier::Tier;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// The campaign's id and the date that a deed is reckoned by, or why it earns nothing.
fn outcome(
    campaigns: &[Campaign],
    submitted_at: &str,
    closed_at: &str,
) -> Result<(String, NaiveDate), LimitedBy> {
    let reckoning = reckon(campaigns, at(submitted_at), at(closed_at), Shanghai, false);
    match (reckoning.limited_by(), reckoning.under()) {
        (None, Some(under)) => Ok((under.campaign.id.clone(), under.reckoned_on)),
        (limited_by, _) => Err(limited_by.expect("either rules or a reason")),
    }
}

#[test]
fn the_last_evening_of_july_in_utc_earns_by_the_rules_of_august() {
    let season = [known_season()];
    let tier_beans = |closed_at: &str| {
        let reckoning = reckon(&season, at("2024-07-31T10:00:00Z"), at(closed_at), Shanghai, false);
        let under = reckoning.under().expect("in the season");
        (
            under.rules.version,
            under.reckoned_on,
            under.tier_beans(DeedKind::Report, &Grade::from(Tier::Major)).to_string(),
        )
    };
    assert_eq!(tier_beans("2024-07-31T15:59:59.999999Z"), (1, on("2024-07-31"), "5.00".to_owned()));
    assert_eq!(tier_beans("2024-07-31T16:00:00Z"), (2, on("2024-08-01"), "20.00".to_owned()));
    assert_eq!(tier_beans("2024-07-31T16:30:00Z"), (2, on("2024-08-01"), "20.00".to_owned()));
}

#[test]
fn a_campaign_that_reckons_by_submission_takes_the_rules_of_that_day() {
    let mut season = known_season();
    season.reckon_by = ReckonBy::Submitted;
    let season = [season];
    assert_eq!(
        outcome(&season, "2024-07-31T10:00:00Z", "2024-08-05T10:00:00Z"),
        Ok(("qilin-2024".to_owned(), on("2024-07-31")))
    );
    assert_eq!(outcome(&season, "2024-06-30T15:59:59Z", "2024-07-05T10:00:00Z"), Err(LimitedBy::NoCampaign));
}

#[test]
fn outside_the_season_in_a_draft_or_without_rules_there_is_no_campaign() {
    let mut season = known_season();
    let no_campaign = Err(LimitedBy::NoCampaign);
    assert_eq!(outcome(&[], "2024-08-01T00:00:00Z", "2024-08-01T00:00:00Z"), no_campaign);
    assert_eq!(outcome(&[season.clone()], "2024-06-30T00:00:00Z", "2024-06-30T15:59:59Z"), no_campaign);
    assert_eq!(outcome(&[season.clone()], "2024-09-30T00:00:00Z", "2024-09-30T16:00:00Z"), no_campaign);
    assert!(outcome(&[season.clone()], "2024-09-30T00:00:00Z", "2024-09-30T15:59:59Z").is_ok());
    season.status = CampaignStatus::Draft;
    assert_eq!(outcome(&[season.clone()], "2024-08-01T00:00:00Z", "2024-08-01T00:00:00Z"), no_campaign);
    season.status = CampaignStatus::Active;
    season.rules.clear();
    assert_eq!(outcome(&[season], "2024-08-01T00:00:00Z", "2024-08-01T00:00:00Z"), no_campaign);
}

#[test]
fn a_paused_campaign_earns_nothing_and_says_what_it_would_have() {
    let mut season = known_season();
    season.status = CampaignStatus::Paused;
    let season = [season];
    let reckoning = reckon(&season, at("2024-08-01T00:00:00Z"), at("2024-08-01T00:00:00Z"), Shanghai, false);
    assert_eq!(reckoning.limited_by(), Some(LimitedBy::Paused));
    assert_eq!(reckoning.under().map(|under| under.rules.version), Some(2));
}

#[test]
fn an_ended_campaign_still_pays_for_the_days_it_covered() {
    let mut season = known_season();
    season.status = CampaignStatus::Ended;
    season.dates =
        CampaignDates::new(on("2024-07-01"), on("2024-09-30"), Some(on("2024-08-15"))).expect("dates");
    let season = [season];
    assert!(outcome(&season, "2024-08-15T00:00:00Z", "2024-08-15T15:59:59Z").is_ok());
    assert_eq!(outcome(&season, "2024-08-15T00:00:00Z", "2024-08-15T16:00:00Z"), Err(LimitedBy::NoCampaign));
}

#[test]
fn who_is_excluded_is_told_so_in_and_out_of_season() {
    let season = [known_season()];
    let reckoning = reckon(&season, at("2024-08-01T00:00:00Z"), at("2024-08-01T00:00:00Z"), Shanghai, true);
    assert_eq!(reckoning.limited_by(), Some(LimitedBy::Excluded));
    assert!(reckoning.under().is_some());
    assert_eq!(
        reckon(&[], at("2024-08-01T00:00:00Z"), at("2024-08-01T00:00:00Z"), Shanghai, true),
        Reckoning::Excluded(None)
    );
}

/// A season that reckons by submission until July, and one that reckons by closing from August.
fn two_seasons() -> [Campaign; 2] {
    let mut first = campaign("first", "2024-07-01", "2024-07-31");
    first.reckon_by = ReckonBy::Submitted;
    [campaign("second", "2024-08-01", "2024-08-31"), first]
}

#[test]
fn a_deed_that_two_campaigns_cover_earns_in_one_the_season_it_was_submitted_in() {
    let mut seasons = two_seasons();
    let across = |seasons: &[Campaign]| outcome(seasons, "2024-07-31T00:00:00Z", "2024-08-02T00:00:00Z");
    let first = Ok(("first".to_owned(), on("2024-07-31")));
    let second = Ok(("second".to_owned(), on("2024-08-02")));
    assert_eq!(across(&seasons), first);
    seasons.reverse();
    assert_eq!(across(&seasons), first);
    // A season that runs goes before one that is held or over.
    for status in [CampaignStatus::Paused, CampaignStatus::Ended] {
        seasons[0].status = status;
        assert_eq!(across(&seasons), second);
    }
    seasons[1].status = CampaignStatus::Paused;
    assert_eq!(across(&seasons), Err(LimitedBy::Paused));
}

#[test]
fn a_deed_between_a_season_by_closing_and_one_by_submission_falls_in_neither() {
    let mut seasons = two_seasons();
    seasons[1].reckon_by = ReckonBy::Closed;
    seasons[0].reckon_by = ReckonBy::Submitted;
    assert_eq!(outcome(&seasons, "2024-07-31T00:00:00Z", "2024-08-02T00:00:00Z"), Err(LimitedBy::NoCampaign));
}
