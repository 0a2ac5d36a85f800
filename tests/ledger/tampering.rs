//! Somebody who owns the database changes it behind the program's back: `verify` names the first bad posting or
//! account, each time.

use crate::asking;
use crate::bookkeeper::{Algorithm, Bookkeeper, canonical_bytes};
use crate::intruder::Intruder;
use crate::seeds;
use crate::stage::{SHOPS, Stage, on_both_databases};
use golden_beans::ledger::{FirstBad, Head, Problem};

/// Tables that verification looks at.
const TABLES: [&str; 5] = ["entry", "account_balance", "account", "journal", "ledger_head"];

/// A journal of some length with every kind of posting that people cause. Its first are the funding of the season,
/// and an award that opens a pocket.
async fn keep_books(stage: &Stage) -> Head {
    stage.fund(100_000).await;
    let ledger = &stage.app.ledger;
    for number in 0..4 {
        let resident = format!("neighbour-{number}");
        seeds::add_resident(&stage.app, &resident).await;
        let wish = stage.wish(&format!("deed-{number}"), &resident, Some("major"));
        stage.grade(wish).await.unwrap();
        let code = stage.pay_code(&resident).await;
        let redeem = asking::redeem(&code, SHOPS[number % 2], 200, &format!("sale {number}"));
        let sale = ledger.redeem(redeem).await.unwrap().value;
        let refund = asking::refund(&sale.redemption_id, SHOPS[number % 2], 50, &format!("back {number}"));
        ledger.refund(refund).await.unwrap();
    }
    ledger.settle(asking::settle(SHOPS[0], 100, "transfer")).await.unwrap();
    let again = golden_beans::ledger::AwardWish {
        reason: Some("graded too high".to_owned()),
        ..stage.wish("deed-0", "neighbour-0", Some("general"))
    };
    stage.grade(again).await.unwrap();
    let audit = crate::verify(&stage.app, None).await;
    assert!(audit.is_sound(), "{audit:?}");
    assert_eq!(audit.head.seq, LAST);
    audit.head
}

/// The last posting of these books.
const LAST: i64 = 15;

/// Keeps a copy of every table, so that one change at a time can be tried.
fn keep_copies(intruder: &mut Intruder) {
    for table in TABLES {
        intruder.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).unwrap();
    }
}

fn restore(intruder: &mut Intruder) {
    for table in TABLES {
        intruder
            .run(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"))
            .unwrap();
    }
}

fn posting(seq: i64, problem: Problem) -> FirstBad {
    FirstBad { seq: Some(seq), account_id: None, problem }
}

fn account(id: i64, problem: Problem) -> FirstBad {
    FirstBad { seq: None, account_id: Some(id), problem }
}

/// Each change alone, and what it must be found as.
async fn each_is_found(stage: &Stage, changes: &[(&str, FirstBad)]) {
    let head = keep_books(stage).await;
    let mut intruder = Intruder::enter_past_the_guards(stage);
    keep_copies(&mut intruder);
    for (change, expected) in changes {
        intruder.run(change).unwrap_or_else(|error| panic!("{change}: {error}"));
        let audit = crate::verify(&stage.app, None).await;
        assert_eq!(audit.first_bad, Some(*expected), "{change}");
        restore(&mut intruder);
    }
    let audit = crate::verify(&stage.app, Some(head)).await;
    assert!(audit.is_sound(), "what was restored is sound: {audit:?}");
}

/// Hashes everything again from a posting on, as somebody who knows the layout could.
async fn hash_again(stage: &Stage, intruder: &mut Intruder, from: i64) {
    let rows = Bookkeeper::read(&stage.app.storage).await;
    let mut previous: Vec<u8> = Vec::new();
    for mut posting in rows {
        if posting.seq >= from {
            posting.prev_hash.clone_from(&previous);
            posting.hash = Algorithm::Sha256.hash(&canonical_bytes(&posting));
            let (previous, hash) = (bytes(stage, &posting.prev_hash), bytes(stage, &posting.hash));
            intruder
                .run(&format!(
                    "UPDATE journal SET prev_hash = {previous}, hash = {hash} WHERE seq = {}; \
                     UPDATE ledger_head SET seq = {}, hash = {hash}",
                    posting.seq, posting.seq
                ))
                .unwrap();
        }
        previous = posting.hash;
    }
}

fn bytes(stage: &Stage, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    match stage.kind {
        crate::support::Database::Postgresql => format!("'\\x{hex}'"),
        crate::support::Database::Sqlite => format!("x'{hex}'"),
    }
}

on_both_databases! {
    async fn every_changed_field_of_a_posting_is_found(stage: &Stage) {
        let found = posting(6, Problem::Hash);
        each_is_found(stage, &[
            ("UPDATE journal SET memo = 'nothing to see' WHERE seq = 6", found),
            ("UPDATE journal SET memo = '' WHERE seq = 3", posting(3, Problem::Hash)),
            ("UPDATE journal SET actor_id = 'somebody else' WHERE seq = 6", found),
            ("UPDATE journal SET actor_id = NULL WHERE seq = 6", found),
            ("UPDATE journal SET subject_id = 'another' WHERE seq = 6", found),
            ("UPDATE journal SET subject_kind = 'another' WHERE seq = 6", found),
            ("UPDATE journal SET kind = 'reverse' WHERE seq = 6", found),
            ("UPDATE journal SET at_us = at_us + 1 WHERE seq = 6", found),
            ("UPDATE journal SET corrects = 1 WHERE seq = 6", found),
            ("UPDATE journal SET corrects = NULL WHERE seq = 7", posting(7, Problem::Hash)),
            ("UPDATE journal SET hash = (SELECT j.hash FROM journal j WHERE j.seq = 5) WHERE seq = 6", found),
            (
                "UPDATE journal SET prev_hash = (SELECT j.hash FROM journal j WHERE j.seq = 4) WHERE seq = 6",
                posting(6, Problem::PreviousHash),
            ),
        ])
        .await;
    }

    async fn every_changed_entry_is_found(stage: &Stage) {
        let found = posting(6, Problem::Hash);
        each_is_found(stage, &[
            ("UPDATE entry SET beans = beans + CASE WHEN beans > 0 THEN 1 ELSE -1 END WHERE seq = 6", found),
            ("UPDATE entry SET beans = beans + 1 WHERE seq = 6 AND line = 1", found),
            ("UPDATE entry SET balance_after = balance_after + 1 WHERE seq = 6 AND line = 2", found),
            ("UPDATE entry SET account_id = 2 WHERE seq = 6 AND line = 1", found),
            ("DELETE FROM entry WHERE seq = 6 AND line = 2", found),
            ("DELETE FROM entry WHERE seq = 6", found),
            ("INSERT INTO entry (seq, line, account_id, beans, balance_after) VALUES (6, 3, 2, 5, 5)", found),
            (
                "UPDATE entry SET line = 9 WHERE seq = 6 AND line = 1; UPDATE entry SET line = 1 WHERE seq = 6 \
                 AND line = 2; UPDATE entry SET line = 2 WHERE seq = 6 AND line = 9",
                found,
            ),
        ])
        .await;
    }

    async fn a_deleted_inserted_or_swapped_posting_is_found(stage: &Stage) {
        each_is_found(stage, &[
            ("DELETE FROM entry WHERE seq = 6; DELETE FROM journal WHERE seq = 6", posting(6, Problem::Missing)),
            ("DELETE FROM journal WHERE seq = 6", posting(6, Problem::Missing)),
            ("DELETE FROM entry WHERE seq = 1; DELETE FROM journal WHERE seq = 1", posting(1, Problem::Missing)),
            ("DELETE FROM entry; DELETE FROM journal", posting(1, Problem::Missing)),
            (
                "UPDATE journal SET seq = 98 WHERE seq = 8; UPDATE journal SET seq = 8 WHERE seq = 9; \
                 UPDATE journal SET seq = 9 WHERE seq = 98; UPDATE entry SET seq = 98 WHERE seq = 8; \
                 UPDATE entry SET seq = 8 WHERE seq = 9; UPDATE entry SET seq = 9 WHERE seq = 98",
                posting(8, Problem::PreviousHash),
            ),
            (
                "INSERT INTO journal SELECT 16, kind, at_us, subject_kind, subject_id, corrects, actor_id, memo, \
                 (SELECT h.hash FROM ledger_head h), hash FROM journal WHERE seq = 6; \
                 INSERT INTO entry SELECT 16, line, account_id, beans, balance_after FROM entry WHERE seq = 6",
                posting(16, Problem::Hash),
            ),
        ])
        .await;
    }

    async fn a_changed_account_is_found(stage: &Stage) {
        each_is_found(stage, &[
            ("UPDATE account_balance SET beans = beans + 1 WHERE account_id = 3", account(3, Problem::AccountBalance)),
            ("UPDATE account_balance SET beans = beans - 1 WHERE account_id = 1", account(1, Problem::AccountBalance)),
            ("DELETE FROM account_balance WHERE account_id = 3", account(3, Problem::AccountBalance)),
            // The first award opened account 3.
            ("UPDATE account SET owner_id = 'thief' WHERE id = 3", posting(2, Problem::Hash)),
            ("UPDATE account SET campaign_id = 'another' WHERE id = 3", posting(2, Problem::Hash)),
            ("UPDATE account SET opened_seq = 1 WHERE id = 3", posting(1, Problem::Hash)),
            ("UPDATE account SET opened_seq = 5 WHERE id = 3", posting(2, Problem::Hash)),
            ("UPDATE account SET owner_id = 'thief' WHERE id = 1", account(1, Problem::AccountUnknown)),
            (
                "INSERT INTO account (id, kind, owner_id, campaign_id, opened_seq) \
                 VALUES (77, 'pocket', 'thief', 'summer', 6)",
                posting(6, Problem::Hash),
            ),
            (
                "INSERT INTO account (id, kind, owner_id, campaign_id, opened_seq) \
                 VALUES (77, 'pocket', 'thief', 'summer', 0)",
                account(77, Problem::AccountUnknown),
            ),
            (
                "INSERT INTO account (id, kind, owner_id, campaign_id, opened_seq) \
                 VALUES (77, 'pocket', 'thief', 'summer', 99)",
                account(77, Problem::AccountUnknown),
            ),
        ])
        .await;
    }

    async fn a_changed_head_is_found(stage: &Stage) {
        each_is_found(stage, &[
            ("UPDATE ledger_head SET hash = (SELECT hash FROM journal WHERE seq = 3)", posting(LAST, Problem::Head)),
            ("UPDATE ledger_head SET seq = 16", posting(LAST + 1, Problem::Missing)),
            ("UPDATE ledger_head SET seq = 14", posting(LAST, Problem::Head)),
            ("UPDATE ledger_head SET hash_algorithm = 'sm3'", posting(1, Problem::PreviousHash)),
        ])
        .await;
    }

    /// Whoever cuts the tail off cleanly, head, accounts and all, leaves a journal that is sound in itself: only a
    /// head that was noted elsewhere finds it.
    async fn a_cut_tail_is_found_against_a_noted_head(stage: &Stage) {
        let head = keep_books(stage).await;
        let mut intruder = Intruder::enter_past_the_guards(stage);
        keep_copies(&mut intruder);
        intruder.run("DELETE FROM entry WHERE seq > 13; DELETE FROM journal WHERE seq > 13").unwrap();
        let audit = crate::verify(&stage.app, None).await;
        assert_eq!(audit.first_bad, Some(posting(14, Problem::Missing)), "the head still says more");
        intruder
            .run(
                "UPDATE ledger_head SET seq = 13, hash = (SELECT hash FROM journal WHERE seq = 13); \
                 UPDATE account_balance SET beans = (SELECT balance_after FROM entry \
                 WHERE entry.account_id = account_balance.account_id ORDER BY seq DESC LIMIT 1)",
            )
            .unwrap();
        assert!(crate::verify(&stage.app, None).await.is_sound());
        let audit = crate::verify(&stage.app, Some(head)).await;
        assert_eq!(audit.first_bad, Some(posting(14, Problem::Missing)));
        let earlier = Head { seq: 13, hash: audit.head.hash };
        assert!(crate::verify(&stage.app, Some(earlier)).await.is_sound());
        restore(&mut intruder);
    }

    /// The same for somebody who changes a posting and hashes everything again.
    async fn a_rewritten_past_is_found_against_a_noted_head(stage: &Stage) {
        let head = keep_books(stage).await;
        let mut intruder = Intruder::enter_past_the_guards(stage);
        keep_copies(&mut intruder);
        intruder.run("UPDATE journal SET actor_id = 'somebody else' WHERE seq = 6").unwrap();
        hash_again(stage, &mut intruder, 6).await;
        assert!(crate::verify(&stage.app, None).await.is_sound());
        let audit = crate::verify(&stage.app, Some(head)).await;
        assert_eq!(audit.first_bad, Some(posting(LAST, Problem::Head)));
        restore(&mut intruder);
    }

    /// Hashing again does not help whoever moves beans: the sums are computed, not believed.
    async fn beans_from_nowhere_are_found_whatever_the_hashes_say(stage: &Stage) {
        keep_books(stage).await;
        let mut intruder = Intruder::enter_past_the_guards(stage);
        keep_copies(&mut intruder);
        let changes = [
            (
                "UPDATE entry SET beans = beans + 7, balance_after = balance_after + 7 WHERE seq = 6 AND line = 2",
                posting(6, Problem::Unbalanced),
            ),
            ("UPDATE entry SET beans = beans * 2 WHERE seq = 6", posting(6, Problem::BalanceAfter)),
            ("UPDATE entry SET balance_after = balance_after + 7 WHERE seq = 6", posting(6, Problem::BalanceAfter)),
            ("DELETE FROM entry WHERE seq = 6", posting(6, Problem::Unbalanced)),
            ("UPDATE entry SET account_id = 77 WHERE seq = 6 AND line = 1", posting(6, Problem::AccountUnknown)),
        ];
        for (change, expected) in changes {
            intruder.run(change).unwrap();
            hash_again(stage, &mut intruder, 6).await;
            let audit = crate::verify(&stage.app, None).await;
            assert_eq!(audit.first_bad, Some(expected), "{change}");
            restore(&mut intruder);
        }
    }
}
