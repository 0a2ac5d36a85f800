//! The words of notices, in the reader's language, made from their kinds and facts.

use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::error::Language;
use chrono_tz::Tz;

/// What a notice says at a glance.
pub(super) fn title(kind: NoticeKind, language: Language) -> &'static str {
    let (chinese, english) = titles(kind);
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

const fn titles(kind: NoticeKind) -> (&'static str, &'static str) {
    match kind {
        NoticeKind::ReportAccepted => ("上报已受理", "Report accepted"),
        NoticeKind::ReportRejected => ("上报未受理", "Report not accepted"),
        NoticeKind::ReportMerged => ("上报已合并", "Report merged"),
        NoticeKind::ReportUnmerged => ("合并已撤销", "Report on its own again"),
        NoticeKind::ReportAssigned => ("已派给责任单位", "Sent to the responsible unit"),
        NoticeKind::ReportResolved => ("责任单位已处理", "The unit says it is done"),
        NoticeKind::ReportClosed => ("上报已结案", "Report closed"),
        NoticeKind::ReportReopened => ("上报重新办理", "Report opened again"),
        NoticeKind::ReportPublished => ("上报已公开", "Report made public"),
        NoticeKind::SharedReportClosed => ("您关注的问题已结案", "The problem you follow is closed"),
        NoticeKind::SharedReportEnded => {
            ("您关注的问题不再办理", "The problem you follow is not worked on any more")
        }
        NoticeKind::WorkAssigned => ("新派案卷", "New work"),
        NoticeKind::WorkSentBack => ("返工", "Rework"),
        NoticeKind::WorkReopened => ("案卷重新办理", "Work opened again"),
        NoticeKind::WorkMerged => ("案卷已合并", "Work merged"),
        NoticeKind::WorkUnmerged => ("合并已撤销", "Work on its own again"),
        NoticeKind::WorkSupervised => ("督办", "Under supervision"),
        NoticeKind::WorkSuspended => ("挂账", "Suspended"),
        NoticeKind::RequestRefused => ("申请未批准", "Request refused"),
        NoticeKind::InformationAnswered => ("上报人已答复", "The reporter answered"),
        NoticeKind::InformationAsked => ("请补充信息", "Something is asked of you"),
        NoticeKind::AnswerMissed => ("补充信息已过期限", "Too late to answer"),
        NoticeKind::QuestionUnanswered => ("上报人未按时答复", "No answer in time"),
        NoticeKind::DecisionWanted => ("待审批", "To be decided"),
        NoticeKind::DueSoon => ("即将超期", "Due soon"),
        NoticeKind::Overdue => ("已超期", "Overdue"),
        NoticeKind::CheckWanted => ("待核实", "To be checked"),
        NoticeKind::WorkReturned => ("责任单位退单", "The unit returned a report"),
        NoticeKind::WorkExtended => ("时限已延长", "More time"),
        NoticeKind::ReportNotSolved => ("上报人反映未解决", "Not solved"),
        NoticeKind::GradeToConfirm => ("定级待确认", "A grade to confirm"),
        NoticeKind::GradeRefused => ("定级未获确认", "Grade not confirmed"),
        NoticeKind::IdentityShown => ("您的身份信息被查看", "Your identity was looked at"),
        NoticeKind::BeansAwarded => ("金豆到账", "Beans awarded"),
        NoticeKind::BeansTakenBack => ("金豆收回", "Beans taken back"),
        NoticeKind::BeansRedeemed => ("兑换成功", "Beans redeemed"),
        NoticeKind::BeansRefunded => ("金豆退回", "Beans refunded"),
        NoticeKind::BeansExpired => ("金豆到期", "Beans expired"),
        NoticeKind::ShopSettled => ("结算到账", "Settlement paid"),
    }
}

/// What a notice says in full. Instants are told in the district's time.
pub(super) fn text(kind: NoticeKind, facts: &NoticeFacts, zone: Tz, language: Language) -> String {
    let parts = Parts::of(facts, zone);
    match language {
        Language::Chinese => chinese(kind, &parts),
        Language::English => english(kind, &parts),
    }
}

/// Facts as text, empty where there are none.
struct Parts {
    number: String,
    unit: String,
    due: String,
    into: String,
    said: String,
    beans: String,
    shop: String,
    campaign: String,
}

impl Parts {
    fn of(facts: &NoticeFacts, zone: Tz) -> Self {
        let text = |fact: &Option<String>| fact.clone().unwrap_or_default();
        Self {
            number: text(&facts.report_number),
            unit: text(&facts.unit),
            due: facts.due_at.map_or_else(String::new, |due_at| {
                due_at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
            }),
            into: text(&facts.into),
            said: text(&facts.said),
            beans: facts.beans.map(|beans| beans.to_string()).unwrap_or_default(),
            shop: text(&facts.shop),
            campaign: text(&facts.campaign),
        }
    }

    /// `before`, the part and `after`; nothing where the part is empty.
    fn with(part: &str, before: &str, after: &str) -> String {
        if part.is_empty() { String::new() } else { format!("{before}{part}{after}") }
    }
}

fn chinese(kind: NoticeKind, parts: &Parts) -> String {
    let Parts { number, unit, due, into, said, beans, shop, campaign } = parts;
    let by_due = Parts::with(due, "，时限 ", "");
    let reason = Parts::with(said, "：", "");
    let by_unit = Parts::with(unit, "（", "）");
    match kind {
        NoticeKind::ReportAccepted => format!("您的上报 {number} 已受理，正在安排处理。"),
        NoticeKind::ReportRejected => format!("您的上报 {number} 未受理{reason}"),
        NoticeKind::ReportMerged => format!("您的上报 {number} 与 {into} 是同一问题，已合并办理。"),
        NoticeKind::ReportUnmerged => {
            format!("您的上报 {number} 与 {into} 不是同一问题，合并已撤销，单独办理{reason}")
        }
        NoticeKind::ReportAssigned => format!("您的上报 {number} 已派给责任单位{by_unit}{by_due}。"),
        NoticeKind::ReportResolved => format!("您的上报 {number} 责任单位已处理，等待核实{reason}"),
        NoticeKind::ReportClosed => format!("您的上报 {number} 已结案{reason}"),
        NoticeKind::ReportReopened => format!("您的上报 {number} 重新办理{reason}"),
        NoticeKind::ReportPublished => format!("您的上报 {number} 已公开，不显示您的姓名。"),
        NoticeKind::SharedReportClosed => format!("您关注的问题 {number} 已结案。"),
        NoticeKind::SharedReportEnded => format!("您关注的问题 {number} 不再办理；如仍未解决，请重新上报。"),
        NoticeKind::WorkAssigned => format!("案卷 {number} 已派给您的单位{by_due}。"),
        NoticeKind::WorkSentBack => format!("案卷 {number} 核实未通过，请返工{by_due}。"),
        NoticeKind::WorkReopened => format!("案卷 {number} 重新办理，请继续处理{by_due}。"),
        NoticeKind::WorkMerged => format!("案卷 {number} 与 {into} 是同一问题，已合并，无需再处理。"),
        NoticeKind::WorkUnmerged => format!("案卷 {number} 与 {into} 不是同一问题，合并已撤销，请继续处理。"),
        NoticeKind::WorkSupervised => format!("案卷 {number} 已列入督办，请尽快办理。"),
        NoticeKind::WorkSuspended => format!("案卷 {number} 已挂账，暂停计时。"),
        NoticeKind::RequestRefused => format!("案卷 {number} 的申请未获批准，请继续办理。"),
        NoticeKind::InformationAnswered => format!("案卷 {number} 的上报人已补充信息。"),
        NoticeKind::InformationAsked => format!("您的上报 {number} 需要补充信息{reason}"),
        NoticeKind::AnswerMissed => {
            format!("您的上报 {number} 未在期限内收到您的补充信息，已恢复计时，继续办理{reason}")
        }
        NoticeKind::QuestionUnanswered => format!("案卷 {number} 的上报人未在期限内答复，已恢复计时。"),
        NoticeKind::DecisionWanted => format!("案卷 {number} 责任单位提出申请，请审批{reason}"),
        NoticeKind::DueSoon => format!("案卷 {number} 即将超期{by_due}。"),
        NoticeKind::Overdue => format!("案卷 {number} 已超期{by_due}{by_unit}。"),
        NoticeKind::CheckWanted => format!("案卷 {number} 责任单位已处理，请核实。"),
        NoticeKind::WorkReturned => format!("案卷 {number} 被责任单位退回{reason}"),
        NoticeKind::WorkExtended => format!("案卷 {number} 时限已延长{by_due}{reason}"),
        NoticeKind::ReportNotSolved => format!("案卷 {number} 的上报人反映未解决，已重新办理{reason}"),
        NoticeKind::GradeToConfirm => format!("案卷 {number} 拟定级为重大，待您或其他同事确认{reason}"),
        NoticeKind::GradeRefused => format!("案卷 {number} 的重大定级未获确认{reason}"),
        NoticeKind::IdentityShown => {
            format!("调度中心为办理上报 {number} 查看了您的姓名和电话{reason}")
        }
        NoticeKind::BeansAwarded => {
            format!("{}获得 {beans} 金豆。", Parts::with(number, "上报 ", " "))
        }
        NoticeKind::BeansTakenBack => {
            format!("{}收回 {beans} 金豆{reason}", Parts::with(number, "上报 ", " "))
        }
        NoticeKind::BeansRedeemed => format!("付款码已使用：在{shop}兑换 {beans} 金豆。"),
        NoticeKind::BeansRefunded => format!("{shop}退回 {beans} 金豆{reason}"),
        NoticeKind::BeansExpired => format!("{}有 {beans} 金豆到期。", Parts::with(campaign, "“", "”")),
        NoticeKind::ShopSettled => format!("{shop}结算 {beans} 元{reason}"),
    }
}

fn english(kind: NoticeKind, parts: &Parts) -> String {
    let Parts { number, unit, due, into, said, beans, shop, campaign } = parts;
    let by_due = Parts::with(due, ", due ", "");
    let reason = Parts::with(said, ": ", "");
    let to_unit = Parts::with(unit, " (", ")");
    let for_report = Parts::with(number, " for report ", "");
    match kind {
        NoticeKind::ReportAccepted => format!("Your report {number} was accepted and is being arranged for."),
        NoticeKind::ReportRejected => format!("Your report {number} was not accepted{reason}"),
        NoticeKind::ReportMerged => {
            format!("Your report {number} is the same problem as {into}; they go on as one.")
        }
        NoticeKind::ReportUnmerged => {
            format!("Your report {number} is another problem than {into} and goes on by itself{reason}")
        }
        NoticeKind::ReportAssigned => {
            format!("Your report {number} was sent to the responsible unit{to_unit}{by_due}.")
        }
        NoticeKind::ReportResolved => {
            format!("The unit says that your report {number} is done; it will be checked{reason}")
        }
        NoticeKind::ReportClosed => format!("Your report {number} was closed{reason}"),
        NoticeKind::ReportReopened => format!("Your report {number} was opened again{reason}"),
        NoticeKind::ReportPublished => format!("Your report {number} is public now, without your name."),
        NoticeKind::SharedReportClosed => format!("The problem {number} that you follow was closed."),
        NoticeKind::SharedReportEnded => {
            format!(
                "The problem {number} that you follow is not worked on any more; report it anew if it is still there."
            )
        }
        NoticeKind::WorkAssigned => format!("Report {number} was sent to your unit{by_due}."),
        NoticeKind::WorkSentBack => format!("Report {number} failed the check and needs rework{by_due}."),
        NoticeKind::WorkReopened => format!("Report {number} was opened again and is your unit's{by_due}."),
        NoticeKind::WorkMerged => {
            format!("Report {number} is the same problem as {into}; nothing is left to do for it.")
        }
        NoticeKind::WorkUnmerged => {
            format!("Report {number} is no duplicate of {into}: please go on with it.")
        }
        NoticeKind::WorkSupervised => format!("Report {number} is under supervision: please act soon."),
        NoticeKind::WorkSuspended => format!("Report {number} is suspended; its clocks stand still."),
        NoticeKind::RequestRefused => {
            format!("What was asked for report {number} was refused; please go on.")
        }
        NoticeKind::InformationAnswered => format!("The reporter of {number} answered."),
        NoticeKind::InformationAsked => format!("Something is asked of you for report {number}{reason}"),
        NoticeKind::AnswerMissed => format!("Your report {number} goes on without your answer{reason}"),
        NoticeKind::QuestionUnanswered => format!("No answer for {number} in time; its clocks run again."),
        NoticeKind::DecisionWanted => format!("The unit asks for a decision on report {number}{reason}"),
        NoticeKind::DueSoon => format!("Report {number} is due soon{by_due}."),
        NoticeKind::Overdue => format!("Report {number} is overdue{to_unit}{by_due}."),
        NoticeKind::CheckWanted => format!("The unit says that report {number} is done; please check it."),
        NoticeKind::WorkReturned => format!("The unit returned report {number}{reason}"),
        NoticeKind::WorkExtended => format!("Report {number} has more time{by_due}{reason}"),
        NoticeKind::ReportNotSolved => {
            format!("The reporter of {number} says that it is not solved; it was opened again{reason}")
        }
        NoticeKind::GradeToConfirm => {
            format!("Report {number} is to be graded major; you or a colleague confirm it{reason}")
        }
        NoticeKind::GradeRefused => format!("The grade major of report {number} was not confirmed{reason}"),
        NoticeKind::IdentityShown => {
            format!("The dispatch center had your name and phone shown for report {number}{reason}")
        }
        NoticeKind::BeansAwarded => format!("{beans} beans awarded{for_report}."),
        NoticeKind::BeansTakenBack => format!("{beans} beans taken back{for_report}{reason}"),
        NoticeKind::BeansRedeemed => format!("Your pay code was used: {beans} beans at {shop}."),
        NoticeKind::BeansRefunded => format!("{shop} gave {beans} beans back{reason}"),
        NoticeKind::BeansExpired => format!("{beans} beans{} expired.", Parts::with(campaign, " of ", "")),
        NoticeKind::ShopSettled => format!("The district paid {shop} {beans} yuan{reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_facts() -> NoticeFacts {
        let some = |text: &str| Some(text.to_owned());
        NoticeFacts {
            report_number: some("QL202407-000001"),
            unit: some("城管局"),
            due_at: "2024-07-31T16:30:00Z".parse().ok(),
            into: some("QL202407-000002"),
            said: some("谢谢"),
            beans: "12.5".parse().ok(),
            shop: some("便民超市"),
            campaign: some("第一季"),
            ..NoticeFacts::default()
        }
    }

    #[test]
    fn every_kind_has_words_in_both_languages_with_and_without_facts() {
        let zone = chrono_tz::Asia::Shanghai;
        for &kind in NoticeKind::ALL {
            for language in [Language::Chinese, Language::English] {
                assert!(!title(kind, language).is_empty());
                let full = text(kind, &all_facts(), zone, language);
                let about = ["QL202407-000001", "12.50"].iter().any(|fact| full.contains(fact));
                assert!(about, "{kind}: {full}");
                assert!(!text(kind, &NoticeFacts::default(), zone, language).is_empty(), "{kind}");
            }
        }
    }

    #[test]
    fn instants_are_the_districts() {
        let told = text(NoticeKind::Overdue, &all_facts(), chrono_tz::Asia::Shanghai, Language::English);
        assert_eq!(told, "Report QL202407-000001 is overdue (城管局), due 2024-08-01 00:30.");
    }
}
