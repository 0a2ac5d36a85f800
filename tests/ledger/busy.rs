//! More is asked than the writer can take, or another process is in its way: callers are told to come again, and no
//! defect is reported.

use crate::asking;
use crate::both_databases;
use crate::district::District;
use crate::held::{hold_a_reader, hold_the_head};
use crate::support::{Answer, TestApp};
use futures_util::future::join_all;
use futures_util::poll;
use futures_util::stream::{FuturesUnordered, StreamExt};
use serde_json::json;
use std::pin::pin;
use std::time::{Duration, Instant};

/// Commands that the writer and its queue hold in `a_full_queue_refuses_at_once`.
const ROOM: usize = 3;

/// How many ask.
const ASKED: usize = 16;

/// Fundings with keys `0`, `1`, …
async fn fund(district: &District, campaign_id: &str, key: usize) -> (usize, Answer) {
    let body = json!({ "beans": "1", "memo": "追加" });
    let path = format!("/campaigns/{campaign_id}/fund");
    (key, district.finance.post_with_key(&path, &body, &key.to_string()).await)
}

/// A 503 that says what it is and when to come again.
fn is_turned_away(answer: Answer, code: &str) {
    let answer = answer.expect_problem(503, code);
    let wait: u32 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=5).contains(&wait), "{wait}");
}

both_databases! {
    #[settings("[ledger]\nbatch_commands = 1\nqueue_commands = 2\n[import]\nbatch_lines = 1")]
    async fn a_full_queue_refuses_at_once(app: TestApp) {
        let (district, campaign_id) = District::with_season(app).await;
        let held = hold_the_head(&district.app.app.storage).await;
        let mut asked: FuturesUnordered<_> =
            (0..ASKED).map(|key| fund(&district, &campaign_id, key)).collect();
        // The head is held until these have been told.
        let mut refused = Vec::new();
        while refused.len() < ASKED - ROOM {
            let (key, answer) = asked.next().await.unwrap();
            is_turned_away(answer, "ledger_busy");
            refused.push(key);
        }
        held.let_go();
        while let Some((key, answer)) = asked.next().await {
            // The writer had taken its first command, or had not yet when the queue was full already.
            if answer.status == 503 {
                is_turned_away(answer, "ledger_busy");
                refused.push(key);
            } else {
                answer.expect(201);
            }
        }
        assert!(refused.len() <= ASKED - ROOM + 1, "{refused:?}");
        // Nothing was recorded for the keys that were refused.
        for key in refused {
            let (_, answer) = fund(&district, &campaign_id, key).await;
            assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, ""), "{}", answer.text());
        }
        let funded = district.admin.get(&format!("/campaigns/{campaign_id}")).await.expect(200);
        assert_eq!(funded["budget"]["funded"], format!("{}.00", 50_000 + ASKED));
        district.verify().await;
    }

    #[settings("[ledger]\nbatch_commands = 1\nqueue_commands = 1\n[database]\nread_connections = 1\n[pay_codes]\nremembered_codes = 0\n[auth]\nsession_cache_ms = 3600000\n[import]\nbatch_lines = 1")]
    async fn a_till_is_refused_at_once_also_while_nobody_can_read(app: TestApp) {
        let (mut district, campaign_id) = District::with_season(app).await;
        district.earn(1).await;
        let code = district.pay_code().await;
        district.cashier.get("/checkout/redemptions").await.expect(200);
        let ledger = district.app.app.ledger.clone();
        let head = hold_the_head(&district.app.app.storage).await;
        let mut taken = pin!(ledger.fund(asking::fund(&campaign_id, 100, "taken")));
        assert!(poll!(taken.as_mut()).is_pending());
        while ledger.figures().waiting > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let mut waits = pin!(ledger.fund(asking::fund(&campaign_id, 100, "waits")));
        assert!(poll!(waits.as_mut()).is_pending());
        let reader = hold_a_reader(&district.app.app.storage).await;

        let refused = tokio::time::timeout(Duration::from_secs(30), district.redeem(&code, "1")).await;
        is_turned_away(refused.expect("nothing else is waited for"), "ledger_busy");
        reader.let_go();
        head.let_go();
        taken.await.unwrap();
        waits.await.unwrap();
        district.redeem(&code, "1").await.expect(201);
        district.verify().await;
    }

    #[settings("[database]\nread_connections = 1\n[auth]\nsession_cache_ms = 3600000")]
    async fn a_sale_is_made_and_shows_its_name_while_nobody_can_read(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let code = district.pay_code().await;
        district.cashier.get("/checkout/redemptions").await.expect(200);
        let reader = hold_a_reader(&district.app.app.storage).await;
        let sold = tokio::time::timeout(Duration::from_secs(30), district.redeem(&code, "1")).await;
        let sold = sold.expect("no reader is waited for").expect(201);
        reader.let_go();
        assert_eq!(sold["resident"], "李*");
        district.verify().await;
    }

    #[settings("[database]\nbusy_timeout_ms = 2000\nstatement_timeout_ms = 2000")]
    async fn a_head_that_another_process_keeps_is_a_503_and_no_defect(app: TestApp) {
        let (district, campaign_id) = District::with_season(app).await;
        let elsewhere = district.app.database().storage();
        let held = hold_the_head(&elsewhere).await;
        let began = Instant::now();
        for (_, answer) in join_all((0..4).map(|key| fund(&district, &campaign_id, key))).await {
            is_turned_away(answer, "database_unavailable");
        }
        // One wait for the lock is what the settings allow; a batch that came too late for the first makes it two.
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        held.let_go();
        for key in 0..4 {
            let (_, answer) = fund(&district, &campaign_id, key).await;
            assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, ""), "{}", answer.text());
        }
        district.verify().await;
    }
}
