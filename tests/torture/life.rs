//! What people do all day: report and close, buy and give back, fund and settle, each over HTTP.

use super::people::{PATIENCE, PAUSE, Person};
use super::record::Record;
use crate::support::Answer;
use reqwest::Method;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// The people and what they need.
#[derive(Clone)]
pub struct Life {
    /// Residents with the dispatcher who closes their reports.
    pub reporters: Vec<(Person, Person)>,
    /// Residents with the cashier of their till.
    pub buyers: Vec<(Person, Person)>,
    pub finance: Person,
    pub season: String,
    pub shop: String,
    pub record: Arc<Record>,
}

/// Life that goes on until it is told to end.
pub struct Going {
    over: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Life {
    /// Everybody begins.
    pub fn begin(&self) -> Going {
        let over = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        for (resident, dispatcher) in self.reporters.clone() {
            let over = Arc::clone(&over);
            tasks.spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    report(&resident, &dispatcher, "general", &over).await;
                }
            });
        }
        for (resident, cashier) in self.buyers.clone() {
            let over = Arc::clone(&over);
            tasks.spawn(async move {
                let mut sales = 0;
                while !over.load(Ordering::Relaxed) {
                    sales += 1;
                    buy(&resident, &cashier, sales % 3 == 0, &over).await;
                }
            });
        }
        let (life, told) = (self.clone(), Arc::clone(&over));
        tasks.spawn(async move {
            while !told.load(Ordering::Relaxed) {
                life.keep_money(&told).await;
            }
        });
        Going { over, tasks }
    }

    async fn keep_money(&self, over: &AtomicBool) {
        let fund = format!("/campaigns/{}/fund", self.season);
        self.finance.ask_for_good(&fund, json!({ "beans": "7.50", "memo": "追加" }), over).await;
        let settle = format!("/shops/{}/settlements", self.shop);
        self.finance.ask_for_good(&settle, json!({ "beans": "0.50", "memo": "转账" }), over).await;
        tokio::time::sleep(PAUSE).await;
    }

    /// Waits until so many more answers were heard.
    pub async fn heard_more(&self, answers: usize) {
        let enough = self.record.heard() + answers;
        until("life goes on", || self.record.heard() >= enough).await;
    }

    /// Waits until more requests were turned away with this code.
    pub async fn turned_away(&self, code: &str) {
        let before = self.record.turned_away(code);
        until(code, || self.record.turned_away(code) > before).await;
    }
}

async fn until(what: &str, happened: impl Fn() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

impl Going {
    /// Everybody ends what they are at. What was not answered stays open.
    pub async fn end(mut self) {
        self.over.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
    }
}

/// Somebody reports with a photo, and the report is accepted and closed.
pub async fn report(resident: &Person, dispatcher: &Person, tier: &str, over: &AtomicBool) -> Option<Answer> {
    let path = accepted(resident, dispatcher, over).await?;
    dispatcher.ask_for_good(&format!("{path}/close"), json!({ "tier": tier }), over).await
}

/// Somebody reports with a photo, and the report is accepted; its path at the dispatch center.
pub async fn accepted(resident: &Person, dispatcher: &Person, over: &AtomicBool) -> Option<String> {
    let photo = until_heard(over, || resident.upload()).await?;
    let new = json!({
        "category": "lamp", "description": "路灯不亮", "photo_ids": [photo],
        "location": { "lat": 25.4953, "lng": 103.7964, "datum": "wgs84" },
    });
    let report = resident.ask_for_good("/reports", new, over).await?.expect(201);
    let path = format!("/dispatch/reports/{}", report["id"].as_str().unwrap());
    let accept = (format!("{path}/accept"), json!({}));
    // Accepting again what was accepted is refused, which says the same.
    until_heard(over, || dispatcher.ask(Method::POST, &accept.0, Some(&accept.1))).await?;
    Some(path)
}

/// Somebody buys, and perhaps brings a part back.
async fn buy(resident: &Person, cashier: &Person, bring_back: bool, over: &AtomicBool) -> Option<Answer> {
    let issue = || resident.ask(Method::POST, "/wallet/pay-code", None);
    let code = until_heard(over, issue).await?.expect(201);
    let sale = json!({ "pay_code": code["code"], "beans": "1.25" });
    let sold = cashier.ask_for_good("/checkout/redemptions", sale, over).await?;
    if !bring_back || sold.status != 201 {
        return Some(sold);
    }
    let refunds = format!("/checkout/redemptions/{}/refunds", sold.json["id"].as_str().unwrap());
    cashier.ask_for_good(&refunds, json!({ "beans": "0.25", "reason": "退货" }), over).await
}

async fn until_heard<T, F: Future<Output = Option<T>>>(over: &AtomicBool, ask: impl Fn() -> F) -> Option<T> {
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < PATIENCE, "never answered");
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if over.load(Ordering::Relaxed) {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
