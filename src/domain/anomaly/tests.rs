use super::*;
use crate::domain::location::{Datum, Location};
use crate::domain::role::Role;
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_720_000_000, 0).expect("an instant") + TimeDelta::seconds(seconds)
}

fn nothing_decided() -> Decided {
    Decided::default()
}

fn photo(number: i64, sha256: &str, fingerprint: u64) -> PhotoUse {
    PhotoUse {
        sha256: sha256.to_owned(),
        fingerprint: Some(fingerprint),
        report_id: format!("report-{number:03}"),
        number: format!("QL-{number}"),
        resident_id: format!("resident-{}", number % 2),
        at: at(number),
    }
}

fn subjects(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.subject.as_str()).collect()
}

#[test]
fn the_later_of_two_reports_with_one_photo_is_found_with_the_earlier_as_its_evidence() {
    let uses = [photo(2, "b", 0xFF), photo(1, "a", 0xF0), photo(3, "a", 1 << 60), photo(4, "c", 0xFE)];
    let found = same_photo(&uses, 3, &nothing_decided());
    assert_eq!(subjects(&found), ["report-003", "report-004"]);
    let ids: Vec<&str> = found[0].pieces.iter().map(|piece| piece.id.as_str()).collect();
    assert_eq!(ids, ["report-001", "report-003"]);
    assert_eq!(found[0].figures.get("residents"), Some(&1));
    // The fourth's photo is like those of the first and the second, who are two persons.
    assert_eq!(found[1].figures.get("residents"), Some(&2));
    // Two photos on one report are no anomaly, nor are pictures without features.
    let mut twice = [photo(1, "a", 7), photo(1, "a", 7)];
    assert!(same_photo(&twice, 3, &nothing_decided()).is_empty());
    twice[1] = PhotoUse { fingerprint: None, sha256: "z".to_owned(), ..photo(2, "", 7) };
    assert!(same_photo(&twice, 3, &nothing_decided()).is_empty());
}

fn reported(number: i64, east_m: i64) -> Reported {
    // At this latitude a metre is about 99.6 ten-millionths of a degree of longitude.
    let location = Location::from_e7(254_950_000, 1_037_960_000 + east_m * 996 / 10, Datum::Wgs84);
    Reported {
        report_id: format!("report-{number:03}"),
        number: format!("QL-{number}"),
        resident_id: "resident".to_owned(),
        location: location.expect("a place"),
        at: at(number),
    }
}

#[test]
fn a_place_is_what_lies_around_one_of_the_reports() {
    let limits = PlaceLimits { least_reports: 3, radius_m: 50 };
    let apart = [reported(1, 0), reported(2, 40), reported(3, 101)];
    assert!(same_place(&apart, limits, &nothing_decided()).is_empty());
    let close = [reported(1, 0), reported(2, 40), reported(3, 80), reported(4, 900)];
    let found = same_place(&close, limits, &nothing_decided());
    assert_eq!((found.len(), found[0].count), (1, 3), "all three lie around the one in the middle");
    assert_eq!(found[0].figures.get("of_reports"), Some(&4));
    let decided = Decided::new([("resident".to_owned(), at(1))]);
    assert!(same_place(&close, limits, &decided).is_empty(), "two are left after the decision");
}

fn graded(dispatcher: &str, resident: &str, number: i64, is_high: bool) -> Graded {
    Graded {
        dispatcher_id: dispatcher.to_owned(),
        resident_id: resident.to_owned(),
        report_id: format!("{dispatcher}-{resident}-{number}"),
        number: format!("QL-{number}"),
        is_high,
        at: at(number),
    }
}

#[test]
fn a_friend_is_graded_higher_than_the_others() {
    let limits = GradeLimits { least_grades: 5, least_high_percent: 50, times_others: 3 };
    let mut grades: Vec<Graded> = (0..6).map(|number| graded("d", "friend", number, number > 0)).collect();
    grades.extend((0..40).map(|number| graded("d", &format!("r{}", number % 10), number, number % 10 == 0)));
    let found = one_sided_grades(&grades, limits, &nothing_decided());
    assert_eq!(subjects(&found), ["d:friend"]);
    assert_eq!((found[0].count, found[0].others.as_slice()), (5, ["d".to_owned()].as_slice()));
    let figures: Vec<i64> = found[0].figures.values().copied().collect();
    assert_eq!(figures, [6, 40, 5, 4], "grades, of others, high, high of others");
    // One who grades everybody high has no friend.
    let generous: Vec<Graded> =
        (0..60).map(|number| graded("d", &format!("r{}", number % 6), number, true)).collect();
    assert!(one_sided_grades(&generous, limits, &nothing_decided()).is_empty());
}

#[test]
fn a_family_may_share_a_phone_and_a_cashier_may_not_be_the_customer() {
    let used = |mark: &str, user: &str, role, seconds| DeviceUse {
        mark: mark.to_owned(),
        user_id: user.to_owned(),
        role,
        first_seen_at: at(seconds),
    };
    let uses = [
        used("family", "a", Role::Resident, 1),
        used("family", "b", Role::Resident, 2),
        used("many", "c", Role::Resident, 1),
        used("many", "d", Role::Resident, 2),
        used("many", "e", Role::Resident, 3),
        used("till", "f", Role::Resident, 1),
        used("till", "g", Role::Cashier, 2),
        used("office", "h", Role::Dispatcher, 1),
        used("office", "i", Role::Admin, 1),
    ];
    assert_eq!(subjects(&shared_devices(&uses, 3, &nothing_decided())), ["many", "till"]);
    let decided = Decided::new([("many".to_owned(), at(3)), ("till".to_owned(), at(1))]);
    assert_eq!(subjects(&shared_devices(&uses, 3, &decided)), ["till"], "the cashier is new there");
}

fn redeemed(number: i64, resident: &str, beans: i64, seconds: i64) -> Redeemed {
    Redeemed {
        id: format!("redemption-{number:03}"),
        cashier_id: "till".to_owned(),
        resident_id: resident.to_owned(),
        hundredths: beans * 100,
        at: at(seconds),
    }
}

const TILL: TillLimits = TillLimits {
    round_hundredths: 1000,
    quick_s: 60,
    least_quick: 3,
    least_of_one: 4,
    least_round_percent: 75,
};

#[test]
fn round_sums_in_quick_succession_are_found_and_so_is_who_comes_again_and_again() {
    let quick: Vec<Redeemed> =
        (0..4).map(|number| redeemed(number, &format!("r{number}"), 20, number * 50)).collect();
    let found = till_patterns(&quick, TILL, &nothing_decided());
    assert_eq!((subjects(&found), found[0].count), (vec!["till"], 3));
    let slow: Vec<Redeemed> =
        (0..9).map(|number| redeemed(number, &format!("r{number}"), 20, number * 61)).collect();
    assert!(till_patterns(&slow, TILL, &nothing_decided()).is_empty());
    let odd: Vec<Redeemed> =
        (0..9).map(|number| redeemed(number, &format!("r{number}"), 7, number)).collect();
    assert!(till_patterns(&odd, TILL, &nothing_decided()).is_empty());
    let again: Vec<Redeemed> = (0..4)
        .map(|number| redeemed(number, "same", if number == 0 { 3 } else { 50 }, number * 5000))
        .collect();
    assert_eq!(subjects(&till_patterns(&again, TILL, &nothing_decided())), ["till:same"]);
    let decided = Decided::new([("till:same".to_owned(), at(0))]);
    assert!(till_patterns(&again, TILL, &decided).is_empty());
}

proptest! {
    /// Whatever is found has enough evidence, each piece once, oldest first; the order of the facts has no say, and what
    /// was decided at the last fact is not found again.
    #[test]
    fn findings_of_tills_hold_what_they_say(
        facts in prop::collection::vec((0_u8..3, 1_i64..40, 0_i64..600), 0..60),
        turn in 0_usize..60,
    ) {
        let facts: Vec<Redeemed> = facts
            .into_iter()
            .zip(0..)
            .map(|((resident, beans, seconds), number)| redeemed(number, &format!("r{resident}"), beans * 5, seconds))
            .collect();
        let found = till_patterns(&facts, TILL, &nothing_decided());
        for finding in &found {
            let is_pair = finding.subject.contains(':');
            let least = if is_pair { TILL.least_of_one } else { TILL.least_quick };
            prop_assert!(finding.count >= least);
            prop_assert!(finding.pieces.is_sorted_by_key(|piece| piece.at));
            let ids: BTreeSet<&str> = finding.pieces.iter().map(|piece| piece.id.as_str()).collect();
            prop_assert_eq!(ids.len(), finding.pieces.len());
            prop_assert_eq!(Some(finding.latest_at), finding.pieces.last().map(|piece| piece.at));
        }
        let mut turned = facts.clone();
        turned.rotate_left(turn.min(facts.len()));
        prop_assert_eq!(&till_patterns(&turned, TILL, &nothing_decided()), &found);
        let decided = Decided::new(found.iter().map(|finding| (finding.subject.clone(), finding.latest_at)));
        let again = till_patterns(&facts, TILL, &decided);
        prop_assert!(again.iter().all(|finding| found.iter().all(|before| before.subject != finding.subject)));
    }

    /// Two fingerprints that differ in so few bits are found wherever the bits are.
    #[test]
    fn a_photo_that_differs_in_three_bits_is_found(fingerprint: u64, bits in prop::collection::btree_set(0_u32..64, 0..6)) {
        let changed = bits.iter().fold(fingerprint, |changed, bit| changed ^ (1 << bit));
        let found = same_photo(&[photo(1, "a", fingerprint), photo(2, "b", changed)], 3, &nothing_decided());
        prop_assert_eq!(found.len(), usize::from(bits.len() <= 3));
    }

    /// More reports never make a place less conspicuous.
    #[test]
    fn more_reports_are_never_less(distances in prop::collection::vec(0_i64..400, 0..25), extra in 0_i64..400) {
        let limits = PlaceLimits { least_reports: 3, radius_m: 50 };
        let mut reports: Vec<Reported> = distances.iter().zip(0..).map(|(east, number)| reported(number, *east)).collect();
        let before = same_place(&reports, limits, &nothing_decided()).first().map_or(0, |finding| finding.count);
        reports.push(reported(900, extra));
        let after = same_place(&reports, limits, &nothing_decided()).first().map_or(0, |finding| finding.count);
        prop_assert!(after >= before);
        prop_assert!(before == 0 || before >= limits.least_reports);
    }
}
