//! A district in which everything that can hold the reporter's data does, and whose things have real ids.

use super::plans::{On, Plan};
use super::secrets::{Person, Secrets};
use crate::reports::world::{NAME, PASSWORD, PHONE, World, jpeg, upload_bytes};
use crate::support::{Actor, TestApp};
use diesel::prelude::*;
use golden_beans::domain::role::Role;
use golden_beans::storage::schema::users;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::sync::Mutex;

/// What an imported report calls the reporter.
const HANDLE: &str = "麒麟热心人欧阳";
/// Somebody's who is not there.
const NOBODYS_ID: &str = "01912345-0000-7000-8000-000000000000";
/// A password that somebody mistypes.
const MISTYPED: &str = "my real password with a typo";

/// The district.
pub struct Stage {
    pub world: World,
    pub cashier: Actor,
    pub secrets: Person,
    pub report_ids: Vec<String>,
    photo_ids: Vec<String>,
    redemption_id: String,
    look_back_id: String,
    shop_id: String,
    campaign_id: String,
    /// Whether what people wrote names the reporter.
    words_name: bool,
    pay_codes: Mutex<Vec<String>>,
    tokens: Mutex<Vec<String>>,
}

impl Stage {
    /// A district whose reports, closings, ratings and reasons name the reporter.
    pub async fn new(app: TestApp) -> Self {
        Self::with(app, true).await
    }

    /// The same, but for the words: the center reads those as they were written.
    pub async fn without_words_that_name(app: TestApp) -> Self {
        Self::with(app, false).await
    }

    async fn with(app: TestApp, words_name: bool) -> Self {
        let world = World::with_campaign(app).await;
        let resident_id = world.resident.id.clone();
        let called = diesel::update(users::table.find(resident_id.clone())).set(users::handle.eq(HANDLE));
        let storage = &world.app.app.storage;
        storage.write(move |tx| Ok(called.clone().execute(&mut **tx)?)).await.unwrap();
        let shop_id = world.app.shop("便民超市").await;
        let cashier = person_at(&world, &shop_id).await;
        let campaigns = world.admin.get("/campaigns").await.expect(200);
        let mut stage = Self {
            cashier,
            secrets: Person {
                name: NAME.to_owned(),
                masked_name: "欧阳*".to_owned(),
                handle: HANDLE.to_owned(),
                phone: PHONE.to_owned(),
                masked_phone: "138****1234".to_owned(),
                user_id: resident_id,
            },
            world,
            report_ids: Vec::new(),
            photo_ids: Vec::new(),
            redemption_id: String::new(),
            look_back_id: String::new(),
            shop_id,
            campaign_id: text(&campaigns["items"][0]["id"]),
            words_name,
            pay_codes: Mutex::default(),
            tokens: Mutex::default(),
        };
        stage.fill().await;
        stage
    }

    async fn fill(&mut self) {
        let world = &self.world;
        let published = self.fresh("verified").await;
        let thanks = json!({ "tier": "major", "comment": self.naming("谢谢") });
        world.dispatch(&published, "close", thanks).await.expect(200);
        world.dispatch(&published, "publish", json!({})).await.expect(200);
        let reopened = self.fresh("closed").await;
        let rating = json!({ "stars": 5, "comment": self.naming("满意") });
        world.resident.post(&format!("/reports/{reopened}/rating"), &rating).await.expect(200);
        let reason = json!({ "reason": self.naming("来电说又坏了") });
        world.dispatch(&reopened, "reopen", reason).await.expect(200);
        let resolved = self.fresh("resolved").await;
        let merged = self.fresh("assigned").await;
        world.dispatch(&merged, "merge", json!({ "into": published })).await.expect(200);
        for id in [&published, &reopened, &resolved] {
            let look = json!({ "reason": format!("给{NAME}回电 {PHONE}") });
            world.dispatcher.post(&format!("/dispatch/reports/{id}/reporter"), &look).await.expect(200);
        }
        let mut photo_ids = Vec::new();
        for id in [&published, &reopened, &resolved] {
            let photos = world.seen_by_center(id).await["photos"].clone();
            let all = photos["before"].as_array().unwrap().iter().chain(photos["after"].as_array().unwrap());
            photo_ids.extend(all.map(|photo| text(&photo["id"])));
        }
        // Somebody waits for one of them, too.
        world.neighbour.post_nothing(&format!("/reports/{reopened}/join")).await.expect(200);
        let sale = json!({ "pay_code": self.pay_code().await, "beans": "1", "order_no": "A-1" });
        let redemption = self.cashier.post("/checkout/redemptions", &sale).await.expect(201);
        self.redemption_id = text(&redemption["id"]);
        let draw = json!({ "seed": "夏季", "share_percent": 100, "closed_from": "2024-07-01", "closed_to": "2024-07-31" });
        self.look_back_id = text(&world.admin.post("/look-backs", &draw).await.expect(201)["id"]);
        self.photo_ids = photo_ids;
        self.report_ids = vec![published, reopened, resolved, merged];
        world.app.app.tell_waiting().await.unwrap();
    }

    /// Words that name the reporter, where they do.
    fn naming(&self, words: &str) -> String {
        if self.words_name { format!("{NAME}，{words}，电话 138-0000 1234") } else { words.to_owned() }
    }

    /// A new report of the reporter's, at this state.
    async fn fresh(&self, state: &str) -> String {
        let photo = upload_bytes(&self.world.resident, telling_jpeg(), &format!("{NAME}-{PHONE}.jpg")).await;
        let mut report = World::report(&[text(&photo.expect(201)["id"])]);
        report["description"] = json!(self.naming("井盖坏了"));
        report["location"]["address"] = json!(self.naming("家门口"));
        let filed = self.world.resident.post("/reports", &report).await.expect(201);
        let id = text(&filed["id"]);
        self.world.bring(&id, state).await;
        id
    }

    /// A photo as an upload of the caller's, with metadata and a file name that tell.
    pub fn photo_form(&self) -> Form {
        let part = Part::bytes(telling_jpeg()).file_name(format!("{NAME}-{PHONE}.jpg"));
        Form::new().part("photo", part)
    }

    /// A fresh pay code of the reporter's.
    pub async fn pay_code(&self) -> String {
        let code = text(&self.world.resident.post_nothing("/wallet/pay-code").await.expect(201)["code"]);
        self.pay_codes.lock().unwrap().push(code.clone());
        code
    }

    /// Those who run the scheme.
    pub async fn staff(&self) -> [Actor; 4] {
        let app = &self.world.app;
        let (finance, auditor) = (app.staff(Role::Finance).await, app.staff(Role::Auditor).await);
        [self.world.admin.clone(), self.world.dispatcher.clone(), finance, auditor]
    }

    /// Where a call goes, once for each thing it can be about.
    pub async fn path_of(&self, call: &str, plan: &Plan) -> Result<Vec<String>, String> {
        let path = call.split_once(' ').unwrap().1;
        let mut paths = vec![String::new()];
        let mut before = "";
        for part in path.split('/').skip(1) {
            // Open311 answers in two forms.
            let (part, forms): (&str, &[&str]) = match part.strip_suffix(".{format}") {
                Some(part) => (part, &[".json", ".xml"]),
                None => (part, &[""]),
            };
            let words = match (part, plan.on) {
                ("{id}", On::Report(state)) if before == "reports" => vec![self.fresh(state).await],
                (part, _) if part.starts_with('{') => self.ids_of(before).ok_or_else(|| {
                    format!("{part} after {before}: name one in tests/api/walk/stage.rs, ids_of")
                })?,
                (part, _) => vec![part.to_owned()],
            };
            paths = paths
                .iter()
                .flat_map(|path| words.iter().map(move |word| format!("{path}/{word}")))
                .flat_map(|path| forms.iter().map(move |form| format!("{path}{form}")))
                .collect();
            before = part;
        }
        let asked = |path: String| plan.queries.iter().map(move |query| format!("{path}{query}"));
        Ok(paths.into_iter().flat_map(asked).collect())
    }

    /// Real ids of the things that a path names by the word before.
    fn ids_of(&self, before: &str) -> Option<Vec<String>> {
        Some(match before {
            "reports" | "requests" => self.report_ids.clone(),
            "photos" => self.photo_ids.clone(),
            "look-backs" => vec![self.look_back_id.clone()],
            "redemptions" => vec![self.redemption_id.clone()],
            "campaigns" => vec![self.campaign_id.clone()],
            "shops" => vec![self.shop_id.clone()],
            "units" => vec![self.world.unit_id.clone()],
            "users" => vec![self.world.resident.id.clone(), self.world.handler.id.clone()],
            "categories" | "services" => vec!["exposed_garbage".to_owned()],
            "transactions" => vec!["1".to_owned(), "2".to_owned()],
            // Numbered for all people together: some of these are the caller's.
            "notices" => (1..=20).map(|number| number.to_string()).collect(),
            "sessions" | "tokens" => vec![NOBODYS_ID.to_owned()],
            _ => return None,
        })
    }

    /// Logins and requests that go wrong in every way that could end up in a log.
    pub async fn wrong_logins(&self) {
        let nobody = self.world.app.anonymous();
        let wrong = json!({ "username": PHONE, "password": MISTYPED });
        nobody.post("/auth/login", &wrong).await.expect_problem(401, "bad_credentials");
        let right = json!({ "username": PHONE, "password": PASSWORD });
        let session = nobody.post("/auth/login", &right).await.expect(200);
        let refreshed = nobody
            .post("/auth/refresh", &json!({ "refresh_token": session["refresh_token"] }))
            .await
            .expect(200);
        for grant in [&session, &refreshed] {
            for token in ["access_token", "refresh_token"] {
                self.tokens.lock().unwrap().push(text(&grant[token]));
            }
        }
        let broken = format!("{{\"username\": \"{PHONE}\", \"password\": \"{MISTYPED}\", ");
        nobody.post_bytes("/auth/login", "application/json", broken.into_bytes()).await;
        nobody.post("/auth/login", &json!({ "username": PHONE, "password": MISTYPED, "more": NAME })).await;
        nobody.post("/residents", &json!({ "phone": PHONE, "password": "短", "name": NAME })).await;
        self.world.admin.get(&format!("/users?role=resident&q={PHONE}")).await.expect(200);
        self.world.dispatcher.get(&format!("/dispatch/reports?q={PHONE}")).await.expect(200);
        let broken = telling_jpeg()[..400].to_vec();
        upload_bytes(&self.world.resident, broken, &format!("{NAME}.jpg"))
            .await
            .expect_problem(422, "photo_broken");
        let used = self.pay_codes.lock().unwrap()[0].clone();
        let again = json!({ "pay_code": used, "beans": "1" });
        self.cashier.post("/checkout/redemptions", &again).await.expect_problem(409, "pay_code_used");
        let unknown = json!({ "pay_code": "123456789012345678", "beans": "1" });
        self.cashier.post("/checkout/redemptions", &unknown).await.expect_problem(409, "pay_code_unknown");
        self.pay_codes.lock().unwrap().push("123456789012345678".to_owned());
    }

    /// Everything that no log may hold.
    pub fn secrets_of_a_log(&self) -> Secrets {
        let mut secrets = self
            .secrets
            .all_but_the_masked_name()
            .with("password", PASSWORD)
            .with("mistyped password", MISTYPED)
            .with("key of the tokens", "a secret that is only good for tests");
        // Staff look into the log, and its lines say who did what: by id.
        secrets = secrets.without("user id");
        for code in self.pay_codes.lock().unwrap().iter() {
            secrets = secrets.with("pay code", code);
        }
        for token in self.tokens.lock().unwrap().iter() {
            secrets = secrets.with("token", token);
        }
        for actor in [&self.world.resident, &self.world.handler, &self.world.dispatcher, &self.cashier] {
            secrets = secrets.with("access token", actor.access_token.as_deref().unwrap());
        }
        secrets
    }
}

/// Somebody at the shop's till who logged in over HTTP.
async fn person_at(world: &World, shop_id: &str) -> Actor {
    use golden_beans::service::NewUser;
    let new = NewUser { shop_id: Some(shop_id.to_owned()), ..world.app.new_staff(Role::Cashier) };
    let new = NewUser { password: Some(PASSWORD.into()), ..new };
    let mut actor = world.app.anonymous();
    actor.username = new.username.clone().unwrap();
    actor.password = PASSWORD.to_owned();
    actor.id = world.app.app.add_user(new).await.unwrap();
    actor.log_in().await;
    actor
}

/// A photo whose metadata say who took it: artist, comment, and a packet of an image editor.
fn telling_jpeg() -> Vec<u8> {
    let artist = format!("{NAME} {PHONE}\0");
    let length = u32::try_from(artist.len()).unwrap();
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x3B\x01\x02\0".to_vec();
    exif.extend_from_slice(&length.to_le_bytes());
    exif.extend_from_slice(&26_u32.to_le_bytes());
    exif.extend_from_slice(&[0; 4]);
    exif.extend_from_slice(artist.as_bytes());
    let packet = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{NAME}</x:xmpmeta>");
    let plain = jpeg();
    let mut bytes = plain[..2].to_vec();
    for (marker, body) in [(0xE1, exif), (0xE1, packet.into_bytes()), (0xFE, artist.into_bytes())] {
        bytes.extend_from_slice(&[0xFF, marker]);
        bytes.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        bytes.extend_from_slice(&body);
    }
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
