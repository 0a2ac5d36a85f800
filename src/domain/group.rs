//! The three groups that every category belongs to.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// A group of categories, as the scheme's published figures count them.
    "category group" CategoryGroup {
        /// 街面秩序、市容环境: order and looks of the street.
        StreetOrder = "street_order",
        /// 城市管理、市政设施、民生事项: city management and municipal facilities.
        Municipal = "municipal",
        /// 矛盾纠纷、安全隐患、生态环保: disputes, dangers, environment.
        Safety = "safety",
    }
}

impl CategoryGroup {
    /// The group's Chinese name, in the scheme's own words.
    #[must_use]
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::StreetOrder => "街面秩序、市容环境",
            Self::Municipal => "城市管理、市政设施、民生事项",
            Self::Safety => "矛盾纠纷、安全隐患、生态环保",
        }
    }

    /// The group's English name.
    #[must_use]
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::StreetOrder => "Street order and city appearance",
            Self::Municipal => "City management, municipal facilities and daily life",
            Self::Safety => "Disputes, safety hazards and environment",
        }
    }
}
