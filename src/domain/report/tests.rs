use std::collections::{BTreeMap, BTreeSet};

use super::ReportStatus::{
    Accepted, Assigned, Closed, InProgress, Merged, Rejected, Resolved, Submitted, Verified, Withdrawn,
};
use super::*;

/// Every allowed step, written a second time and the other way round: by state.
fn table(has_unit: bool) -> BTreeMap<(ReportStatus, Step), ReportStatus> {
    let mut allowed = BTreeMap::from([
        ((Submitted, Step::Accept), Accepted),
        ((Submitted, Step::Reject), Rejected),
        ((Submitted, Step::Merge), Merged),
        ((Submitted, Step::Withdraw), Withdrawn),
        ((Accepted, Step::Reject), Rejected),
        ((Accepted, Step::Merge), Merged),
        ((Accepted, Step::Withdraw), Withdrawn),
        ((Accepted, Step::Assign), Assigned),
        ((Assigned, Step::Assign), Assigned),
        ((Assigned, Step::Merge), Merged),
        ((Assigned, Step::Start), InProgress),
        ((Assigned, Step::Resolve), Resolved),
        ((Assigned, Step::Return), Accepted),
        ((InProgress, Step::Assign), Assigned),
        ((InProgress, Step::Merge), Merged),
        ((InProgress, Step::Resolve), Resolved),
        ((InProgress, Step::Return), Accepted),
        ((Resolved, Step::VerifyPassed), Verified),
        ((Resolved, Step::VerifyFailed), InProgress),
        ((Verified, Step::Close), Closed),
        ((Closed, Step::Reopen), if has_unit { Assigned } else { Accepted }),
    ]);
    if !has_unit {
        allowed.insert((Accepted, Step::Close), Closed);
    }
    allowed
}

#[test]
fn every_step_from_every_state_leads_where_the_table_says() {
    for has_unit in [false, true] {
        let table = table(has_unit);
        for &status in ReportStatus::ALL {
            for &step in Step::ALL {
                let expected = table.get(&(status, step)).copied();
                assert_eq!(
                    next(status, step, has_unit),
                    expected.ok_or(InvalidTransition { status, step }),
                    "{step} from {status}, has_unit: {has_unit}"
                );
            }
        }
    }
}

#[test]
fn side_exits_are_final_and_every_state_can_be_reached() {
    let mut reached = BTreeSet::from([Submitted]);
    for _ in ReportStatus::ALL {
        for status in reached.clone() {
            reached.extend(Step::ALL.iter().filter_map(|&step| next(status, step, false).ok()));
        }
    }
    assert_eq!(reached.len(), ReportStatus::ALL.len());
    for status in [Rejected, Merged, Withdrawn] {
        assert!(!status.is_open() && !status.takes_duplicates());
        assert!(Step::ALL.iter().all(|&step| next(status, step, true).is_err()));
    }
}

#[test]
fn a_refused_step_names_the_present_state() {
    let refused = next(Closed, Step::Close, true).expect_err("closed twice");
    assert_eq!(refused.status, Closed);
    assert_eq!(refused.to_string(), "a report that is closed does not allow the step close");
}
