//! A district that runs the scheme: its people, a shop, and seasons with money.

use crate::support::{Actor, Answer, TestApp};
use chrono::{DateTime, Utc};
use golden_beans::auth::SecretText;
use golden_beans::domain::deed::Deed;
use golden_beans::domain::role::Role;
use golden_beans::domain::tier::Tier;
use golden_beans::ledger::{AwardRecord, AwardWish};
use golden_beans::service::NewUser;
use serde_json::{Value, json};

const PASSWORD: &str = "a long password, only for tests";

/// The district's people and its first shop.
pub struct District {
    pub app: TestApp,
    pub admin: Actor,
    pub finance: Actor,
    pub auditor: Actor,
    pub cashier: Actor,
    pub resident: Actor,
    pub shop_id: String,
}

impl District {
    /// People and a shop; no season yet.
    pub async fn new(app: TestApp) -> Self {
        let admin = person(&app, Role::Admin, "admin", None, None).await;
        let shop = admin.post("/shops", &json!({ "name": "便民超市" })).await.expect(201);
        let shop_id = id_of(&shop);
        Self {
            finance: person(&app, Role::Finance, "finance", None, None).await,
            auditor: person(&app, Role::Auditor, "auditor", None, None).await,
            cashier: person(&app, Role::Cashier, "cashier", None, Some(&shop_id)).await,
            resident: person(&app, Role::Resident, "13800001234", Some("李小明"), None).await,
            app,
            admin,
            shop_id,
        }
    }

    /// The same with July's season, running, with its rules and 50,000 beans.
    pub async fn with_season(app: TestApp) -> (Self, String) {
        let district = Self::new(app).await;
        let id = district.season("第一季", "2024-07-01", "2024-09-30", None).await;
        (district, id)
    }

    /// A running season with the known rules and 50,000 beans.
    pub async fn season(
        &self,
        name: &str,
        starts_on: &str,
        ends_on: &str,
        redeem_until: Option<&str>,
    ) -> String {
        let id = self.draft(name, starts_on, ends_on, redeem_until).await;
        self.admin
            .post(&format!("/campaigns/{id}/rules"), &rule(starts_on, [0, 3, 5], [10, 100]))
            .await
            .expect(201);
        self.admin.post_nothing(&format!("/campaigns/{id}/activate")).await.expect(200);
        self.fund(&id, "50000").await.expect(201);
        id
    }

    /// A season that is only prepared.
    pub async fn draft(
        &self,
        name: &str,
        starts_on: &str,
        ends_on: &str,
        redeem_until: Option<&str>,
    ) -> String {
        let body =
            json!({ "name": name, "starts_on": starts_on, "ends_on": ends_on, "redeem_until": redeem_until });
        id_of(&self.admin.post("/campaigns", &body).await.expect(201))
    }

    /// Gives a season beans.
    pub async fn fund(&self, campaign_id: &str, beans: &str) -> Answer {
        let body = json!({ "beans": beans, "memo": "季度预算" });
        self.finance.post(&format!("/campaigns/{campaign_id}/fund"), &body).await
    }

    /// Somebody closes a report of the resident's now; what it earned.
    pub async fn award(&self, report_id: &str, tier: Tier) -> AwardRecord {
        self.award_to(&self.resident, report_id, tier).await
    }

    /// Somebody closes a report of this resident's now; what it earned.
    pub async fn award_to(&self, resident: &Actor, report_id: &str, tier: Tier) -> AwardRecord {
        let now = self.app.now();
        let wish = AwardWish {
            deed: Deed::report(report_id),
            resident_id: resident.id.clone(),
            grade: Some(tier.into()),
            submitted_at: now,
            closed_at: now,
            excluded: false,
            actor_id: None,
            reason: None,
        };
        self.app.app.ledger.award(wish).await.unwrap()
    }

    /// The resident earns this many times five beans, a day apart, which also turns the clock and logs everybody in
    /// again.
    pub async fn earn(&mut self, days: i64) {
        for day in 0..days {
            let number = self.app.next_number();
            let earned = self.award(&format!("earned-{number}-{day}"), Tier::Major).await;
            assert_eq!(earned.beans.to_string(), "5.00");
            self.at(self.app.now() + chrono::TimeDelta::days(1)).await;
        }
    }

    /// Turns the clock and has everybody log in again, since access tokens live for a quarter of an hour.
    pub async fn at(&mut self, at: DateTime<Utc>) {
        self.app.clock.set(at);
        for actor in
            [&mut self.admin, &mut self.finance, &mut self.auditor, &mut self.cashier, &mut self.resident]
        {
            actor.log_in().await;
        }
    }

    /// A fresh pay code of the resident's.
    pub async fn pay_code(&self) -> String {
        let code = self.resident.post_nothing("/wallet/pay-code").await.expect(201);
        code["code"].as_str().unwrap().to_owned()
    }

    /// The cashier takes beans for a code.
    pub async fn redeem(&self, pay_code: &str, beans: &str) -> Answer {
        self.cashier.post("/checkout/redemptions", &json!({ "pay_code": pay_code, "beans": beans })).await
    }

    /// The journal must be sound.
    pub async fn verify(&self) {
        let verified = self.auditor.post_nothing("/ledger/verify").await.expect(200);
        assert_eq!(verified["ok"], true, "{verified}");
    }
}

/// A version of rules as the API wants it: minor, general, major; daily and monthly cap.
pub fn rule(effective_from: &str, amounts: [u32; 3], caps: [u32; 2]) -> Value {
    json!({
        "effective_from": effective_from,
        "minor": amounts[0], "general": amounts[1], "major": amounts[2],
        "daily_cap": caps[0], "monthly_cap": caps[1],
    })
}

/// The id in an answer.
pub fn id_of(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("no id in {answer}")).to_owned()
}

/// An instant.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Somebody of this role, logged in. Residents are called by phone, the others by user name.
pub async fn person(
    app: &TestApp,
    role: Role,
    login_name: &str,
    name: Option<&str>,
    shop_id: Option<&str>,
) -> Actor {
    let is_resident = role == Role::Resident;
    let unit_id = match role {
        Role::Handler => Some(unit(app).await),
        _ => None,
    };
    let new = NewUser {
        role,
        username: (!is_resident).then(|| login_name.to_owned()),
        password: Some(SecretText::new(PASSWORD.to_owned())),
        name: name.map(str::to_owned),
        phone: is_resident.then(|| login_name.to_owned()),
        unit_id,
        shop_id: shop_id.map(str::to_owned),
    };
    let mut actor = app.anonymous();
    actor.id = app.app.add_user(new).await.unwrap();
    login_name.clone_into(&mut actor.username);
    PASSWORD.clone_into(&mut actor.password);
    actor.log_in().await;
    actor
}

async fn unit(app: &TestApp) -> String {
    let row = golden_beans::storage::units::UnitRow {
        id: golden_beans::service::new_id(),
        name: format!("责任单位 {}", app.next_number()),
        active: true,
        created_at: app.now().naive_utc(),
    };
    let id = row.id.clone();
    app.app.storage.write(move |tx| golden_beans::storage::units::insert(tx, &row)).await.unwrap();
    id
}

/// One of each role, in the order of `Role::ALL`.
pub async fn one_of_each_role(app: &TestApp, shop_id: &str) -> Vec<(Role, Actor)> {
    let mut people = Vec::new();
    for (&role, number) in Role::ALL.iter().zip(0..) {
        let name = match role {
            Role::Resident => format!("1390000000{number}"),
            _ => format!("one-{role}"),
        };
        let shop_id = (role == Role::Cashier).then_some(shop_id);
        people.push((role, person(app, role, &name, None, shop_id).await));
    }
    people
}
