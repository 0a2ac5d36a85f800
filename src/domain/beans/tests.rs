use proptest::prelude::*;

use super::*;

fn json(text: &str) -> Result<Beans, BeansError> {
    serde_json::from_str::<BeansInput>(text).expect("any JSON value is taken in").value()
}

#[test]
fn reads_strings_and_numbers_alike() {
    for (text, hundredths) in [("0", 0), ("3", 300), ("12.5", 1250), ("12.50", 1250), ("0.01", 1)] {
        let expected = Beans::from_hundredths(hundredths);
        assert_eq!(json(text), expected, "{text}");
        assert_eq!(json(&format!("\"{text}\"")), expected, "\"{text}\"");
    }
    assert_eq!(json("100000000000.00"), Ok(Beans::MAX));
}

#[test]
fn refuses_what_is_no_amount_with_its_own_code() {
    use BeansError::{Negative, NotANumber, TooLarge, TooManyPlaces};
    for (text, error) in [
        ("0.001", TooManyPlaces),
        ("3.000", TooManyPlaces),
        ("-1", Negative),
        ("-0", Negative),
        ("-0.001", Negative),
        ("100000000000.01", TooLarge),
        ("99999999999999999999999999999999", TooLarge),
        ("1e2", NotANumber),
        ("1E2", NotANumber),
        ("1.5e1", NotANumber),
        ("null", NotANumber),
        ("true", NotANumber),
        ("[1]", NotANumber),
        ("{}", NotANumber),
        ("\"\"", NotANumber),
        ("\" 1\"", NotANumber),
        ("\"+1\"", NotANumber),
        ("\"1,000\"", NotANumber),
        ("\".5\"", NotANumber),
        ("\"5.\"", NotANumber),
        ("\"05\"", NotANumber),
        ("\"--1\"", NotANumber),
        ("\"１２\"", NotANumber),
        ("\"NaN\"", NotANumber),
    ] {
        assert_eq!(json(text), Err(error), "{text}");
    }
    let codes: std::collections::BTreeSet<_> = BeansError::ALL.iter().map(|error| error.code()).collect();
    assert_eq!(codes.len(), BeansError::ALL.len());
}

#[test]
fn a_number_that_no_float_holds_is_read_exactly() {
    assert_eq!(json("90071992547.93"), Beans::from_hundredths(9_007_199_254_793));
    assert_eq!(json("0.1"), Beans::from_hundredths(10));
}

#[test]
fn zero_is_an_amount_but_nothing_to_move() {
    assert_eq!(Beans::ZERO.positive(), Err(BeansError::Zero));
    assert_eq!(json("0.01").and_then(Beans::positive), Beans::from_hundredths(1));
}

#[test]
fn changes_show_a_sign_only_when_negative() {
    assert_eq!(BeanChange::from_hundredths(-300).to_string(), "-3.00");
    assert_eq!(BeanChange::from_hundredths(-5).to_string(), "-0.05");
    assert_eq!(BeanChange::from_hundredths(300).to_string(), "3.00");
    assert_eq!(BeanChange::from_hundredths(i64::MIN).to_string(), "-92233720368547758.08");
}

fn any_beans() -> impl Strategy<Value = Beans> {
    (0..=Beans::MAX.hundredths()).prop_map(|hundredths| Beans::from_hundredths(hundredths).expect("in range"))
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(beans in any_beans()) {
        let text = beans.to_string();
        prop_assert_eq!(text.parse(), Ok(beans));
        let sent = serde_json::to_string(&beans).expect("serialises");
        prop_assert_eq!(&sent, &format!("\"{text}\""));
        prop_assert_eq!(json(&sent), Ok(beans));
        prop_assert_eq!(json(&text), Ok(beans));
    }

    #[test]
    fn hundredths_outside_the_range_are_refused(hundredths in any::<i64>()) {
        let read = Beans::from_hundredths(hundredths);
        prop_assert_eq!(read.is_ok(), (0..=Beans::MAX.hundredths()).contains(&hundredths));
    }

    #[test]
    fn any_text_is_an_amount_or_a_named_error(text in "\\PC{0,30}") {
        if let Ok(beans) = text.parse::<Beans>() {
            prop_assert!(beans <= Beans::MAX);
        }
    }

    #[test]
    fn adding_and_taking_away_undo_each_other(a in any_beans(), b in any_beans()) {
        if let Ok(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Ok(a));
        } else {
            prop_assert_eq!(a.saturating_add(b), Beans::MAX);
        }
        prop_assert_eq!(a.saturating_sub(b).is_zero(), a <= b);
        prop_assert_eq!(BeanChange::from(a).checked_add(BeanChange::minus(a)), Some(BeanChange::ZERO));
    }
}

#[test]
fn the_api_description_calls_beans_a_string_with_two_places() {
    let schema = |schema| serde_json::to_value::<utoipa::openapi::RefOr<utoipa::openapi::Schema>>(schema);
    for described in [
        schema(<Beans as utoipa::PartialSchema>::schema()),
        schema(<BeansInput as utoipa::PartialSchema>::schema()),
    ] {
        let described = described.expect("serialises");
        assert_eq!(described["type"], "string");
        assert_eq!(described["example"], "12.50");
        assert!(described["pattern"].is_string(), "{described}");
    }
}
