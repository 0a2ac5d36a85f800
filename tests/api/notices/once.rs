//! Nothing is lost and nothing is told twice: by several processes at once, after a rollback, and after a crash
//! between any two steps.

use super::{kinds_of, notices_of, tell};
use crate::both_databases;
use crate::district::District;
use crate::reports::world::World;
use crate::support::TestApp;
use futures_util::future::join_all;
use golden_beans::domain::notice::{NoticeFacts, NoticeKind};
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use golden_beans::error::{Code, Error};
use golden_beans::service::notices::{Telling, To, tell as tell_in};
use golden_beans::storage::notices as kept;

fn telling(app: &TestApp, cause: &str, to: To) -> Telling {
    Telling {
        cause: cause.to_owned(),
        at: app.now(),
        kind: NoticeKind::ReportPublished,
        facts: NoticeFacts { report_number: Some(cause.to_owned()), ..NoticeFacts::default() },
        to: vec![to],
        except: None,
    }
}

both_databases! {
    async fn many_processes_tell_each_cause_once(app: TestApp) {
        const CAUSES: usize = 300;
        let resident = app.resident("李四").await;
        let houses = [app.clone(), app.sibling(), app.sibling()];
        let write = |number: usize| {
            let house = houses[number % houses.len()].clone();
            let telling = telling(&app, &format!("cause-{number}"), To::User(resident.id.clone()));
            async move {
                house.app.storage.write(move |tx| tell_in(tx, &telling)).await.unwrap();
                house.app.tell_waiting().await.unwrap();
            }
        };
        join_all((0..CAUSES).map(write)).await;
        tell(&app).await;
        let (mut numbers, mut ids, mut path) = (Vec::new(), Vec::new(), "/notices?limit=200".to_owned());
        loop {
            let page = resident.get(&path).await.expect(200);
            for notice in page["items"].as_array().unwrap() {
                numbers.push(notice["facts"]["report_number"].as_str().unwrap().to_owned());
                ids.push(notice["id"].as_i64().unwrap());
            }
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/notices?limit=200&cursor={cursor}");
        }
        assert!(ids.is_sorted_by(|newer, older| newer > older));
        numbers.sort();
        let mut expected: Vec<String> = (0..CAUSES).map(|number| format!("cause-{number}")).collect();
        expected.sort();
        assert_eq!(numbers, expected);
    }

    async fn what_is_rolled_back_is_not_told(app: TestApp) {
        let resident = app.resident("李四").await;
        let undone = telling(&app, "undone", To::User(resident.id.clone()));
        let outcome: Result<(), Error> = app.app.storage.write(move |tx| {
            tell_in(tx, &undone)?;
            Err(Error::new(Code::NotFound))
        }).await;
        assert!(outcome.is_err());
        assert!(notices_of(&app, &resident).await.is_empty());
    }

    async fn a_cause_that_is_written_again_is_told_once(app: TestApp) {
        let resident = app.resident("李四").await;
        for _ in 0..3 {
            for _ in 0..2 {
                let again = telling(&app, "the same", To::User(resident.id.clone()));
                app.app.storage.write(move |tx| tell_in(tx, &again)).await.unwrap();
            }
            assert_eq!(notices_of(&app, &resident).await.len(), 1);
        }
    }

    async fn a_worker_that_dies_before_its_commit_leaves_everything_to_the_next(app: TestApp) {
        let (district, _) = District::with_season(app.clone()).await;
        tell(&app).await;
        district.award("a", Tier::Major).await;
        // What a worker does up to its commit, and then it is gone.
        let died: Result<(), Error> = app.app.storage.write(|tx| {
            let head = kept::lock_head(tx)?;
            kept::take_causes(tx, 100)?;
            kept::save_head(tx, kept::Head { seq: head.seq + 1, journal_seq: head.journal_seq + 1 })?;
            Err(Error::new(Code::LedgerBusy))
        }).await;
        assert!(died.is_err());
        let told = notices_of(&app, &district.resident).await;
        assert_eq!(told.iter().map(|notice| &notice["kind"]).collect::<Vec<_>>(), ["beans_awarded"]);
        let app = app.restart().await;
        tell(&app).await;
        let storage = &app.app.storage;
        let again = storage.read(|c| kept::list(c, "nobody", None, None, 10)).await.unwrap();
        assert!(again.is_empty());
        assert!(!storage.read(kept::is_waiting).await.unwrap());
    }

    async fn a_cause_that_nobody_can_read_is_kept_and_holds_up_nobody(app: TestApp) {
        let resident = app.resident("李四").await;
        let row = kept::CauseRow {
            id: golden_beans::service::new_id(),
            cause: "from a newer program".to_owned(),
            at: app.now().naive_utc(),
            body: r#"{"unheard_of": {}}"#.to_owned(),
            broken: false,
        };
        app.app.storage.write(move |tx| kept::add_cause(tx, &row)).await.unwrap();
        let sound = telling(&app, "sound", To::User(resident.id.clone()));
        app.app.storage.write(move |tx| tell_in(tx, &sound)).await.unwrap();
        assert_eq!(notices_of(&app, &resident).await.len(), 1);
        assert!(!app.app.storage.read(kept::is_waiting).await.unwrap());
    }

    async fn the_center_is_told_where_nobody_had_the_report_in_hand(app: TestApp) {
        let world = World::new(app.clone()).await;
        let other = app.staff(Role::Dispatcher).await;
        let id = world.submitted().await;
        let both = telling(&app, "nobody's", To::CenterOf(id.clone()));
        app.app.storage.write(move |tx| tell_in(tx, &both)).await.unwrap();
        tell(&app).await;
        world.dispatch(&id, "accept", serde_json::json!({})).await.expect(200);
        let one = telling(&app, "the dispatcher's", To::CenterOf(id));
        app.app.storage.write(move |tx| tell_in(tx, &one)).await.unwrap();
        assert_eq!(kinds_of(&app, &world.dispatcher).await.len(), 2);
        assert_eq!(kinds_of(&app, &other).await.len(), 1);
    }

    async fn people_whom_a_file_only_names_are_not_told(app: TestApp) {
        const JULY: &str = include_str!("../../../samples/qilin-2024-07.csv");
        let text: String = JULY.split_inclusive('\n').take(31).collect();
        let summary = app.app.fill_demo(text.as_bytes(), |_| ()).await.unwrap();
        assert_eq!(summary.added, 30);
        tell(&app).await;
        assert!(!app.app.storage.read(kept::is_waiting).await.unwrap());
        assert_eq!(app.app.storage.read(kept::newest_seq).await.unwrap(), 0);
    }
}
