//! Headings of exported tables, and how a cell is written.

use super::words::word;
use crate::error::Language;
use crate::service::exports::{Cell, ExportKind};
use chrono_tz::Tz;

/// How a table is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub kind: ExportKind,
    pub zone: Tz,
    pub language: Language,
}

const REPORTS: &[(&str, &str)] = &[
    ("案卷号", "Number"),
    ("大类", "Group"),
    ("类别", "Category"),
    ("街道", "Subdistrict"),
    ("地址", "Address"),
    ("纬度(WGS-84)", "Latitude (WGS-84)"),
    ("经度(WGS-84)", "Longitude (WGS-84)"),
    ("描述", "Description"),
    ("状态", "State"),
    ("责任单位", "Unit"),
    ("级别", "Tier"),
    ("返工次数", "Rework"),
    ("上报时间", "Submitted at"),
    ("结案时间", "Closed at"),
    ("评分", "Rating"),
];

const LEDGER: &[(&str, &str)] = &[
    ("流水号", "Posting"),
    ("行", "Line"),
    ("时间", "At"),
    ("类型", "Kind"),
    ("账户", "Account"),
    ("账户类型", "Account kind"),
    ("户名", "Owner"),
    ("金豆", "Beans"),
    ("余额", "Balance after"),
    ("更正流水", "Corrects"),
    ("备注", "Memo"),
    ("哈希", "Hash"),
];

const SETTLEMENTS: &[(&str, &str)] = &[
    ("流水号", "Posting"),
    ("时间", "At"),
    ("商户", "Shop"),
    ("金额(元)", "Yuan"),
    ("未结余额", "Still owed"),
    ("备注", "Memo"),
];

const EVALUATION: &[(&str, &str)] = &[
    ("责任单位", "Unit"),
    ("应结案", "Due"),
    ("挂账", "Suspended"),
    ("结案", "Closed"),
    ("按期结案", "Closed on time"),
    ("超期", "Overdue"),
    ("返工", "Rework"),
    ("退单", "Returns"),
    ("申请被拒", "Refused"),
    ("延期", "Extensions"),
    ("结案率", "Closing rate"),
    ("按期结案率", "On-time closing rate"),
    ("超期率", "Overdue rate"),
    ("返工率", "Rework rate"),
];

impl Table {
    /// The headings of its columns.
    pub fn headings(self) -> impl Iterator<Item = &'static str> {
        let headings = match self.kind {
            ExportKind::Reports => REPORTS,
            ExportKind::Ledger => LEDGER,
            ExportKind::Settlements => SETTLEMENTS,
            ExportKind::Evaluation => EVALUATION,
        };
        headings.iter().map(move |(chinese, english)| match self.language {
            Language::Chinese => *chinese,
            Language::English => *english,
        })
    }

    /// A cell as text.
    pub fn text(self, cell: &Cell) -> String {
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Code(code) => word(code, self.language).unwrap_or(code).to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Beans(beans) => beans.to_string(),
            Cell::Rate(rate) => rate.to_string(),
            Cell::DegreesE7(e7) => degrees(*e7),
            Cell::At(at) => at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// Ten-millionths of a degree in degrees, exactly.
fn degrees(e7: i64) -> String {
    let sign = if e7 < 0 { "-" } else { "" };
    let (whole, part) = (e7.unsigned_abs() / 10_000_000, e7.unsigned_abs() % 10_000_000);
    format!("{sign}{whole}.{part:07}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_exact() {
        assert_eq!(degrees(254_950_001), "25.4950001");
        assert_eq!(degrees(-1_037_968_000), "-103.7968000");
        assert_eq!(degrees(-1), "-0.0000001");
    }
}
