use proptest::prelude::*;

use super::*;
use crate::domain::campaign::fixtures::{beans, on};

fn pocket(account_id: i64, amount: &str, expires_on: Option<&str>) -> PocketView {
    PocketView { account_id, beans: beans(amount), expires_on: expires_on.map(on) }
}

#[test]
fn the_pocket_that_expires_first_is_drawn_first() {
    let pockets = [
        pocket(5, "10", None),
        pocket(4, "3", Some("2025-06-30")),
        pocket(3, "3", Some("2024-12-31")),
        pocket(2, "3", Some("2024-12-31")),
        pocket(1, "99", Some("2024-09-30")),
        pocket(6, "0", Some("2024-10-31")),
    ];
    let today_on = on("2024-10-01");
    assert_eq!(
        draw(&pockets, beans("9.50"), today_on),
        Ok(vec![(2, beans("3")), (3, beans("3")), (4, beans("3")), (5, beans("0.50"))])
    );
    assert_eq!(draw(&pockets, beans("19.01"), today_on), Err(Insufficient { available: beans("19") }));
    // The last day still counts.
    assert_eq!(draw(&pockets, beans("1"), on("2024-09-30")), Ok(vec![(1, beans("1"))]));
}

#[test]
fn what_was_drawn_last_is_given_back_first() {
    let draws = [(2, beans("3")), (3, beans("3")), (5, beans("0.50"))];
    assert_eq!(give_back(&draws, Beans::ZERO, beans("1")), Ok(vec![(5, beans("0.50")), (3, beans("0.50"))]));
    assert_eq!(give_back(&draws, beans("1"), beans("3")), Ok(vec![(3, beans("2.50")), (2, beans("0.50"))]));
    assert_eq!(give_back(&draws, beans("4"), beans("2.51")), Err(ExceedsRedemption { left: beans("2.50") }));
}

fn amount(max: i64) -> impl Strategy<Value = Beans> {
    (0..=max).prop_map(|hundredths| Beans::from_hundredths(hundredths).expect("in range"))
}

fn some_pockets() -> impl Strategy<Value = Vec<PocketView>> {
    let expiry = prop::option::of((0_u64..20).prop_map(|days| on("2024-10-01") + chrono::Days::new(days)));
    prop::collection::vec((amount(500), expiry), 0..8).prop_map(|pockets| {
        let view = |(account_id, (beans, expires_on))| PocketView { account_id, beans, expires_on };
        (1_i64..).zip(pockets).map(view).collect()
    })
}

fn total(parts: &[(i64, Beans)]) -> Beans {
    Beans::sum(parts.iter().map(|(_, beans)| *beans)).expect("in range")
}

fn from_account(parts: &[(i64, Beans)], account_id: i64) -> Beans {
    Beans::sum(parts.iter().filter(|(id, _)| *id == account_id).map(|(_, beans)| *beans)).expect("in range")
}

proptest! {
    #[test]
    fn a_draw_takes_exactly_what_was_asked_and_never_more_than_a_pocket_holds(
        pockets in some_pockets(), wanted in amount(3_000),
    ) {
        let today_on = on("2024-10-10");
        match draw(&pockets, wanted, today_on) {
            Ok(draws) => {
                prop_assert_eq!(total(&draws), wanted);
                prop_assert!(draws.iter().all(|(_, beans)| !beans.is_zero()));
                for pocket in &pockets {
                    let drawn = from_account(&draws, pocket.account_id);
                    prop_assert!(drawn <= pocket.beans);
                    prop_assert!(drawn.is_zero() || pocket.usable(today_on));
                }
                // Nothing is left in a pocket that expires before the last one that was drawn on.
                if let Some((last, _)) = draws.last() {
                    let last = pockets.iter().find(|pocket| pocket.account_id == *last).expect("its pocket");
                    for pocket in pockets.iter().filter(|pocket| pocket.usable(today_on)) {
                        let sooner = match (pocket.expires_on, last.expires_on) {
                            (Some(one), Some(other)) => one < other,
                            (Some(_), None) => true,
                            (None, _) => false,
                        };
                        prop_assert!(!sooner || from_account(&draws, pocket.account_id) == pocket.beans);
                    }
                }
            }
            Err(Insufficient { available }) => prop_assert!(available < wanted),
        }
    }

    #[test]
    fn refunds_in_any_parts_give_every_pocket_back_what_was_drawn(
        pockets in some_pockets(), wanted in amount(1_000), parts in prop::collection::vec(amount(300), 0..12),
    ) {
        let Ok(draws) = draw(&pockets, wanted, on("2024-10-01")) else { return Ok(()) };
        let mut given_back = Vec::new();
        for refund in parts {
            let before = total(&given_back);
            match give_back(&draws, before, refund) {
                Ok(parts) => {
                    prop_assert_eq!(total(&parts), refund);
                    given_back.extend(parts);
                }
                Err(ExceedsRedemption { left }) => {
                    prop_assert!(refund > left);
                    prop_assert_eq!(before.checked_add(left), Ok(wanted));
                }
            }
            for &(account_id, drawn) in &draws {
                prop_assert!(from_account(&given_back, account_id) <= drawn);
            }
        }
        let left = wanted.checked_sub(total(&given_back)).expect("never above what was drawn");
        given_back.extend(give_back(&draws, total(&given_back), left).expect("what is left"));
        for &(account_id, drawn) in &draws {
            prop_assert_eq!(from_account(&given_back, account_id), drawn);
        }
    }
}
