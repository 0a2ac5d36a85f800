//! Forms that are sent again.

use super::client::{GARBAGE, Program, post, refused};
use crate::both_databases;
use crate::reports::world::World;
use crate::support::TestApp;
use chrono::TimeDelta;
use futures_util::future::join_all;
use std::collections::BTreeSet;

both_databases! {
    async fn the_same_form_again_is_a_retry_for_ten_minutes(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let first = program.filed(&GARBAGE).await;
        world.app.clock.advance(TimeDelta::seconds(600));
        let again = program.file(&GARBAGE).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(201)[0]["service_request_id"], first.as_str());
        // The window runs from the report, not from the last retry.
        world.app.clock.advance(TimeDelta::seconds(1));
        let later = program.file(&GARBAGE).await;
        assert_eq!(later.header("idempotency-replayed"), "");
        let second = later.expect(201)[0]["service_request_id"].as_str().unwrap().to_owned();
        assert_ne!(second, first);
        assert_eq!(program.filed(&GARBAGE).await, second);
        // Another program's form is another form, whatever it says.
        assert_ne!(Program::new(&world, "另一个", &["file"]).await.filed(&GARBAGE).await, second);
    }

    async fn a_program_may_name_its_retries(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let form = program.form(&GARBAGE);
        let first = post(&world.app, "json", &form, Some("k")).await;
        assert_eq!(first.header("idempotency-replayed"), "");
        let first = first.expect(201);
        world.app.clock.advance(TimeDelta::hours(1));
        let again = post(&world.app, "json", &form, Some("k")).await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(201), first);
        let other = program.form(&[&GARBAGE[..3], &[("description", "别的")]].concat());
        refused(post(&world.app, "json", &other, Some("k")).await, 400);
        // Another name says that it is meant.
        assert_ne!(post(&world.app, "json", &form, Some("l")).await.expect(201), first);
    }

    async fn many_at_the_same_moment_are_one_report(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let sibling = Program { app: world.app.sibling(), ..program.clone() };
        let filed = join_all((0..16).map(|turn| {
            let program = if turn % 2 == 0 { program.clone() } else { sibling.clone() };
            async move { program.filed(&GARBAGE).await }
        }));
        let ids: BTreeSet<String> = filed.await.into_iter().collect();
        assert_eq!(ids.len(), 1, "{ids:?}");
    }

    async fn a_form_that_was_refused_may_be_sent_again_mended(app: TestApp) {
        let world = World::new(app).await;
        let program = Program::filing(&world).await;
        let form = program.form(&GARBAGE[..1]);
        refused(post(&world.app, "json", &form, Some("k")).await, 400);
        post(&world.app, "json", &program.form(&GARBAGE), Some("k")).await.expect(201);
    }
}
