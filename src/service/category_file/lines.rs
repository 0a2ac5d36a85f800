//! Reads a file of categories.
//!
//! ```csv
//! what,category,for,value
//! category,street_lamp,municipal,路灯不亮
//! unit,street_lamp,,住房和城乡建设局
//! route,street_lamp,越州镇,越州镇人民政府
//! limit,street_lamp,handling,1 working_days
//! ```

use crate::domain::clock::Stage;
use crate::domain::group::CategoryGroup;
use crate::domain::text::clean_line;
use crate::domain::time_limit::{InvalidLimit, LimitUnit, TimeLimit};
use crate::error::Result;
use crate::service::category_changes::is_category_code;
use crate::service::lines::{self, Fault, Faults};

/// The columns, in this order.
const COLUMNS: [&str; 4] = ["what", "category", "for", "value"];

/// The value that takes a unit, a route or a limit away.
const NONE: &str = "none";

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number.
    pub line: u64,
    /// The category's code or, but for a category that is to be added, its name.
    pub category: String,
    /// What it says of the category.
    pub says: Says,
}

/// What a line says of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// It is there, in this group and by this name.
    Is(CategoryGroup, String),
    /// The name of the unit that fixes it where no route says otherwise.
    Unit(Option<String>),
    /// The subdistrict and the name of the unit that fixes it there.
    Route(String, Option<String>),
    /// How long a stage may take.
    Limit(Stage, Option<TimeLimit>),
}

/// Reads the whole file: what it says, and what is wrong with it so far. Whether categories and units are there is seen
/// later.
///
/// # Errors
/// 422 if the header is another.
pub(super) fn read(text: &[u8], name_chars: usize, subdistricts: &[String]) -> Result<(Vec<Entry>, Faults)> {
    let mut entries = Vec::new();
    let faults = lines::read(text, COLUMNS, |line, [what, category, of, value]| {
        let says = says(what, of, value, name_chars, subdistricts)?;
        if category.is_empty() {
            return Err(("required", "category: its code or name".to_owned()));
        }
        if matches!(says, Says::Is(..)) && !is_category_code(category) {
            return Err(("invalid_code", "category: 1 to 40 characters of a-z, 0-9 and _".to_owned()));
        }
        entries.push(Entry { line, category: category.to_owned(), says });
        Ok(())
    })?;
    Ok((entries, faults))
}

fn says(
    what: &str,
    of: &str,
    value: &str,
    name_chars: usize,
    subdistricts: &[String],
) -> Result<Says, Fault> {
    let name = |column: &str, text: &str| {
        clean_line(text, name_chars).map_err(|error| (error.code(), format!("{column}: {error}")))
    };
    let unit = || if value == NONE { Ok(None) } else { name("value", value).map(Some) };
    match what {
        "category" => {
            let group =
                CategoryGroup::parse(of).map_err(|error| ("unknown_value", format!("for: {error}")))?;
            Ok(Says::Is(group, name("value", value)?))
        }
        "unit" if of.is_empty() => Ok(Says::Unit(unit()?)),
        "unit" => Err(("not_possible", "for: stays empty; route names a unit for a subdistrict".to_owned())),
        "route" => {
            let subdistrict = name("for", of)?;
            if !subdistricts.is_empty() && !subdistricts.contains(&subdistrict) {
                return Err(("unknown_subdistrict", format!("for: one of {}", subdistricts.join("、"))));
            }
            Ok(Says::Route(subdistrict, unit()?))
        }
        "limit" => {
            let stage = Stage::parse(of).map_err(|error| ("unknown_value", format!("for: {error}")))?;
            Ok(Says::Limit(stage, limit(value)?))
        }
        other => Err(("unknown_value", format!("{other:?} is none of category, unit, route, limit"))),
    }
}

/// A limit such as `4 working_hours`.
fn limit(value: &str) -> Result<Option<TimeLimit>, Fault> {
    if value == NONE {
        return Ok(None);
    }
    let not_a_limit = || ("not_a_limit", format!("value: {value:?} is no limit such as 4 working_hours"));
    let (amount, unit) = value.split_once(char::is_whitespace).ok_or_else(not_a_limit)?;
    let amount: i64 = amount.parse().map_err(|_| not_a_limit())?;
    let unit = LimitUnit::parse(unit.trim()).map_err(|error| ("unknown_value", format!("value: {error}")))?;
    TimeLimit::new(amount, unit).map(Some).map_err(|error: InvalidLimit| {
        let detail = error.to_string();
        // It says its code first, for where nothing else does.
        ("out_of_range", format!("value: {}", detail.trim_start_matches("out_of_range: ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Result<Vec<Entry>> {
        let (entries, faults) = read(text.as_bytes(), 60, &["南宁街道".to_owned(), "越州镇".to_owned()])?;
        lines::all_right(faults).map(|()| entries)
    }

    #[test]
    fn a_file_says_categories_units_routes_and_limits() {
        let text = "\u{feff}what,category,for,value\r\n# lamps\r\ncategory,street_lamp,municipal,路灯不亮\r\n\
                    unit,street_lamp,,住建局\nroute,路灯不亮, 越州镇 ,none\nlimit,street_lamp,handling,4  working_hours\n\
                    limit,street_lamp,total,none\n";
        let entries = read_all(text).expect("a file of categories");
        let says: Vec<Says> = entries.iter().map(|entry| entry.says.clone()).collect();
        let four = TimeLimit::new(4, LimitUnit::WorkingHours).expect("a limit");
        assert_eq!(
            says,
            [
                Says::Is(CategoryGroup::Municipal, "路灯不亮".to_owned()),
                Says::Unit(Some("住建局".to_owned())),
                Says::Route("越州镇".to_owned(), None),
                Says::Limit(Stage::Handling, Some(four)),
                Says::Limit(Stage::Total, None),
            ]
        );
        assert_eq!(entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(entries.get(2).map(|entry| entry.category.as_str()), Some("路灯不亮"));
    }

    #[test]
    fn every_wrong_line_is_told_with_its_number() {
        let wrong = [
            ("category,Street Lamp,municipal,路灯不亮", "invalid_code"),
            ("category,street_lamp,traffic,路灯不亮", "unknown_value"),
            ("category,street_lamp,municipal,", "text_empty"),
            ("unit,street_lamp,越州镇,住建局", "not_possible"),
            ("unit,street_lamp,,", "text_empty"),
            ("route,street_lamp,火星镇,住建局", "unknown_subdistrict"),
            ("route,street_lamp,,住建局", "text_empty"),
            ("limit,street_lamp,handling,0 hours", "out_of_range"),
            ("limit,street_lamp,handling,-4 hours", "out_of_range"),
            ("limit,street_lamp,handling,9999 hours", "out_of_range"),
            ("limit,street_lamp,handling,4", "not_a_limit"),
            ("limit,street_lamp,handling,four hours", "not_a_limit"),
            ("limit,street_lamp,handling,1.5 hours", "not_a_limit"),
            ("limit,street_lamp,handling,4 weeks", "unknown_value"),
            ("limit,street_lamp,repair,4 hours", "unknown_value"),
            ("limit,,handling,4 hours", "required"),
            ("limits,street_lamp,handling,4 hours", "unknown_value"),
            ("limit,street_lamp,handling,4 hours,more", "too_many_values"),
        ];
        let text: Vec<&str> = wrong.iter().map(|(line, _)| *line).collect();
        let error =
            read_all(&format!("what,category,for,value\n{}\n", text.join("\n"))).expect_err("wrong lines");
        let found: Vec<_> =
            error.fields().iter().map(|field| (field.field.clone(), field.code.clone())).collect();
        let expected: Vec<_> =
            (2..).zip(wrong).map(|(line, (_, code))| (format!("line {line}"), code.to_owned())).collect();
        assert_eq!(found, expected);
        assert!(read_all("code,limit\n").is_err());
    }
}
