//! Pay codes (付款码): what a well-formed one looks like.
//!
//! Owns the digits. How long a code lives, and that it is used once, is kept by the ledger, which stores only a hash.

use std::fmt;

use verhoeff::Verhoeff;

use crate::domain::redacted::fmt_redacted;

/// Two digits, fifteen random ones in between, one check digit.
const RANDOM_DIGITS: u32 = 15;
const PREFIXES: u128 = 100;
/// As many digits as a till shows at once.
const GROUP: usize = 4;

/// Why digits are no pay code. To the outside they are all an unknown code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PayCodeError {
    /// Something other than digits and spaces, or not [`PayCode::DIGITS`] digits.
    #[error("a pay code has {} digits", PayCode::DIGITS)]
    Malformed,
    /// The first two digits belong to another wallet.
    #[error("the code belongs to another wallet")]
    ForeignWallet,
    /// A digit was misread, or two were swapped.
    #[error("the check digit does not match")]
    CheckDigit,
}

/// A well-formed pay code. It is as good as money while it lives: it shows itself only through [`PayCode::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct PayCode(String);

impl PayCode {
    /// How many digits a code has.
    pub const DIGITS: usize = 18;

    /// Reads a scanned or typed code; spaces between the digits are left out.
    ///
    /// # Errors
    /// `Malformed`, `ForeignWallet`, `CheckDigit`, in this order.
    pub fn from_digits(input: &str) -> Result<Self, PayCodeError> {
        let mut digits = String::with_capacity(Self::DIGITS);
        for character in input.chars().filter(|character| !matches!(character, ' ' | '\u{a0}' | '\u{3000}')) {
            if !character.is_ascii_digit() || digits.len() == Self::DIGITS {
                return Err(PayCodeError::Malformed);
            }
            digits.push(character);
        }
        if digits.len() != Self::DIGITS {
            return Err(PayCodeError::Malformed);
        }
        let prefix = digits.get(..2).and_then(|prefix| prefix.parse().ok());
        if prefix.is_none_or(is_foreign) {
            return Err(PayCodeError::ForeignWallet);
        }
        if !digits.validate_verhoeff_check_digit() {
            return Err(PayCodeError::CheckDigit);
        }
        Ok(Self(digits))
    }

    /// Makes a code of random bytes; every byte string gives a valid one. With good randomness about 2^56 codes are
    /// equally likely, to within one part in 2^71.
    #[must_use]
    pub fn compose(random: [u8; 16]) -> Self {
        let own = || (0..PREFIXES).filter(|prefix| !is_foreign(*prefix));
        let span = 10_u128.pow(RANDOM_DIGITS);
        let number = u128::from_be_bytes(random);
        let wanted = (number / span) % own().fold(0, |count, _| count + 1);
        let prefix =
            own().zip(0..).find_map(|(prefix, place)| (place == wanted).then_some(prefix)).unwrap_or(0);
        let mut digits = format!("{prefix:02}{:0width$}", number % span, width = RANDOM_DIGITS as usize);
        let check = digits.calculate_verhoeff_check_digit();
        digits.push(char::from(b'0' + check));
        Self(digits)
    }

    /// The digits, for the resident's screen and for hashing; never for a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The digits in groups of four, as a screen shows them.
    #[must_use]
    pub fn grouped(&self) -> String {
        let mut shown = String::with_capacity(Self::DIGITS + Self::DIGITS / GROUP);
        for (place, digit) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                shown.push(' ');
            }
            shown.push(digit);
        }
        shown
    }
}

impl fmt::Debug for PayCode {
    fmt_redacted!("PayCode");
}

/// Whether the first two digits are those of another wallet.
const fn is_foreign(prefix: u128) -> bool {
    matches!(prefix, 1 | 10..=15 | 25..=30 | 62)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_random_number_makes_a_code_that_is_read_back(random in any::<[u8; 16]>()) {
            let code = PayCode::compose(random);
            prop_assert_eq!(code.expose().len(), PayCode::DIGITS);
            prop_assert_eq!(PayCode::from_digits(code.expose()), Ok(code.clone()));
            prop_assert_eq!(PayCode::from_digits(&code.grouped()), Ok(code.clone()));
            let logged = format!("{code:?}");
            prop_assert!(!logged.contains(|character: char| character.is_ascii_digit()));
        }

        #[test]
        fn a_misread_digit_or_swapped_neighbours_never_make_another_code(
            random in any::<[u8; 16]>(), place in 0..PayCode::DIGITS, by in 1_u8..10,
        ) {
            let code = PayCode::compose(random);
            let mut misread = code.expose().as_bytes().to_vec();
            misread[place] = b'0' + (misread[place] - b'0' + by) % 10;
            prop_assert!(PayCode::from_digits(&String::from_utf8(misread).expect("digits")).is_err());
            let mut swapped = code.expose().as_bytes().to_vec();
            let next = (place + 1) % PayCode::DIGITS;
            swapped.swap(place, next);
            let swapped = String::from_utf8(swapped).expect("digits");
            if next > 0 && swapped != code.expose() {
                prop_assert!(PayCode::from_digits(&swapped).is_err());
            }
        }
    }

    #[test]
    fn only_prefixes_of_no_other_wallet_are_read_and_all_of_them_are_composed() {
        let with_prefix = |prefix: u128| {
            let digits = format!("{prefix:02}000000000000000");
            format!("{digits}{}", digits.calculate_verhoeff_check_digit())
        };
        let span = 10_u128.pow(RANDOM_DIGITS);
        let composed: std::collections::BTreeSet<String> = (0..86)
            .map(|place| PayCode::compose((place * span).to_be_bytes()).expose()[..2].to_owned())
            .collect();
        for prefix in 0..PREFIXES {
            let foreign = [1, 10, 11, 12, 13, 14, 15, 25, 26, 27, 28, 29, 30, 62].contains(&prefix);
            let read = PayCode::from_digits(&with_prefix(prefix));
            assert_eq!(read.is_ok(), !foreign, "{prefix}");
            assert_eq!(read.err(), foreign.then_some(PayCodeError::ForeignWallet));
            assert_eq!(composed.contains(&format!("{prefix:02}")), !foreign, "{prefix}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let long = "7".repeat(100_000);
        for input in
            ["", "   ", "7", "77777777777777777", "7777777777777777777", "77777777777777777x", long.as_str()]
        {
            assert_eq!(PayCode::from_digits(input), Err(PayCodeError::Malformed));
        }
    }
}
