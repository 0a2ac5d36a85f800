//! Photos: what is taken in, and who may see them.

use super::world::{World, jpeg, upload, upload_bytes};
use crate::both_databases;
use crate::support::{Actor, Answer, TestApp};
use chrono::TimeDelta;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;

both_databases! {
    async fn a_photo_is_a_jpeg_with_safe_headers(app: TestApp) {
        let world = World::new(app).await;
        let photo = upload_bytes(&world.resident, jpeg(), "../../etc/passwd.svg").await.expect(201);
        for link in ["url", "thumbnail_url"] {
            let path = photo[link].as_str().unwrap().strip_prefix("/api/v1").unwrap();
            let answer = world.resident.get(path).await;
            assert_eq!(answer.status, 200);
            assert!(answer.body.starts_with(b"\xff\xd8\xff"));
            assert_eq!(answer.header("content-type"), "image/jpeg");
            assert_eq!(answer.header("content-disposition"), "inline; filename=\"photo.jpg\"");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("cache-control").contains("private"));
            assert!(answer.header("content-security-policy").contains("sandbox"));
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        }
    }

    async fn what_is_no_photo_is_refused_with_its_own_code(app: TestApp) {
        let world = World::new(app).await;
        let send = async |bytes: &[u8], name: &str| upload_bytes(&world.resident, bytes.to_vec(), name).await;
        send(b"this is text", "photo.jpg").await.expect_problem(415, "photo_format_unsupported");
        send(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.jpg").await.expect_problem(415, "photo_format_unsupported");
        send(b"", "photo.jpg").await.expect_problem(422, "photo_empty");
        send(&jpeg()[..200], "photo.jpg").await.expect_problem(422, "photo_broken");
        send(&bomb(), "photo.png").await.expect_problem(422, "photo_too_many_pixels");
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
        send(heic, "photo.jpg").await.expect_problem(415, "photo_heic_unsupported");
    }

    async fn a_form_has_one_photo_and_nothing_else(app: TestApp) {
        let world = World::new(app).await;
        let send = async |form: Form| {
            let request = world.resident.request(Method::POST, "/photos").multipart(form);
            world.resident.send(request, "POST /photos".to_owned()).await
        };
        let part = || Part::bytes(jpeg()).file_name("photo.jpg");
        send(Form::new()).await.expect_problem(400, "bad_request");
        send(Form::new().part("picture", part())).await.expect_field("picture", "unknown_field");
        send(Form::new().part("photo", part()).part("photo", part())).await.expect_field("photo", "repeated");
        send(Form::new().part("photo", part()).text("note", "x")).await.expect_field("note", "unknown_field");
        let raw = world.resident.post_bytes("/photos", "image/jpeg", jpeg()).await;
        raw.expect_problem(415, "unsupported_media_type");
        let broken = world.resident.post_bytes("/photos", "multipart/form-data; boundary=x", b"--y\r\n".to_vec()).await;
        broken.expect_problem(400, "bad_request");
    }

    #[settings("[photos]\nmax_bytes = 100000")]
    async fn a_photo_that_is_too_large_is_stopped_on_the_way(app: TestApp) {
        let world = World::new(app).await;
        let large = vec![0xff; 150_000];
        upload_bytes(&world.resident, large.clone(), "photo.jpg").await.expect_problem(413, "photo_too_large");
        // Without a length announced, so that only reading can tell.
        let chunks = (0..30).map(move |_| Ok::<_, std::io::Error>(vec![0xff; 5_000]));
        let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
        let form = Form::new().part("photo", Part::stream(body).file_name("photo.jpg"));
        let request = world.resident.request(Method::POST, "/photos").multipart(form);
        let answer = world.resident.send(request, "POST /photos in chunks".to_owned()).await;
        answer.expect_problem(413, "photo_too_large");
        upload(&world.resident).await;
    }

    async fn only_residents_and_handlers_upload(app: TestApp) {
        let world = World::new(app).await;
        upload(&world.handler).await;
        for staff in [&world.dispatcher, &world.admin] {
            upload_bytes(staff, jpeg(), "photo.jpg").await.expect_problem(403, "forbidden");
        }
        upload_bytes(&world.app.anonymous(), jpeg(), "photo.jpg").await.expect_problem(401, "not_logged_in");
    }

    async fn a_photo_is_seen_by_those_who_may_and_nobody_else(app: TestApp) {
        let world = World::new(app).await;
        let before = upload(&world.resident).await;
        for other in [&world.neighbour, &world.dispatcher, &world.admin, &world.handler] {
            look(other, &before).await.expect_problem(404, "not_found");
        }
        let report = World::report(std::slice::from_ref(&before));
        let filed = world.resident.post("/reports", &report).await.expect(201);
        let id = filed["id"].as_str().unwrap();
        assert_eq!(seeing(&world, &before).await, ["resident", "dispatcher", "admin"]);
        world.bring(id, "assigned").await;
        assert_eq!(seeing(&world, &before).await, ["resident", "dispatcher", "admin", "handler"]);
        let after = upload(&world.handler).await;
        world.unit(id, "resolve", json!({ "comment": "好了", "photo_ids": [after] })).await.expect(200);
        assert_eq!(seeing(&world, &after).await, ["resident", "dispatcher", "admin", "handler"]);

        world.dispatch(id, "publish", json!({})).await.expect(200);
        for photo in [&before, &after] {
            assert_eq!(look(&world.app.anonymous(), photo).await.status, 200);
            assert_eq!(look(&world.neighbour, photo).await.status, 200);
        }
        world.dispatch(id, "unpublish", json!({})).await.expect(200);
        look(&world.app.anonymous(), &before).await.expect_problem(401, "not_logged_in");
        look(&world.app.anonymous(), "nothing").await.expect_problem(401, "not_logged_in");
        look(&world.neighbour, &before).await.expect_problem(404, "not_found");
    }

    async fn a_wrong_token_is_not_taken_for_none(app: TestApp) {
        let world = World::new(app).await;
        let mut stranger = world.app.anonymous();
        stranger.access_token = Some("not a token".to_owned());
        look(&stranger, "nothing").await.expect_problem(401, "not_logged_in");
    }

    #[settings("[reports]\nloose_photos = 2")]
    async fn nobody_fills_the_store_with_photos_that_are_not_used(app: TestApp) {
        let world = World::new(app).await;
        let first = upload(&world.resident).await;
        upload(&world.resident).await;
        upload_bytes(&world.resident, jpeg(), "photo.jpg").await.expect_problem(409, "too_many_loose_photos");
        upload(&world.neighbour).await;
        world.resident.post("/reports", &World::report(&[first])).await.expect(201);
        upload(&world.resident).await;
    }

    async fn photos_that_nobody_used_are_cleared_away(app: TestApp) {
        let mut world = World::new(app).await;
        let (used, unused) = (upload(&world.resident).await, upload(&world.resident).await);
        world.resident.post("/reports", &World::report(std::slice::from_ref(&used))).await.expect(201);
        world.at_time(world.app.now() + TimeDelta::hours(23)).await;
        assert_eq!(world.app.app.clear_loose_photos().await.unwrap(), 0);
        world.at_time(world.app.now() + TimeDelta::hours(2)).await;
        let young = upload(&world.resident).await;
        assert_eq!(world.app.app.clear_loose_photos().await.unwrap(), 1);
        assert_eq!(look(&world.resident, &used).await.status, 200);
        assert_eq!(look(&world.resident, &young).await.status, 200);
        look(&world.resident, &unused).await.expect_problem(404, "not_found");
        let report = World::report(&[unused]);
        world.resident.post("/reports", &report).await.expect_field("photo_ids[0]", "unknown_photo");
    }
}

async fn look(actor: &Actor, photo_id: &str) -> Answer {
    let small = actor.get(&format!("/photos/{photo_id}/thumbnail")).await;
    let full = actor.get(&format!("/photos/{photo_id}")).await;
    assert_eq!(small.status, full.status, "thumbnail and photo are seen by the same people");
    full
}

/// Who of everybody sees a photo.
async fn seeing(world: &World, photo_id: &str) -> Vec<&'static str> {
    let everybody = [
        ("resident", &world.resident),
        ("neighbour", &world.neighbour),
        ("dispatcher", &world.dispatcher),
        ("admin", &world.admin),
        ("handler", &world.handler),
        ("other handler", &world.other_handler),
    ];
    let mut seeing = Vec::new();
    for (who, actor) in everybody {
        if look(actor, photo_id).await.status == 200 {
            seeing.push(who);
        }
    }
    seeing
}

/// A PNG of a few bytes that says it has 30,000 × 30,000 pixels.
fn bomb() -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(30_000_u32.to_be_bytes());
    header.extend(30_000_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [header, b"IDATx".to_vec(), b"IEND".to_vec()] {
        png.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        png.extend(&chunk);
        png.extend(crc32(&chunk).to_be_bytes());
    }
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
