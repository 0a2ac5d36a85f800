use super::*;
use crate::domain::campaign::fixtures::beans;

#[test]
fn a_cut_award_is_granted_in_part() {
    let caps = Caps { daily: beans("10"), monthly: beans("100") };
    let standing =
        Standing { earned_that_day: beans("8"), earned_that_month: beans("8"), budget_left: beans("50000") };
    assert_eq!(
        decide(beans("5"), caps, standing),
        Grant { tier_beans: beans("5"), beans: beans("2"), limited_by: Some(LimitedBy::DailyCap) }
    );
}
