//! Mainland mobile numbers, and how they are shown to those who may not see them.

use std::fmt;
use std::str::FromStr;

use crate::domain::redacted::fmt_redacted;

/// Not a mobile number of mainland China.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a mainland mobile number of 11 digits, such as 13812341234")]
pub struct InvalidPhone;

/// A mainland mobile number, 11 digits that begin with 13 to 19. Personal data: it shows itself only through
/// [`Phone::expose`] and [`Phone::masked`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// How many digits a number has.
    pub const DIGITS: usize = 11;

    /// Reads a number; spaces, dashes and a leading `+86` or `0086` are left out.
    ///
    /// # Errors
    /// `InvalidPhone`.
    pub fn parse(input: &str) -> Result<Self, InvalidPhone> {
        let input = input.trim();
        let national = ["+86", "0086"].iter().find_map(|code| input.strip_prefix(code)).unwrap_or(input);
        let mut digits = String::with_capacity(Self::DIGITS);
        for character in national.chars().filter(|character| !matches!(character, ' ' | '-')) {
            if !character.is_ascii_digit() || digits.len() == Self::DIGITS {
                return Err(InvalidPhone);
            }
            digits.push(character);
        }
        let mut start = digits.bytes();
        let is_mobile = start.next() == Some(b'1') && start.next().is_some_and(|second| second >= b'3');
        if digits.len() == Self::DIGITS && is_mobile { Ok(Self(digits)) } else { Err(InvalidPhone) }
    }

    /// All 11 digits, for storing and for those who may see them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The number with its middle hidden: `138****1234`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown = |from, to| self.0.get(from..to).unwrap_or_default();
        format!("{}****{}", shown(0, 3), shown(7, 11))
    }
}

impl FromStr for Phone {
    type Err = InvalidPhone;

    fn from_str(input: &str) -> Result<Self, InvalidPhone> {
        Self::parse(input)
    }
}

impl fmt::Debug for Phone {
    fmt_redacted!("Phone");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        for input in [
            "13812341234",
            "138 1234 1234",
            "138-1234-1234",
            "+86 138 1234 1234",
            "+8613812341234",
            " 008613812341234 ",
        ] {
            let phone = Phone::parse(input).expect(input);
            assert_eq!(phone.expose(), "13812341234");
            assert_eq!(phone.masked(), "138****1234");
            assert_eq!(format!("{phone:?}"), "Phone(…)");
        }
    }

    #[test]
    fn what_is_no_mainland_mobile_number_is_refused() {
        let long = "1".repeat(100_000);
        for input in [
            "",
            "1381234123",
            "138123412345",
            "12812341234",
            "08741234567",
            "+85291234567",
            "1381234123x",
            "１３８１２３４１２３４",
            "+86",
            long.as_str(),
        ] {
            assert_eq!(Phone::parse(input), Err(InvalidPhone), "{input:.30}");
        }
    }
}
