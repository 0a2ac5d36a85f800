use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Asia;
use proptest::prelude::*;

use super::*;
use crate::domain::report::next;
use crate::domain::working_calendar::{DaySpan, WorkDay};

const ZONE: Tz = Asia::Shanghai;

fn calendar() -> WorkingCalendar {
    let hours = ["08:00-12:00", "14:00-18:00"].map(|text| DaySpan::parse(text).expect("a span"));
    let weekdays: BTreeSet<WorkDay> = WorkDay::ALL.iter().copied().take(5).collect();
    WorkingCalendar::new(hours.to_vec(), weekdays, BTreeMap::new()).expect("a calendar")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[test]
fn every_step_leaves_exactly_the_clocks_of_its_state_running() {
    for &from in ReportStatus::ALL {
        for &step in Step::ALL {
            let Ok(to) = next(from, step, true) else { continue };
            let running = match Turn::of(step, from, to) {
                Turn::RunOn => Stage::of(from),
                Turn::Next(stage) | Turn::Again(stage) => Some(stage),
                Turn::Rework => Some(Stage::Handling),
                Turn::Stop => None,
            };
            assert_eq!(running, Stage::of(to), "{step} from {from}");
        }
    }
    let turn = |step, from, to| Turn::of(step, from, to);
    use ReportStatus::{Accepted, Assigned, Closed, InProgress, Resolved, Submitted};
    assert_eq!(turn(Step::Accept, Submitted, Accepted), Turn::RunOn);
    assert_eq!(turn(Step::Assign, Assigned, Assigned), Turn::Next(Stage::Handling));
    assert_eq!(turn(Step::Return, InProgress, Accepted), Turn::Next(Stage::Triage));
    assert_eq!(turn(Step::VerifyFailed, Resolved, InProgress), Turn::Rework);
    assert_eq!(turn(Step::Reopen, Closed, Assigned), Turn::Again(Stage::Handling));
}

#[test]
fn a_pause_moves_the_end_by_what_was_left() {
    let due = |basis| Due { at: at("2024-07-12T08:00:00Z"), basis };
    let (from, to) = (at("2024-07-12T02:00:00Z"), at("2024-07-13T02:00:00Z"));
    let moved = |basis| due(basis).paused(from, to, &calendar(), ZONE).at;
    // Six hours of the clock; four of work, from ten on Friday, and again from Monday's morning.
    assert_eq!(moved(Basis::Plain), at("2024-07-13T08:00:00Z"));
    assert_eq!(moved(Basis::Working), at("2024-07-15T04:00:00Z"));
    for &basis in Basis::ALL {
        let late = due(basis).paused(at("2024-07-12T08:00:00Z"), to, &calendar(), ZONE);
        assert_eq!(late, due(basis), "what is late stays late");
        assert!(due(basis).left(at("2024-07-15T08:00:00Z"), &calendar(), ZONE) < TimeDelta::zero());
    }
    let left = |now: &str| due(Basis::Working).left(at(now), &calendar(), ZONE);
    assert_eq!(left("2024-07-12T02:00:00Z"), TimeDelta::hours(4));
    assert_eq!(left("2024-07-15T01:00:00Z"), TimeDelta::hours(-3));
}

proptest! {
    #[test]
    fn a_pause_that_is_cut_short_costs_only_what_it_lasted(
        basis in prop::sample::select(Basis::ALL),
        due_s in 0_i64..3_000_000, from_s in 0_i64..3_000_000, length_s in 1_i64..3_000_000, cut in 0_i64..=100,
    ) {
        let calendar = calendar();
        let instant = |second: i64| DateTime::from_timestamp(1_720_000_000 + second, 0).expect("in range");
        let (due, from) = (Due { at: instant(due_s), basis }, instant(from_s));
        let (until, end) = (instant(from_s + length_s), instant(from_s + length_s * cut / 100));
        let paused = due.paused(from, until, &calendar, ZONE);
        let resumed = paused.resumed(from, until, end, &calendar, ZONE);
        // No time is won or lost: what was left when it stopped is left when it goes on.
        if due.at > from {
            prop_assert_eq!(due.left(from, &calendar, ZONE), resumed.left(end, &calendar, ZONE));
            prop_assert_eq!(due.left(from, &calendar, ZONE), paused.left(until, &calendar, ZONE));
        } else {
            prop_assert_eq!(resumed, due);
        }
    }
}
