use super::*;
use proptest::prelude::*;

const LIMITS: AnswerLimits = AnswerLimits { line_chars: 20, text_chars: 40 };

fn attribute(code: &str, datatype: Datatype, required: bool) -> Attribute {
    let choices = if datatype.is_list() {
        [("a", "甲"), ("b", "乙")]
            .map(|(key, name)| Choice { key: key.to_owned(), name: name.to_owned() })
            .to_vec()
    } else {
        Vec::new()
    };
    Attribute {
        code: code.to_owned(),
        asked: true,
        datatype,
        required,
        datatype_description: None,
        description: format!("{code}?"),
        choices,
    }
}

fn given(answers: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    answers
        .iter()
        .map(|(code, values)| ((*code).to_owned(), values.iter().map(|value| (*value).to_owned()).collect()))
        .collect()
}

fn one(datatype: Datatype, values: &[&str]) -> Result<Vec<String>, &'static str> {
    match check(&[attribute("x", datatype, false)], &given(&[("x", values)]), LIMITS) {
        Ok(answers) => Ok(answers.into_iter().flat_map(|answer| answer.values).collect()),
        Err(wrong) => Err(wrong[0].problem),
    }
}

#[test]
fn each_datatype_takes_its_answers() {
    let owned = |values: &[&str]| Ok(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
    assert_eq!(one(Datatype::String, &[" 12号杆 "]), owned(&["12号杆"]));
    assert_eq!(one(Datatype::String, &["两\n行"]), Err("text_control_character"));
    assert_eq!(one(Datatype::Text, &["两\r\n行"]), owned(&["两\n行"]));
    assert_eq!(one(Datatype::Text, &["a\u{1}"]), Err("text_control_character"));
    assert_eq!(one(Datatype::String, &["123456789012345678901"]), Err("text_too_long"));
    assert_eq!(one(Datatype::Number, &["-0.50"]), owned(&["-0.50"]));
    for wrong in ["1e5", "NaN", "0x10", ".5", "5.", "1,5", "１", "--1", "111111111111111111111"] {
        assert_eq!(one(Datatype::Number, &[wrong]), Err("not_a_number"), "{wrong}");
    }
    assert_eq!(
        one(Datatype::Datetime, &["2024-07-10T10:00:00+08:00"]),
        owned(&["2024-07-10T10:00:00+08:00"])
    );
    assert_eq!(one(Datatype::Datetime, &["2024-07-10"]), Err("invalid_time"));
    assert_eq!(one(Datatype::SingleValueList, &["b"]), owned(&["乙"]));
    assert_eq!(one(Datatype::SingleValueList, &["乙"]), Err("unknown_value"));
    assert_eq!(one(Datatype::SingleValueList, &["a", "b"]), Err("too_many"));
    assert_eq!(one(Datatype::MultiValueList, &["b", "a", "b"]), owned(&["乙", "甲"]));
    assert_eq!(one(Datatype::String, &["", "  "]), owned(&[]));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let mut told = attribute("told", Datatype::String, true);
    told.asked = false;
    let asked =
        [attribute("must", Datatype::String, true), attribute("number", Datatype::Number, false), told];
    let answers = given(&[("number", &["many"]), ("nothing", &["x"]), ("told", &["x"]), ("must", &[" "])]);
    let wrong = check(&asked, &answers, LIMITS).expect_err("four are wrong");
    let codes: Vec<_> = wrong.iter().map(|wrong| (wrong.code.as_str(), wrong.problem)).collect();
    assert_eq!(
        codes,
        [
            ("nothing", "unknown_attribute"),
            ("told", "unknown_attribute"),
            ("must", "required"),
            ("number", "not_a_number")
        ]
    );
    // What is only told is never required.
    let enough = check(&asked, &given(&[("must", &["x"])]), LIMITS).expect("enough");
    assert_eq!(enough.len(), 1);
    assert_eq!(enough[0].question, "must?");
}

proptest! {
    #[test]
    fn what_is_taken_can_be_kept(value in any::<String>(), datatype in prop::sample::select(Datatype::ALL)) {
        if let Ok(values) = one(datatype, &[&value]) {
            for value in values {
                prop_assert!(value.chars().count() <= LIMITS.text_chars);
                prop_assert!(!value.contains('\0'));
            }
        }
    }
}
