use crate::domain::{
    CampaignStatus, CampaignStep, CategoryGroup, Datum, DeedKind, LimitedBy, ReckonBy, ReportStatus, Role,
    Step, Tier,
};

macro_rules! one_word_everywhere {
    ($($name:ident)+) => {$(
        assert_eq!($name::ALL.len(), $name::WORDS.len());
        for &value in $name::ALL {
            let word = value.as_str();
            assert_eq!($name::parse(word), Ok(value));
            assert_eq!(word.parse(), Ok(value));
            assert_eq!(value.to_string(), word);
            let json = serde_json::to_value(value).expect("serialises");
            assert_eq!(json, serde_json::json!(word));
            assert_eq!(serde_json::from_value::<$name>(json).expect("reads"), value);
            assert!(word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')), "{word}");
        }
        assert!($name::parse("Nonsense").is_err());
        let schema = serde_json::to_value(<$name as utoipa::PartialSchema>::schema()).expect("serialises");
        assert_eq!(schema["enum"], serde_json::json!($name::WORDS));
    )+};
}

#[test]
fn every_value_has_one_word_in_the_database_the_api_and_its_description() {
    one_word_everywhere!(CampaignStatus CampaignStep CategoryGroup Datum DeedKind LimitedBy ReckonBy ReportStatus Role Step Tier);
}

#[test]
fn an_unknown_word_is_told_what_was_expected() {
    let unknown = Tier::parse("huge").expect_err("no such tier");
    assert_eq!(unknown.to_string(), "unknown tier, expected one of minor, general, major");
}
