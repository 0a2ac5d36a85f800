//! Golden beans as exact amounts: whole hundredths, two places, and never a float.
//!
//! Owns how an amount is written, read, bounded and added. `Beans` is an amount that somebody has or moves,
//! `BeanChange` the signed side of it that an entry carries.

mod change;

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

pub use change::BeanChange;

const HUNDREDTHS_PER_BEAN: i64 = 100;

/// Why a text, a number or a sum is no amount of beans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BeansError {
    /// Not plain decimal digits with an optional point: exponents, signs, spaces and separators are refused.
    #[error("must be a decimal number such as \"12.50\"")]
    NotANumber,
    /// Below zero, `-0` included.
    #[error("must not be negative")]
    Negative,
    /// More than two digits after the point, even if they are zeros.
    #[error("must not have more than two decimal places")]
    TooManyPlaces,
    /// Above [`Beans::MAX`].
    #[error("must not be above {}", Beans::MAX)]
    TooLarge,
    /// Zero where something has to move; see [`Beans::positive`].
    #[error("must be more than zero")]
    Zero,
}

impl BeansError {
    /// Every error, for the table of outward codes.
    pub const ALL: &'static [Self] =
        &[Self::NotANumber, Self::Negative, Self::TooManyPlaces, Self::TooLarge, Self::Zero];

    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotANumber => "beans_not_a_number",
            Self::Negative => "beans_negative",
            Self::TooManyPlaces => "beans_too_many_places",
            Self::TooLarge => "beans_too_large",
            Self::Zero => "beans_zero",
        }
    }
}

/// An amount of beans, `0.00` to [`Beans::MAX`], exact to the hundredth.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, example = "12.50", pattern = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$")]
pub struct Beans(i64);

impl Beans {
    /// No beans.
    pub const ZERO: Self = Self(0);
    /// A hundred thousand million beans; sums of a hundred thousand such amounts still fit.
    pub const MAX: Self = Self(10_000_000_000_000);

    /// An amount of whole hundredths.
    ///
    /// # Errors
    /// `Negative` below zero, `TooLarge` above [`Beans::MAX`].
    pub const fn from_hundredths(hundredths: i64) -> Result<Self, BeansError> {
        if hundredths < 0 {
            Err(BeansError::Negative)
        } else if hundredths > Self::MAX.0 {
            Err(BeansError::TooLarge)
        } else {
            Ok(Self(hundredths))
        }
    }

    /// The amount in whole hundredths, as it is stored.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// `TooLarge` above [`Beans::MAX`].
    pub const fn checked_add(self, other: Self) -> Result<Self, BeansError> {
        match self.0.checked_add(other.0) {
            Some(sum) => Self::from_hundredths(sum),
            None => Err(BeansError::TooLarge),
        }
    }

    /// What is left of the amount after taking another from it.
    ///
    /// # Errors
    /// `Negative` if there is not enough.
    pub const fn checked_sub(self, other: Self) -> Result<Self, BeansError> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Self::from_hundredths(rest),
            None => Err(BeansError::Negative),
        }
    }

    /// The sum of two amounts, at most [`Beans::MAX`].
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        self.checked_add(other).unwrap_or(Self::MAX)
    }

    /// What is left after taking another amount, or zero if there is not enough.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        self.checked_sub(other).unwrap_or(Self::ZERO)
    }

    /// The sum of many amounts.
    ///
    /// # Errors
    /// `TooLarge` above [`Beans::MAX`].
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, BeansError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The smaller of two amounts.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Ord::min(self, other)
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount itself, for calls in which something has to move.
    ///
    /// # Errors
    /// `Zero` if there is nothing.
    pub const fn positive(self) -> Result<Self, BeansError> {
        if self.is_zero() { Err(BeansError::Zero) } else { Ok(self) }
    }
}

impl fmt::Display for Beans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        BeanChange::from(*self).fmt(f)
    }
}

impl fmt::Debug for Beans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Beans({self})")
    }
}

impl FromStr for Beans {
    type Err = BeansError;

    /// Reads `12`, `12.5` or `12.50`. Which error comes first: not a number, negative, too many places, too large.
    fn from_str(text: &str) -> Result<Self, BeansError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, places) = match unsigned.split_once('.') {
            Some((whole, places)) if !places.is_empty() => (whole, places),
            Some(_) => return Err(BeansError::NotANumber),
            None => (unsigned, ""),
        };
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        let all_digits = whole.bytes().chain(places.bytes()).all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || leading_zero || !all_digits {
            return Err(BeansError::NotANumber);
        }
        if negative {
            return Err(BeansError::Negative);
        }
        if places.len() > 2 {
            return Err(BeansError::TooManyPlaces);
        }
        // The digits are known to be digits: the only thing that can still fail is their number.
        let beans: i64 = whole.parse().map_err(|_| BeansError::TooLarge)?;
        let hundredths: i64 = format!("{places:0<2}").parse().map_err(|_| BeansError::NotANumber)?;
        beans
            .checked_mul(HUNDREDTHS_PER_BEAN)
            .and_then(|whole| whole.checked_add(hundredths))
            .ok_or(BeansError::TooLarge)
            .and_then(Self::from_hundredths)
    }
}

impl Serialize for Beans {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Beans {
    /// JSON only: a string or a number, read from the number's own text. The message of a failure is the
    /// `BeansError`'s; use [`BeansInput`] where the code is wanted.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BeansInput::deserialize(deserializer)?.value().map_err(D::Error::custom)
    }
}

/// Beans as a caller wrote them in a request's body: any JSON value is taken in, so that a wrong one becomes a
/// field error beside the others instead of ending the reading of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(value_type = String, example = "12.50", pattern = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$")]
pub struct BeansInput(Result<Beans, BeansError>);

impl BeansInput {
    /// The amount.
    ///
    /// # Errors
    /// What was wrong with it.
    pub const fn value(self) -> Result<Beans, BeansError> {
        self.0
    }
}

impl From<Beans> for BeansInput {
    fn from(beans: Beans) -> Self {
        Self(Ok(beans))
    }
}

impl<'de> Deserialize<'de> for BeansInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        if text.starts_with('"') {
            let unquoted: String = serde_json::from_str(text).map_err(D::Error::custom)?;
            Ok(Self(unquoted.parse()))
        } else {
            Ok(Self(text.parse()))
        }
    }
}

#[cfg(test)]
mod tests;
