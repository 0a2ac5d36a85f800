//! What beans are awarded for: a deed of a kind and an id, with a grade.
//!
//! The ledger and the rules of campaigns know deeds only. Reports are the first kind; each further kind brings its
//! own grades and amounts under the same caps and budget.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::text_enum::text_enum;
use crate::domain::tier::Tier;

text_enum! {
    /// The kind of a deed.
    "deed kind" DeedKind {
        /// 随手拍: a closed report, graded by its tier.
        Report = "report",
        /// 志愿服务: volunteering; reserved.
        Volunteering = "volunteering",
        /// 矛盾化解: mediation of a dispute; reserved.
        Mediation = "mediation",
        /// 网格治理: work in the neighbourhood's grid; reserved.
        GridGovernance = "grid_governance",
        /// 社工服务: social work; reserved.
        SocialWork = "social_work",
    }
}

/// One deed: awarded for exactly once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deed {
    /// What kind of deed it is.
    pub kind: DeedKind,
    /// Its id, unique within the kind.
    pub id: String,
}

impl Deed {
    /// The deed of having filed the report with this id.
    #[must_use]
    pub fn report(id: impl Into<String>) -> Self {
        Self { kind: DeedKind::Report, id: id.into() }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// A grade is 1 to [`Grade::MAX_LEN`] characters of `a–z`, `0–9` and `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a grade must be 1 to {} characters of a-z, 0-9 and _", Grade::MAX_LEN)]
pub struct InvalidGrade;

/// How a deed was graded. A report's [`Tier`] is one kind of grade.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, example = "general", pattern = "^[a-z0-9_]{1,32}$")]
pub struct Grade(Cow<'static, str>);

impl Grade {
    /// The longest grade, in characters.
    pub const MAX_LEN: usize = 32;
    /// The grade of a report that was merged into the first reporter's; it earns nothing unless a campaign says so.
    pub const CO_REPORTER: Self = Self(Cow::Borrowed("co_reporter"));

    /// The grade as it is stored and sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The grade that a stored or sent word names.
    ///
    /// # Errors
    /// `InvalidGrade` for a word that could never be one.
    pub fn parse(word: &str) -> Result<Self, InvalidGrade> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if word.is_empty() || word.len() > Self::MAX_LEN || !word.bytes().all(allowed) {
            return Err(InvalidGrade);
        }
        Ok(Tier::parse(word).map_or_else(|_| Self(Cow::Owned(word.to_owned())), Self::from))
    }

    /// The tier that this grade is, if it is one.
    #[must_use]
    pub fn tier(&self) -> Option<Tier> {
        Tier::ALL.iter().copied().find(|tier| tier.as_str() == self.0)
    }
}

impl From<Tier> for Grade {
    fn from(tier: Tier) -> Self {
        Self(Cow::Borrowed(tier.as_str()))
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Grade {
    type Err = InvalidGrade;

    fn from_str(word: &str) -> Result<Self, InvalidGrade> {
        Self::parse(word)
    }
}

impl Serialize for Grade {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Grade {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&word).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tier_is_a_grade_and_comes_back() {
        for &tier in Tier::ALL {
            assert_eq!(Grade::from(tier).tier(), Some(tier));
            assert_eq!(Grade::parse(tier.as_str()), Ok(Grade::from(tier)));
        }
        assert_eq!(Grade::parse("half_a_day").expect("a grade").tier(), None);
        assert_eq!(Grade::CO_REPORTER.as_str().parse(), Ok(Grade::CO_REPORTER));
    }

    #[test]
    fn a_grade_that_could_not_be_stored_is_refused() {
        let long = "a".repeat(Grade::MAX_LEN + 1);
        for word in ["", "Major", "重大", "a b", long.as_str()] {
            assert_eq!(Grade::parse(word), Err(InvalidGrade), "{word}");
        }
    }
}
