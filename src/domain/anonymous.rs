//! Takes out of a text what would tell who wrote it, as far as that can be seen.

use crate::domain::phone::Phone;

/// What stands where something was taken out.
const HIDDEN: &str = "****";

/// A text without mobile numbers (their middle is hidden, also when written with spaces or dashes) and without the
/// given names of persons.
#[must_use]
pub fn anonymous(text: &str, names: &[&str]) -> String {
    let mut shown = hide_phones(text);
    for name in names.iter().filter(|name| name.chars().count() > 1) {
        shown = shown.replace(name, HIDDEN);
    }
    shown
}

fn hide_phones(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from_digit) = rest.split_at(start);
        let length = from_digit
            .find(|character: char| !character.is_ascii_digit() && !matches!(character, ' ' | '-'))
            .unwrap_or(from_digit.len());
        let (run, after) = from_digit.split_at(length);
        shown.push_str(before);
        shown.push_str(&hide_in_run(run));
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// A run of digits, spaces and dashes. Every window of eleven digits that could be a number is hidden: in
/// `2024-07-10 138 1234 1234` nobody can say where the number begins.
fn hide_in_run(run: &str) -> String {
    let digits: Vec<(usize, char)> =
        run.char_indices().filter(|(_, character)| character.is_ascii_digit()).collect();
    let mut hidden = Vec::new();
    for window in digits.windows(Phone::DIGITS) {
        let number: String = window.iter().map(|(_, digit)| digit).collect();
        if Phone::parse(&number).is_ok() {
            hidden.extend(window.iter().skip(3).take(4).map(|(at, _)| *at));
        }
    }
    run.char_indices().map(|(at, character)| if hidden.contains(&at) { '*' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_hidden_and_the_rest_stays() {
        for (text, shown) in [
            ("我的电话13812341234，请联系", "我的电话138****1234，请联系"),
            ("call 138 1234 1234 or +86-139-0000-0000.", "call 138 **** 1234 or +86-139-****-0000."),
            ("李小明反映：井盖坏了", "****反映：井盖坏了"),
            ("麒麟西路113号附近，2024-07-10", "麒麟西路113号附近，2024-07-10"),
            ("案号 QL202407-000001", "案号 QL202407-000001"),
            ("", ""),
        ] {
            assert_eq!(anonymous(text, &["李小明", "", "明"]), shown, "{text}");
        }
    }
}
