//! The API's words as a spreadsheet's readers know them.

use crate::error::Language;

/// Words by code: Chinese, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("street_order", "街面秩序、市容环境", "Street order"),
    ("municipal", "城市管理、市政设施、民生事项", "Municipal"),
    ("safety", "矛盾纠纷、安全隐患、生态环保", "Safety"),
    ("submitted", "待受理", "submitted"),
    ("accepted", "已受理", "accepted"),
    ("assigned", "已派遣", "assigned"),
    ("in_progress", "处理中", "in progress"),
    ("resolved", "待核实", "resolved"),
    ("verified", "待结案", "verified"),
    ("closed", "已结案", "closed"),
    ("rejected", "不予受理", "rejected"),
    ("merged", "已合并", "merged"),
    ("withdrawn", "已撤回", "withdrawn"),
    ("minor", "小微", "minor"),
    ("general", "一般", "general"),
    ("major", "重大", "major"),
    ("fund", "拨款", "fund"),
    ("award", "发放", "award"),
    ("redeem", "兑换", "redeem"),
    ("refund", "退豆", "refund"),
    ("reverse", "收回", "reverse"),
    ("settle", "结算", "settle"),
    ("expire", "到期", "expire"),
    ("release", "收回预算", "release"),
    ("treasury", "国库", "treasury"),
    ("budget", "预算", "budget"),
    ("pocket", "居民口袋", "pocket"),
    ("shop", "商户", "shop"),
    ("total", "合计", "Total"),
];

/// The word of a code, if it has one.
pub(super) fn word(code: &str, language: Language) -> Option<&'static str> {
    let (_, chinese, english) = WORDS.iter().find(|(known, ..)| *known == code)?;
    Some(match language {
        Language::Chinese => chinese,
        Language::English => english,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::group::CategoryGroup;
    use crate::domain::report::ReportStatus;
    use crate::domain::tier::Tier;

    #[test]
    fn every_word_of_reports_has_both_languages() {
        for code in [ReportStatus::WORDS, Tier::WORDS, CategoryGroup::WORDS].concat() {
            assert!(
                word(code, Language::Chinese).is_some() && word(code, Language::English).is_some(),
                "{code}"
            );
        }
    }
}
