//! What another process did counts at once, whatever this one remembers.

use crate::asking;
use crate::both_databases;
use crate::district::District;
use crate::stage::{GIFTS, SEASON, SHOPS, on_both_databases};
use crate::support::{Database, TestApp};
use golden_beans::domain::pay_code::PayCode;
use golden_beans::error::Code;
use golden_beans::service::App;

/// Redeems; a refusal as its code.
async fn sell(app: &App, code: &PayCode, beans: i64, key: &str) -> Result<i64, Code> {
    let sold = app.ledger.redeem(asking::redeem(code, SHOPS[0], beans, key)).await;
    sold.map(|sold| sold.value.balance_after.hundredths()).map_err(|error| error.code())
}

async fn pay_code(app: &App, resident: &str) -> PayCode {
    app.ledger.issue_pay_code(resident).await.unwrap().code
}

on_both_databases! {
    #[settings("[ledger]\nturns_after_loss = 0")]
    async fn beans_that_were_spent_or_earned_elsewhere_are_known(stage: &Stage) {
        let (here, there) = (&stage.app, &stage.another_process());
        let resident = &stage.residents_with(1, 1_000).await[0];
        stage.fund(10_000).await;
        assert_eq!(sell(here, &pay_code(here, resident).await, 100, "here").await, Ok(900));
        assert_eq!(sell(there, &pay_code(there, resident).await, 700, "there").await, Ok(200));
        let code = pay_code(here, resident).await;
        assert_eq!(sell(here, &code, 300, "too much").await, Err(Code::InsufficientBeans));
        // Now it goes straight, and there the beans become more.
        let earned = there.ledger.award(stage.wish("deed", resident, Some("major"))).await.unwrap();
        let held = 200 + earned.beans.hundredths();
        assert_eq!(sell(here, &code, held, "all").await, Ok(0));
        let (books, _) = stage.audit().await;
        assert_eq!(books.balance("pocket", resident, Some(GIFTS)), 0);
        assert_eq!(books.balance("pocket", resident, Some(SEASON)), 0);
    }

    #[settings("[ledger]\nturns_after_loss = 0")]
    async fn a_code_that_was_voided_or_used_elsewhere_is_known(stage: &Stage) {
        let (here, there) = (&stage.app, &stage.another_process());
        let resident = &stage.residents_with(1, 1_000).await[0];
        let first = pay_code(here, resident).await;
        let second = pay_code(there, resident).await;
        assert_eq!(sell(here, &first, 100, "first").await, Err(Code::PayCodeVoided));
        assert_eq!(sell(there, &first, 100, "first there").await, Err(Code::PayCodeVoided));
        assert_eq!(sell(there, &second, 100, "second").await, Ok(900));
        assert_eq!(sell(here, &second, 100, "second here").await, Err(Code::PayCodeUsed));
        let third = pay_code(here, resident).await;
        assert_eq!(sell(here, &second, 100, "used stays used").await, Err(Code::PayCodeUsed));
        assert_eq!(sell(here, &third, 100, "third").await, Ok(800));
    }

    /// As a database looks that was put back to an earlier day, or written by whoever has its password.
    async fn a_head_that_carries_a_strange_mark_is_believed(stage: &Stage) {
        let resident = &stage.residents_with(1, 1_000).await[0];
        let code = pay_code(&stage.app, resident).await;
        let mut intruder = crate::intruder::Intruder::enter(stage);
        intruder.run("UPDATE pay_code SET state = 'voided'; UPDATE ledger_head SET turn = turn + 1").unwrap();
        assert_eq!(sell(&stage.app, &code, 100, "voided behind its back").await, Err(Code::PayCodeVoided));
        assert_eq!(sell(&stage.app, &pay_code(&stage.app, resident).await, 100, "a new one").await, Ok(900));
    }
}

both_databases! {
    #[settings("[ledger]\nturns_after_loss = 1")]
    async fn a_server_that_is_alone_goes_straight_on_postgresql(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        district.earn(1).await;
        let figures = district.app.ask(reqwest::Method::GET, "/metrics").await.text();
        let way = if district.app.database_kind() == Database::Sqlite { "in_turn" } else { "straight" };
        let turns = format!("golden_beans_ledger_turns_total{{outcome=\"{way}\"}}");
        assert!(figures.contains(&turns), "{figures}");
        district.verify().await;
    }
}
