//! Rules that need two people: verifying and grading, and the grade `major`.

use super::merging::filed_at;
use super::world::{World, person};
use crate::both_databases;
use crate::support::{Actor, TestApp};
use chrono::TimeDelta;
use futures_util::future::join_all;
use golden_beans::domain::role::Role;
use serde_json::{Value, json};

async fn second(world: &World) -> Actor {
    person(&world.app, Role::Dispatcher, "dispatcher2", Some("调度员丙"), None).await
}

async fn beans(world: &World) -> Value {
    world.resident.get("/wallet").await.expect(200)["balance"].clone()
}

/// A report that the dispatcher graded major and the other confirmed.
async fn closed_as_major(world: &World, other: &Actor) -> String {
    let id = world.at("verified").await;
    let waits = world.dispatch(&id, "close", json!({ "tier": "major", "comment": "谢谢" })).await.expect(202);
    other.post(&approval(&waits), &json!({ "comment": "同意" })).await.expect(200);
    id
}

/// The neighbour files a report now, and somebody merges it into another.
async fn merge_newer(world: &World, who: &Actor, into: &str) {
    world.app.clock.advance(TimeDelta::seconds(1));
    let newer = world.submitted_by(&world.neighbour).await;
    who.post(&format!("/dispatch/reports/{newer}/merge"), &json!({ "into": into })).await.expect(200);
}

/// Where what waits is approved.
fn approval(waits: &Value) -> String {
    format!("/dispatch/requests/{}/approve", waits["request"]["id"].as_str().unwrap())
}

both_databases! {
    #[settings("[reports]\ntwo_people_verify_and_grade = true")]
    async fn whoever_verified_does_not_grade(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let body = json!({ "tier": "general", "comment": "谢谢" });
        world.dispatch(&id, "close", body.clone()).await.expect_problem(409, "another_person_needed");
        assert_eq!(world.seen_by_center(&id).await["status"], "verified");
        other.post(&format!("/dispatch/reports/{id}/close"), &body).await.expect(200);
        // Nor by correcting what another gave.
        let raise = json!({ "tier": "major", "reason": "涉及安全" });
        world.dispatch(&id, "regrade", raise.clone()).await.expect_problem(409, "another_person_needed");
        other.post(&format!("/dispatch/reports/{id}/regrade"), &raise).await.expect(200);
        // What needs no unit has nothing to verify.
        let id = world.at("accepted").await;
        world.dispatch(&id, "close", body).await.expect(200);
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_major_grade_is_confirmed_by_another_person(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let body = json!({ "tier": "major", "comment": "重大隐患已排除" });
        let path = format!("/dispatch/reports/{id}/close");
        let waits = world.dispatcher.post_with_key(&path, &body, "grade").await.expect(202);
        assert_eq!((&waits["report"]["status"], &waits["request"]["kind"]), (&json!("verified"), &json!("major")));
        assert_eq!(world.dispatcher.post_with_key(&path, &body, "grade").await.expect(202), waits, "the same key, the same answer");
        world.dispatch(&id, "close", body.clone()).await.expect_problem(409, "request_pending");
        assert_eq!(beans(&world).await, "0.00");
        // Nobody outside the center hears of it.
        for (actor, path) in [(&world.resident, format!("/reports/{id}")), (&world.handler, format!("/unit/reports/{id}"))] {
            let text = actor.get(&path).await.text();
            assert!(!text.contains("grade_requested") && !text.contains("\"major\""), "{text}");
        }
        let request = waits["request"]["id"].as_str().unwrap();
        let decision = json!({ "comment": "同意" });
        let approve = format!("/dispatch/requests/{request}/approve");
        world.dispatcher.post(&approve, &decision).await.expect_problem(409, "another_person_needed");
        world.dispatcher.post(&format!("/dispatch/requests/{request}/refuse"), &decision).await.expect_problem(409, "another_person_needed");
        other.post_without_key(&approve, &decision).await.expect_problem(400, "idempotency_key_required");
        let approved = other.post_with_key(&approve, &decision, "confirm").await.expect(200);
        assert_eq!((&approved["report"]["status"], &approved["award"]["beans"]), (&json!("closed"), &json!("5.00")));
        let again = other.post_with_key(&approve, &decision, "confirm").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        assert_eq!(again.expect(200), approved);
        other.post(&approve, &decision).await.expect_problem(409, "request_decided");
        assert_eq!(beans(&world).await, "5.00");
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        assert_eq!(mine["closing_comment"], "重大隐患已排除");
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_refused_grade_leaves_the_report_to_be_graded(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let close = async |tier: &str| world.dispatch(&id, "close", json!({ "tier": tier, "comment": "谢谢" })).await;
        let waits = close("major").await.expect(202);
        let path = format!("/dispatch/requests/{}/refuse", waits["request"]["id"].as_str().unwrap());
        other.post(&path, &json!({ "comment": "够不上重大" })).await.expect(200);
        assert_eq!(world.seen_by_center(&id).await["status"], "verified");
        let closed = close("general").await.expect(200);
        assert_eq!(closed["award"]["beans"], "3.00");
        // From a state that cannot be closed nothing is asked for.
        let assigned = world.at("assigned").await;
        let body = json!({ "tier": "major", "comment": "谢谢" });
        world.dispatch(&assigned, "close", body).await.expect_problem(409, "invalid_transition");
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn of_many_confirmations_at_once_one_awards(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("verified").await;
        let waits = world.dispatch(&id, "close", json!({ "tier": "major", "comment": "谢谢" })).await.expect(202);
        let path = format!("/dispatch/requests/{}/approve", waits["request"]["id"].as_str().unwrap());
        let decision = json!({ "comment": "同意" });
        let answers = join_all((0..6).map(|n| if n % 2 == 0 { &other } else { &world.admin }).map(|who| who.post(&path, &decision))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!(beans(&world).await, "5.00");
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn correcting_a_grade_to_major_is_confirmed_too(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let id = world.at("closed").await;
        let body = json!({ "tier": "major", "reason": "漏看了井口" });
        let path = format!("/dispatch/reports/{id}/regrade");
        let waits = other.post_with_key(&path, &body, "raise").await.expect(202);
        assert_eq!((&waits["report"]["tier"], &waits["request"]["kind"]), (&json!("general"), &json!("major")));
        assert_eq!(other.post_with_key(&path, &body, "raise").await.expect(202), waits);
        other.post(&path, &body).await.expect_problem(409, "request_pending");
        let center = world.seen_by_center(&id).await;
        assert_eq!((&center["tier"], &center["pending"][0]["id"]), (&json!("general"), &waits["request"]["id"]));
        assert_eq!(beans(&world).await, "3.00");
        let decision = json!({ "comment": "同意" });
        let approve = approval(&waits);
        other.post(&approve, &decision).await.expect_problem(409, "another_person_needed");
        let approved = world.admin.post(&approve, &decision).await.expect(200);
        assert_eq!((&approved["report"]["tier"], &approved["report"]["status"]), (&json!("major"), &json!("closed")));
        assert_eq!((&approved["award"]["beans"], beans(&world).await), (&json!("5.00"), json!("5.00")));
        let mine = world.resident.get(&format!("/reports/{id}")).await.expect(200);
        let last = mine["timeline"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["kind"], &last["words"]["reason"]), (&json!("regraded"), &json!("漏看了井口")));
        // Any other grade needs nobody, and the one that it has is no correction.
        other.post(&path, &body).await.expect_field("tier", "unchanged");
        other.post(&path, &json!({ "tier": "minor", "reason": "复查" })).await.expect(200);
        let open = world.at("verified").await;
        world.dispatch(&open, "regrade", body).await.expect_problem(409, "invalid_transition");
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_look_back_raises_to_major_only_with_a_second_person(app: TestApp) {
        let world = World::with_campaign(app).await;
        let id = world.at("closed").await;
        let draw = json!({ "seed": "a", "share_percent": 100, "closed_from": "2024-07-10", "closed_to": "2024-07-10" });
        let look_back = world.admin.post("/look-backs", &draw).await.expect(201)["id"].as_str().unwrap().to_owned();
        let body = json!({ "result": "wrong_grade", "tier": "major", "comment": "路面已塌陷" });
        let checked = world.admin.post(&format!("/look-backs/{look_back}/cases/{id}/check"), &body).await.expect(200);
        assert_eq!((&checked["report"]["tier"], &checked["award"]), (&json!("general"), &Value::Null));
        assert_eq!(beans(&world).await, "3.00");
        let decision = json!({ "comment": "同意" });
        let approve = approval(&checked);
        world.admin.post(&approve, &decision).await.expect_problem(409, "another_person_needed");
        world.dispatcher.post(&approve, &decision).await.expect(200);
        assert_eq!((&world.seen_by_center(&id).await["tier"], beans(&world).await), (&json!("major"), json!("5.00")));
        // Neither who gave the grade nor who confirmed it looks back on it.
        let again = world.admin.post("/look-backs", &draw).await.expect(201)["id"].as_str().unwrap().to_owned();
        let path = format!("/look-backs/{again}/cases/{id}/check");
        for own in [&world.admin, &world.dispatcher] {
            own.post(&path, &json!({ "result": "fine" })).await.expect_problem(409, "another_person_needed");
        }
        second(&world).await.post(&path, &json!({ "result": "fine" })).await.expect(200);
    }

    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn a_correction_that_waits_is_overtaken_by_another(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        for _ in 0..4 {
            let id = world.at("closed").await;
            let path = format!("/dispatch/reports/{id}/regrade");
            let waits = other.post(&path, &json!({ "tier": "major", "reason": "复查" })).await.expect(202);
            let (decision, lower) = (json!({ "comment": "同意" }), json!({ "tier": "minor", "reason": "只是一袋" }));
            let approve = approval(&waits);
            let (approved, lowered) = tokio::join!(world.admin.post(&approve, &decision), world.dispatcher.post(&path, &lower));
            lowered.expect(200);
            if approved.status != 200 {
                approved.expect_problem(409, "request_decided");
            }
            assert_eq!(world.seen_by_center(&id).await["tier"], "minor", "approved first or overtaken, it is lowered");
            assert_eq!(beans(&world).await, "0.00");
        }
    }

    /// Whoever merges into a case becomes no grader of it, and frees none.
    #[settings("[reports]\nmajor_needs_approval = true\nregrade_by_another = true")]
    async fn a_merge_changes_nothing_about_who_graded(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let (decision, minor) = (json!({ "comment": "同意" }), json!({ "tier": "minor", "reason": "只是一袋" }));
        let major = json!({ "tier": "major", "reason": "漏看了井口" });
        // Graded and confirmed, then merged into by a third.
        let id = closed_as_major(&world, &other).await;
        merge_newer(&world, &world.admin, &id).await;
        let path = format!("/dispatch/reports/{id}/regrade");
        for own in [&world.dispatcher, &other] {
            own.post(&path, &minor).await.expect_problem(409, "another_person_needed");
        }
        world.admin.post(&path, &minor).await.expect(200);
        // Corrected, then merged into by who had graded before: the corrector is the one who graded last.
        merge_newer(&world, &world.dispatcher, &id).await;
        world.admin.post(&path, &json!({ "tier": "general", "reason": "再看" })).await.expect_problem(409, "another_person_needed");
        // Asked for, then merged into by whoever asked, then confirmed: by another, and both are graders from then on.
        let waits = other.post(&path, &major).await.expect(202);
        merge_newer(&world, &other, &id).await;
        other.post(&approval(&waits), &decision).await.expect_problem(409, "another_person_needed");
        world.dispatcher.post(&approval(&waits), &decision).await.expect(200);
        for own in [&world.dispatcher, &other] {
            own.post(&path, &minor).await.expect_problem(409, "another_person_needed");
        }
        world.admin.post(&path, &minor).await.expect(200);
        // What was merged before the closing brings its reporter's claim along, and nobody who graded.
        let id = world.at("verified").await;
        let older = filed_at(&world, &world.neighbour, world.app.now() - TimeDelta::hours(1)).await;
        world.admin.post(&format!("/dispatch/reports/{older}/merge"), &json!({ "into": id })).await.expect(200);
        world.dispatch(&id, "close", json!({ "tier": "general" })).await.expect(200);
        world.dispatch(&id, "regrade", minor.clone()).await.expect_problem(409, "another_person_needed");
        world.admin.post(&format!("/dispatch/reports/{id}/regrade"), &minor).await.expect(200);
    }

    /// A case that is opened again and gets an older report merged into it has another first reporter, without an award
    /// yet: whoever graded it graded it all the same.
    #[settings("[reports]\nmajor_needs_approval = true")]
    async fn opened_again_and_merged_a_case_is_still_looked_back_on_by_others(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let (id, merged) = (closed_as_major(&world, &other).await, closed_as_major(&world, &other).await);
        let draw = json!({ "seed": "a", "share_percent": 100, "closed_from": "2024-07-10", "closed_to": "2024-07-10" });
        let look_back = world.admin.post("/look-backs", &draw).await.expect(201)["id"].as_str().unwrap().to_owned();
        for id in [&id, &merged] {
            world.resident.post(&format!("/reports/{id}/not-solved"), &json!({ "reason": "还在" })).await.expect(200);
        }
        let older = filed_at(&world, &world.neighbour, world.app.now() - TimeDelta::hours(1)).await;
        world.admin.post(&format!("/dispatch/reports/{older}/merge"), &json!({ "into": id })).await.expect(200);
        // The other case goes into one that the admin closes alone: that grade is the admin's.
        let into = world.submitted_by(&world.neighbour).await;
        world.admin.post(&format!("/dispatch/reports/{merged}/merge"), &json!({ "into": into })).await.expect(200);
        world.bring(&into, "accepted").await;
        world.admin.post(&format!("/dispatch/reports/{into}/close"), &json!({ "tier": "general" })).await.expect(200);
        let third = person(&world.app, Role::Dispatcher, "dispatcher3", Some("调度员丁"), None).await;
        for (id, graders) in [(&id, vec![&world.dispatcher, &other]), (&merged, vec![&world.dispatcher, &other, &world.admin])] {
            let path = format!("/look-backs/{look_back}/cases/{id}/check");
            for own in graders {
                own.post(&path, &json!({ "result": "fine" })).await.expect_problem(409, "another_person_needed");
            }
            third.post(&path, &json!({ "result": "fine" })).await.expect(200);
        }
    }

    /// Making a suspension good writes the award's record anew, and not who graded.
    #[settings("[reports]\nmajor_needs_approval = true\nregrade_by_another = true")]
    async fn who_makes_a_suspension_good_did_not_grade(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let until = world.app.now() + TimeDelta::days(30);
        let suspension = json!({ "reason": "同一照片多次上报", "until": until });
        let path = format!("/residents/{}/suspensions", world.resident.id);
        let suspension = world.admin.post(&path, &suspension).await.expect(201)["id"].as_str().unwrap().to_owned();
        let id = closed_as_major(&world, &other).await;
        world.resident.post("/me/earning/appeal", &json!({ "words": "是不同的三处" })).await.expect(200);
        world.app.clock.advance(TimeDelta::seconds(1));
        let answer = json!({ "decision": "lifted", "answer": "核实无误，予以补发", "make_good": true });
        world.admin.post(&format!("/suspensions/{suspension}/appeal-answer"), &answer).await.expect(200);
        assert_eq!(beans(&world).await, "5.00");
        let path = format!("/dispatch/reports/{id}/regrade");
        let minor = json!({ "tier": "minor", "reason": "只是一袋" });
        for own in [&world.dispatcher, &other] {
            own.post(&path, &minor).await.expect_problem(409, "another_person_needed");
        }
        world.admin.post(&path, &minor).await.expect(200);
    }

    #[settings("[reports]\ntwo_people_verify_and_grade = true\nmajor_needs_approval = true")]
    async fn at_the_same_instant_one_person_is_still_one(app: TestApp) {
        let world = World::with_campaign(app).await;
        let other = second(&world).await;
        let sibling = world.app.sibling();
        let mut elsewhere = sibling.anonymous();
        elsewhere.access_token.clone_from(&world.dispatcher.access_token);
        for _ in 0..4 {
            // Verifying and grading at once: the grade comes too early, or from who verified.
            let id = world.at("resolved").await;
            let step = |step: &str| format!("/dispatch/reports/{id}/{step}");
            let passed = json!({ "passed": true });
            let (verify, close) = (step("verify"), step("close"));
            let general = json!({ "tier": "general", "comment": "谢谢" });
            let (verified, closed) = tokio::join!(world.dispatcher.post(&verify, &passed), elsewhere.post(&close, &general));
            verified.expect(200);
            assert_eq!(closed.status, 409);
            // Both ask for the same grade, and each tries to confirm it: one asks, and the other is the one who confirms.
            let major = json!({ "tier": "major", "comment": "谢谢" });
            let asked = join_all([&other, &world.admin, &other, &world.admin].map(|who| who.post(&close, &major))).await;
            let mut waiting: Vec<_> = asked.into_iter().filter(|answer| answer.status == 202).collect();
            assert_eq!(waiting.len(), 1, "one asks");
            let approve = approval(&waiting.remove(0).expect(202));
            let decision = json!({ "comment": "同意" });
            let decided = join_all([&other, &world.admin].map(|who| who.post(&approve, &decision))).await;
            let mut statuses: Vec<u16> = decided.iter().map(|answer| answer.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409]);
        }
    }
}
