//! Runs one test case on one database and cleans up, whatever happens.

use super::app::TestApp;
use super::database::Database;
use futures_util::FutureExt;
use std::panic::{AssertUnwindSafe, resume_unwind};

/// Writes every case as two tests, `name::sqlite` and `name::postgres`:
///
/// ```ignore
/// both_databases! {
///     async fn a_resident_logs_in(app: TestApp) { … }
///
///     #[settings("[ledger]\nqueue_commands = 1")]
///     async fn a_full_queue_answers_503(app: TestApp) { … }
/// }
/// ```
#[macro_export]
macro_rules! both_databases {
    ($(
        $(#[doc = $doc:literal])*
        $(#[settings($settings:expr)])?
        async fn $name:ident($($parameter:tt)+) $body:block
    )+) => { $(
        $(#[doc = $doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn case($($parameter)+) $body

            const SETTINGS: &[&str] = &[$($settings)?];

            #[test]
            fn sqlite() {
                $crate::support::run($crate::support::Database::Sqlite, SETTINGS, case);
            }

            #[test]
            fn postgres() {
                $crate::support::run($crate::support::Database::Postgresql, SETTINGS, case);
            }
        }
    )+ };
}

/// Runs `case` against a fresh server on a fresh database, with these settings (TOML) on top of the tests' own.
pub fn run<F, Fut>(database: Database, settings: &[&str], case: F)
where
    F: FnOnce(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let app = TestApp::start(database, &settings.join("\n")).await;
        let house = app.house();
        let outcome = AssertUnwindSafe(case(app)).catch_unwind().await;
        house.close().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}
