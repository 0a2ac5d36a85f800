use chrono_tz::{America, Asia, Europe};
use proptest::prelude::*;

use super::*;

const ZONE: Tz = Asia::Shanghai;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn on(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn spans(texts: &[&str]) -> Vec<DaySpan> {
    texts.iter().map(|text| DaySpan::parse(text).expect("a span")).collect()
}

fn weekdays(count: usize) -> BTreeSet<WorkDay> {
    WorkDay::ALL.iter().copied().take(count).collect()
}

/// Eight hours from Monday to Friday; the National Day of 2024 with its make-up days.
fn calendar() -> WorkingCalendar {
    let holidays = (1..=7).map(|day| (on(&format!("2024-10-{day:02}")), DayKind::Holiday));
    let workdays = ["2024-09-29", "2024-10-12"].map(|day| (on(day), DayKind::Workday));
    let special = holidays.chain(workdays).collect();
    WorkingCalendar::new(spans(&["14:00-18:00", "08:00-12:00"]), weekdays(5), special).expect("a calendar")
}

#[test]
fn a_limit_passes_lunch_nights_weekends_and_holidays() {
    let after = |from: &str, hours| calendar().after(at(from), TimeDelta::hours(hours), ZONE);
    // Wednesday, ten in the morning: two hours to lunch, two after it.
    assert_eq!(after("2024-07-10T02:00:00Z", 4), Some(at("2024-07-10T08:00:00Z")));
    // A limit that ends with the morning ends there, not after lunch.
    assert_eq!(after("2024-07-10T02:00:00Z", 2), Some(at("2024-07-10T04:00:00Z")));
    // In the night, and at the weekend, it starts to run in the morning.
    assert_eq!(after("2024-07-09T20:00:00Z", 1), Some(at("2024-07-10T01:00:00Z")));
    assert_eq!(after("2024-07-13T03:00:00Z", 1), Some(at("2024-07-15T01:00:00Z")));
    // Friday, five in the afternoon.
    assert_eq!(after("2024-07-12T09:00:00Z", 2), Some(at("2024-07-15T01:00:00Z")));
    // The Sunday before the holidays is worked, the seven days are not, and so is the Saturday after them.
    assert_eq!(after("2024-09-27T10:00:00Z", 8), Some(at("2024-09-29T10:00:00Z")));
    assert_eq!(after("2024-09-30T10:00:00Z", 1), Some(at("2024-10-08T01:00:00Z")));
    assert_eq!(after("2024-10-11T10:00:00Z", 1), Some(at("2024-10-12T01:00:00Z")));
}

#[test]
fn nothing_is_worked_on_a_holiday() {
    let calendar = calendar();
    let passed = calendar.between(at("2024-09-30T16:00:00Z"), at("2024-10-07T16:00:00Z"), ZONE);
    assert_eq!(passed, TimeDelta::zero());
    assert!(calendar.is_worked(on("2024-09-29")) && !calendar.is_worked(on("2024-10-01")));
    assert!(calendar.is_worked(on("2024-10-08")) && !calendar.is_worked(on("2024-10-13")));
    assert_eq!(calendar.day_length(), TimeDelta::hours(8));
}

#[test]
fn what_makes_no_calendar_is_refused() {
    let make = |texts: &[&str], days| WorkingCalendar::new(spans(texts), weekdays(days), BTreeMap::new());
    assert_eq!(make(&["08:00-12:00", "11:59-13:00"], 5), Err(CalendarError::Overlap));
    assert_eq!(make(&["08:00-12:00", "08:00-12:00"], 5), Err(CalendarError::Overlap));
    assert_eq!(make(&["08:00-08:59"], 5), Err(CalendarError::WrongHours));
    assert_eq!(make(&[], 5), Err(CalendarError::WrongHours));
    assert_eq!(make(&["08:00-12:00"], 0), Err(CalendarError::NoWeekdays));
    assert!(make(&["00:00-24:00"], 7).is_ok());
    for wrong in ["", "8", "8-12", "08:00", "08:00-", "8:0-9:00", "08:60-09:00", "24:01-25:00", "+8:00-9:00"]
    {
        assert_eq!(DaySpan::parse(wrong), Err(CalendarError::NotASpan), "{wrong}");
    }
    for empty in ["12:00-08:00", "08:00-08:00"] {
        assert_eq!(DaySpan::parse(empty), Err(CalendarError::EmptySpan), "{empty}");
    }
    assert_eq!(DaySpan::parse(" 8:30 - 24:00 ").map(|span| span.to_string()).as_deref(), Ok("08:30-24:00"));
}

/// Any calendar: up to three spans, any weekdays, some special days of 2024.
fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
    let marks = prop::collection::btree_set(0..=DAY_MINUTES, 2..=6);
    let days = prop::collection::btree_set(prop::sample::select(WorkDay::ALL), 1..=7);
    let special = prop::collection::btree_map(0_u64..366, prop::sample::select(DayKind::ALL), 0..40)
        .prop_map(|days| {
            let first_on = on("2024-01-01");
            days.into_iter()
                .filter_map(move |(day, kind)| Some((first_on.checked_add_days(Days::new(day))?, kind)))
        });
    (marks, days, special).prop_filter_map("less than an hour a day", |(marks, days, special)| {
        let marks: Vec<u16> = marks.into_iter().collect();
        let span = |pair: &[u16]| match pair {
            [from, to] => Some(DaySpan { from_minute: *from, to_minute: *to }),
            _ => None,
        };
        let hours = marks.chunks(2).filter_map(span).collect();
        WorkingCalendar::new(hours, days, special.collect()).ok()
    })
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (1_704_067_200_i64..1_735_689_600)
        .prop_map(|second| DateTime::from_timestamp(second, 0).expect("in 2024"))
}

fn any_zone() -> impl Strategy<Value = Tz> {
    prop::sample::select(vec![Asia::Shanghai, Europe::Berlin, America::Sao_Paulo, Asia::Beirut])
}

proptest! {
    #[test]
    fn working_time_adds_up(
        calendar in any_calendar(), zone in any_zone(),
        mut instants in prop::array::uniform3(any_instant()),
    ) {
        instants.sort();
        let [first, second, third] = instants;
        let sum = calendar.between(first, second, zone) + calendar.between(second, third, zone);
        prop_assert_eq!(sum, calendar.between(first, third, zone));
        prop_assert!(sum <= third - first);
        prop_assert_eq!(calendar.between(third, first, zone), TimeDelta::zero());
    }

    #[test]
    fn a_limit_ends_when_its_time_has_passed_and_not_before(
        calendar in any_calendar(), zone in any_zone(), from in any_instant(), seconds in 0_i64..2_000_000,
    ) {
        let span = TimeDelta::seconds(seconds);
        let end = calendar.after(from, span, zone).expect("within the horizon");
        prop_assert_eq!(calendar.between(from, end, zone), span);
        if seconds > 0 {
            prop_assert!(calendar.between(from, end - TimeDelta::seconds(1), zone) < span);
        }
        // A pause that changes nothing: what is left at an instant on the way leads to the same end.
        let half = calendar.after(from, span / 2, zone).expect("within the horizon");
        let left = calendar.between(half, end, zone);
        prop_assert_eq!(calendar.after(half, left, zone), Some(if left.is_zero() { half } else { end }));
    }
}
