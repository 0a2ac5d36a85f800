//! The signed side of an amount: what an entry carries.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Beans, BeansError, HUNDREDTHS_PER_BEAN};

/// A signed amount: what an entry adds to an account, or a balance that may be below zero (the treasury's).
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, example = "-3.00", pattern = r"^-?[0-9]+\.[0-9]{2}$")]
pub struct BeanChange(i64);

impl BeanChange {
    /// No change.
    pub const ZERO: Self = Self(0);

    /// A change of whole hundredths.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The change in whole hundredths, as it is stored.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// An amount taken away.
    #[must_use]
    pub const fn minus(beans: Beans) -> Self {
        Self(-beans.hundredths())
    }

    /// Both changes one after the other; `None` if that does not fit 64 bits.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The change without another; `None` if that does not fit 64 bits.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }

    /// The opposite change; `None` if that does not fit 64 bits.
    #[must_use]
    pub const fn checked_neg(self) -> Option<Self> {
        match self.0.checked_neg() {
            Some(opposite) => Some(Self(opposite)),
            None => None,
        }
    }

    /// All changes together; `None` if that does not fit 64 bits.
    pub fn sum(changes: impl IntoIterator<Item = Self>) -> Option<Self> {
        changes.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Whether nothing changes.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether something is taken away.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl From<Beans> for BeanChange {
    fn from(beans: Beans) -> Self {
        Self(beans.hundredths())
    }
}

impl TryFrom<BeanChange> for Beans {
    type Error = BeansError;

    fn try_from(change: BeanChange) -> Result<Self, BeansError> {
        Self::from_hundredths(change.0)
    }
}

impl fmt::Display for BeanChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.0.unsigned_abs();
        let per_bean = HUNDREDTHS_PER_BEAN.unsigned_abs();
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", hundredths / per_bean, hundredths % per_bean)
    }
}

impl fmt::Debug for BeanChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BeanChange({self})")
    }
}

impl Serialize for BeanChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
