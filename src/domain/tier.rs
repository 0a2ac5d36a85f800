//! The grade a closed report is given.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// How much a reported problem weighed (级别), given by the dispatch center on closing.
    "tier" Tier {
        /// 小微: a small thing.
        Minor = "minor",
        /// 一般: an ordinary problem.
        General = "general",
        /// 重大: a serious one.
        Major = "major",
    }
}

impl Tier {
    /// The grade's Chinese name.
    #[must_use]
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Minor => "小微",
            Self::General => "一般",
            Self::Major => "重大",
        }
    }
}
