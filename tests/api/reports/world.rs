//! A small district: people, two units, three categories, and July's campaign.

use crate::support::{Actor, Answer, TestApp};
use chrono::{DateTime, Utc};
use golden_beans::auth::login_name::LoginName;
use golden_beans::auth::{Caller, SecretText};
use golden_beans::domain::campaign::CampaignStep;
use golden_beans::domain::clock::Stage;
use golden_beans::domain::idempotency::IdempotencyKey;
use golden_beans::domain::role::Role;
use golden_beans::domain::time_limit::{LimitUnit, TimeLimit};
use golden_beans::ledger::{Asked, Fund};
use golden_beans::service::{LoginAttempt, NewUser};
use golden_beans::storage::category_changes::{self, CategoryRecord};
use golden_beans::storage::units::{self, UnitRow};
use golden_beans::storage::{WriteTx, routing};
use image::{ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use std::io::Cursor;
use std::net::{IpAddr, Ipv4Addr};

/// The reporter's name and phone: what no unit may ever see.
pub const NAME: &str = "欧阳慕白";
/// See [`NAME`].
pub const PHONE: &str = "13800001234";

/// Everybody's password.
pub const PASSWORD: &str = "a long password, only for tests";

/// The district and its people.
pub struct World {
    pub app: TestApp,
    pub resident: Actor,
    pub neighbour: Actor,
    pub dispatcher: Actor,
    pub admin: Actor,
    pub handler: Actor,
    pub other_handler: Actor,
    pub unit_id: String,
    pub other_unit_id: String,
}

impl World {
    /// People, units and categories; no campaign.
    pub async fn new(app: TestApp) -> Self {
        let unit_id = unit(&app, "城管局").await;
        let other_unit_id = unit(&app, "住建局").await;
        categories(&app, &unit_id).await;
        Self {
            resident: person(&app, Role::Resident, PHONE, Some(NAME), None).await,
            neighbour: person(&app, Role::Resident, "13900005678", Some("王小二"), None).await,
            dispatcher: person(&app, Role::Dispatcher, "dispatcher", Some("调度员甲"), None).await,
            admin: person(&app, Role::Admin, "admin", None, None).await,
            handler: person(&app, Role::Handler, "handler", Some("处置员乙"), Some(&unit_id)).await,
            other_handler: person(&app, Role::Handler, "other", None, Some(&other_unit_id)).await,
            app,
            unit_id,
            other_unit_id,
        }
    }

    /// The same with July's campaign, its rules and 50,000 beans.
    pub async fn with_campaign(app: TestApp) -> Self {
        let world = Self::new(app).await;
        let admin = caller(&world.admin.id, Role::Admin);
        let service = &world.app.app;
        let new = json!({ "name": "第一季", "starts_on": "2024-07-01", "ends_on": "2024-09-30" });
        let campaign = service.create_campaign(&admin, serde_json::from_value(new).unwrap()).await.unwrap();
        for rule in [
            json!({ "effective_from": "2024-07-01", "minor": 0, "general": 3, "major": 5, "daily_cap": 10, "monthly_cap": 100 }),
            json!({ "effective_from": "2024-08-01", "minor": 5, "general": 10, "major": 20, "daily_cap": 20, "monthly_cap": 300 }),
        ] {
            let rule = serde_json::from_value(rule).unwrap();
            service.add_rule(&admin, campaign.id.clone(), rule).await.unwrap();
        }
        service.change_campaign(&admin, &campaign.id, CampaignStep::Activate).await.unwrap();
        let asked = Asked {
            caller_id: world.admin.id.clone(),
            key: IdempotencyKey::parse("fund").unwrap(),
            request_hash: "fund".to_owned(),
        };
        let fund = Fund {
            asked,
            campaign_id: campaign.id,
            beans: "50000".parse().unwrap(),
            memo: "第一季预算".to_owned(),
            actor_id: world.admin.id.clone(),
        };
        service.ledger.fund(fund).await.unwrap();
        world
    }

    /// Turns the clock and has everybody log in, since access tokens live for a quarter of an hour only.
    pub async fn at_time(&mut self, at: DateTime<Utc>) {
        self.app.clock.set(at);
        for actor in [
            &mut self.resident,
            &mut self.neighbour,
            &mut self.dispatcher,
            &mut self.admin,
            &mut self.handler,
            &mut self.other_handler,
        ] {
            log_in(&self.app, actor).await;
        }
    }

    /// A report as the API wants it.
    pub fn report(photo_ids: &[String]) -> Value {
        json!({
            "category": "exposed_garbage",
            "description": "路边垃圾堆了三天",
            "location": { "lat": 25.4953, "lng": 103.7964, "datum": "wgs84", "address": "麒麟南路12号" },
            "photo_ids": photo_ids,
        })
    }

    /// Files a report of the resident's; answers its id.
    pub async fn submitted(&self) -> String {
        self.submitted_by(&self.resident).await
    }

    /// Files a report of somebody's; answers its id.
    pub async fn submitted_by(&self, resident: &Actor) -> String {
        let photo_id = upload(resident).await;
        let report = resident.post("/reports", &Self::report(&[photo_id])).await.expect(201);
        report["id"].as_str().unwrap().to_owned()
    }

    /// Takes a step at the dispatch center.
    pub async fn dispatch(&self, id: &str, step: &str, body: Value) -> Answer {
        self.dispatcher.post(&format!("/dispatch/reports/{id}/{step}"), &body).await
    }

    /// Takes a step at the unit.
    pub async fn unit(&self, id: &str, step: &str, body: Value) -> Answer {
        self.handler.post(&format!("/unit/reports/{id}/{step}"), &body).await
    }

    /// The unit resolves with a photo.
    pub async fn resolve(&self, id: &str) -> Answer {
        let photo_id = upload(&self.handler).await;
        self.unit(id, "resolve", json!({ "comment": "已清运", "photo_ids": [photo_id] })).await
    }

    /// A new report of the resident's, brought to this state.
    pub async fn at(&self, status: &str) -> String {
        let id = self.submitted().await;
        self.bring(&id, status).await;
        id
    }

    /// Brings a submitted report to this state.
    pub async fn bring(&self, id: &str, status: &str) {
        match status {
            "rejected" => drop(self.dispatch(id, "reject", json!({ "reason": "不属实" })).await.expect(200)),
            "withdrawn" => {
                drop(self.resident.post_nothing(&format!("/reports/{id}/withdraw")).await.expect(200));
            }
            "merged" => {
                let into = self.submitted_by(&self.neighbour).await;
                self.dispatch(id, "merge", json!({ "into": into })).await.expect(200);
            }
            _ => self.bring_on(id, status).await,
        }
    }

    async fn bring_on(&self, id: &str, status: &str) {
        self.bring_from(id, "submitted", status).await;
    }

    /// Brings a report on from one state to a later one.
    pub async fn bring_from(&self, id: &str, from: &str, status: &str) {
        const WAY: [&str; 7] =
            ["submitted", "accepted", "assigned", "in_progress", "resolved", "verified", "closed"];
        let place = |state: &str| WAY.iter().position(|step| *step == state).expect("a state");
        for reached in &WAY[place(from) + 1..=place(status)] {
            let answer = match *reached {
                "accepted" => self.dispatch(id, "accept", json!({})).await,
                "assigned" => self.dispatch(id, "assign", json!({ "unit_id": self.unit_id })).await,
                "in_progress" => self.unit(id, "start", json!({})).await,
                "resolved" => self.resolve(id).await,
                "verified" => self.dispatch(id, "verify", json!({ "passed": true })).await,
                _ => self.dispatch(id, "close", json!({ "tier": "general", "comment": "谢谢" })).await,
            };
            answer.expect(200);
        }
    }

    /// The report as the center sees it.
    pub async fn seen_by_center(&self, id: &str) -> Value {
        self.dispatcher.get(&format!("/dispatch/reports/{id}")).await.expect(200)
    }
}

/// A picture of a few colours.
pub fn jpeg() -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Uploads these bytes as the photo of a form.
pub async fn upload_bytes(actor: &Actor, bytes: Vec<u8>, file_name: &str) -> Answer {
    let form = Form::new().part("photo", Part::bytes(bytes).file_name(file_name.to_owned()));
    let request = actor.request(Method::POST, "/photos").multipart(form);
    actor.send(request, format!("POST /photos ({file_name})")).await
}

/// Uploads a photo; answers its id.
pub async fn upload(actor: &Actor) -> String {
    let photo = upload_bytes(actor, jpeg(), "photo.jpg").await.expect(201);
    photo["id"].as_str().unwrap().to_owned()
}

/// Somebody of this role, logged in. Residents are called by phone, the others by user name.
pub async fn person(
    app: &TestApp,
    role: Role,
    login_name: &str,
    name: Option<&str>,
    unit_id: Option<&str>,
) -> Actor {
    let is_resident = role == Role::Resident;
    let new = NewUser {
        role,
        username: (!is_resident).then(|| login_name.to_owned()),
        password: Some(SecretText::new(PASSWORD.to_owned())),
        name: name.map(str::to_owned),
        phone: is_resident.then(|| login_name.to_owned()),
        unit_id: unit_id.map(str::to_owned),
        shop_id: None,
    };
    let mut actor = app.anonymous();
    actor.id = app.app.add_user(new).await.unwrap();
    login_name.clone_into(&mut actor.username);
    PASSWORD.clone_into(&mut actor.password);
    log_in(app, &mut actor).await;
    actor
}

async fn log_in(app: &TestApp, actor: &mut Actor) {
    let attempt = LoginAttempt {
        name: LoginName::of(&actor.username),
        password: SecretText::new(actor.password.clone()),
        otp: None,
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
    };
    let grant = app.app.login(attempt).await.unwrap();
    actor.access_token = Some(grant.access_token.expose().to_owned());
}

/// Somebody as the services know them.
pub fn caller(user_id: &str, role: Role) -> Caller {
    Caller {
        user_id: user_id.to_owned(),
        session_id: String::new(),
        role,
        unit_id: None,
        shop_id: None,
        masked_name: String::new(),
    }
}

async fn unit(app: &TestApp, name: &str) -> String {
    let row = UnitRow {
        id: golden_beans::service::new_id(),
        name: name.to_owned(),
        active: true,
        created_at: app.now().naive_utc(),
    };
    let id = row.id.clone();
    app.app.storage.write(move |tx| units::insert(tx, &row)).await.unwrap();
    id
}

async fn categories(app: &TestApp, unit_id: &str) {
    let category = |code: &str, group: &str, name: &str, active| CategoryRecord {
        code: code.to_owned(),
        group_code: group.to_owned(),
        name: name.to_owned(),
        unit_id: Some(unit_id.to_owned()),
        position: 1,
        active,
    };
    let limit = |hours| TimeLimit::new(hours, LimitUnit::Hours).unwrap();
    let rows = [
        category("exposed_garbage", "street_order", "暴露垃圾", true),
        category("broken_lamp", "municipal", "路灯不亮", true),
        category("fire_lane", "safety", "占用消防通道", true),
        category("old_one", "safety", "已停用", false),
    ];
    for row in rows {
        app.app.storage.write(move |tx| category_changes::insert(tx, &row)).await.unwrap();
    }
    for (code, hours) in [("exposed_garbage", limit(24)), ("fire_lane", limit(4))] {
        let set = move |tx: &mut WriteTx<'_>| routing::set_limit(tx, code, Stage::Handling, Some(hours));
        app.app.storage.write(set).await.unwrap();
    }
}
