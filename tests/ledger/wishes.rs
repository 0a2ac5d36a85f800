//! What a use case wished is followed, whatever comes between the wish and the posting.

use crate::asking;
use crate::seeds;
use crate::stage::{GIFTS, SEASON, SHOPS, on_both_databases};
use futures_util::future::join_all;
use golden_beans::domain::deed::Deed;
use golden_beans::ledger::{AwardWish, awards};
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::oneshot;

on_both_databases! {
    #[settings("[ledger]\nhash_algorithm = \"sm3\"")]
    async fn a_journal_may_be_chained_by_sm3(stage: &Stage) {
        stage.fund(10_000).await;
        seeds::add_resident(&stage.app, "wang").await;
        let record = stage.grade(stage.wish("deed", "wang", Some("general"))).await.unwrap();
        assert!(record.seq.is_some());
        // Every case is audited at its end, by the algorithm that its settings name.
    }

    /// Whatever the order in which a batch opened the pockets came to be remembered.
    async fn what_is_owed_is_repaid_to_the_oldest_pockets_budget_first(stage: &Stage) {
        stage.fund(100_000).await;
        let residents: Vec<String> = (0..8).map(|number| format!("resident-{number}")).collect();
        stage.gift_season(1_000, residents.len()).await;
        for resident in &residents {
            seeds::add_resident(&stage.app, resident).await;
        }
        let older: Vec<_> = residents.iter().map(|id| stage.gift(&format!("older {id}"), id, Some("major"))).collect();
        let younger: Vec<_> = residents.iter().map(|id| stage.wish(&format!("younger {id}"), id, Some("major"))).collect();
        let ledger = &stage.app.ledger;
        let held = crate::hold_the_head(&stage.app.storage).await;
        // The writer takes the first and waits for the head; all others are one batch.
        let awards = join_all(older.iter().chain(&younger).cloned().map(|wish| ledger.award(wish)));
        let (awards, ()) = tokio::join!(awards, async { held.let_go() });
        let worth: i64 = awards.into_iter().map(|award| award.unwrap().beans.hundredths()).sum();
        assert_eq!(worth, 8 * (1_000 + 500));
        for resident in &residents {
            let code = stage.pay_code(resident).await;
            ledger.redeem(asking::redeem(&code, SHOPS[0], 1_500, resident)).await.unwrap();
        }
        for wish in older.into_iter().chain(younger) {
            stage.grade(AwardWish { grade: None, ..wish }).await.unwrap();
        }
        for resident in &residents {
            let award = stage.grade(stage.wish(&format!("next {resident}"), resident, Some("general"))).await.unwrap();
            assert_eq!(award.beans.hundredths(), 300);
        }
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("budget", GIFTS, None), 8 * 300);
    }

    async fn a_crash_between_wish_and_posting_is_healed_by_the_sweep(stage: &Stage) {
        stage.fund(10_000).await;
        seeds::add_resident(&stage.app, "wang").await;
        for number in 0..5 {
            stage.want(stage.wish(&format!("deed-{number}"), "wang", Some("general"))).await;
        }
        assert!(stage.record("deed-0").await.pending);
        let restarted = stage.another_process();
        assert_eq!(restarted.ledger.sweep().await.unwrap(), 5);
        let beans: Vec<i64> = {
            let mut beans = Vec::new();
            for number in 0..5 {
                let record = stage.record(&format!("deed-{number}")).await;
                assert!(!record.pending);
                beans.push(record.beans.hundredths());
            }
            beans
        };
        assert_eq!(beans.iter().sum::<i64>(), 1_000, "the day's cap, in whatever order: {beans:?}");
        assert_eq!(restarted.ledger.sweep().await.unwrap(), 0);
    }

    async fn one_broken_record_does_not_keep_the_others_waiting(stage: &Stage) {
        stage.fund(10_000).await;
        seeds::add_resident(&stage.app, "wang").await;
        stage.want(stage.wish("broken", "wang", Some("general"))).await;
        seeds::execute(&stage.app, "UPDATE award SET grade = 'No Grade!'".to_owned()).await;
        stage.clock.advance(chrono::TimeDelta::minutes(1));
        stage.want(stage.wish("sound", "wang", Some("general"))).await;
        let failed = stage.app.ledger.sweep().await.unwrap_err();
        assert_eq!(failed.code().as_str(), "internal");
        assert_eq!(stage.record("sound").await.beans.hundredths(), 300);
    }

    /// The writer has read the record when a second dispatcher's wish is already written and not yet committed.
    async fn a_wish_made_while_the_first_is_posted_is_not_lost(stage: &Stage) {
        stage.fund(10_000).await;
        seeds::add_resident(&stage.app, "wang").await;
        stage.want(stage.wish("deed", "wang", Some("major"))).await;

        let (wished, is_wished) = oneshot::channel();
        let (commit, wait) = mpsc::channel::<()>();
        let mut once = Some((wished, wait));
        let second = stage.wish("deed", "wang", None);
        let storage = stage.app.storage.clone();
        let reopening = tokio::spawn(async move {
            let outcome = storage.write(move |tx| {
                awards::want(tx, &second)?;
                if let Some((wished, wait)) = once.take() {
                    let _ = wished.send(());
                    let _ = wait.recv();
                }
                Ok(())
            });
            outcome.await.unwrap();
        });
        is_wished.await.unwrap();
        let ledger = stage.app.ledger.clone();
        let posting = tokio::spawn(async move { ledger.post_award(Deed::report("deed")).await.unwrap() });
        // Time for the writer to come to the record; the outcome must be right whether or not it did.
        tokio::time::sleep(Duration::from_millis(200)).await;
        commit.send(()).unwrap();
        reopening.await.unwrap();
        posting.await.unwrap();

        let record = stage.app.ledger.post_award(Deed::report("deed")).await.unwrap();
        assert_eq!((record.grade, record.beans.hundredths()), (None, 0));
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("pocket", "wang", Some(SEASON)), 0);
    }

    async fn a_wish_for_an_unknown_person_harms_nobody_else(stage: &Stage) {
        stage.fund(10_000).await;
        let record = stage.grade(stage.wish("deed", "nobody", Some("general"))).await.unwrap();
        assert_eq!(record.beans.hundredths(), 300, "the ledger knows no people, only owners of accounts");
    }
}
