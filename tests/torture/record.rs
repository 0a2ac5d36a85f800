//! What people asked for with a key and what they heard: the evidence that nothing is lost and nothing done twice.

use super::people::Person;
use crate::support::Answer;
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::Duration;

/// Longest wait for one answer; a request that takes longer counts as lost.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A request with a key.
#[derive(Clone)]
pub struct Asked {
    pub who: Person,
    pub path: String,
    pub body: Value,
    pub key: String,
    /// The answer, once it was heard.
    pub answer: Option<Answer>,
}

/// All requests with a key, and where they are sent.
#[derive(Default)]
pub struct Record {
    asked: Mutex<Vec<Asked>>,
    heard: AtomicUsize,
    /// How often requests were turned away, by code.
    turned_away: Mutex<BTreeMap<String, usize>>,
    /// The servers that take requests.
    servers: RwLock<Vec<String>>,
    turn: AtomicUsize,
}

impl Record {
    /// Writes down that somebody asks; the number to ask by.
    pub fn begin(&self, who: &Person, path: String, body: Value) -> usize {
        let key = uuid::Uuid::now_v7().to_string();
        let mut asked = self.asked.lock().unwrap();
        asked.push(Asked { who: who.clone(), path, body, key, answer: None });
        asked.len() - 1
    }

    /// The key of a request.
    pub fn key(&self, number: usize) -> String {
        self.asked.lock().unwrap()[number].key.clone()
    }

    /// Sends the request; nothing if it was turned away or no answer came, so that it may be sent again. An answer
    /// that was heard before must come again.
    pub async fn ask(&self, number: usize) -> Option<Answer> {
        let asked = self.asked.lock().unwrap()[number].clone();
        let answer = asked.who.send_keyed(self, &asked).await?;
        if let Some(first) = &asked.answer {
            let same = (answer.status, answer.code()) == (first.status, first.code());
            let same = same && (answer.status >= 400 || answer.json == first.json);
            assert!(same, "{}: {} was answered before, {} now", asked.path, first.text(), answer.text());
            assert_eq!(answer.header("idempotency-replayed"), "true", "{}", answer.asked);
            return Some(answer);
        }
        self.asked.lock().unwrap()[number].answer = Some(answer.clone());
        self.heard.fetch_add(1, Ordering::Relaxed);
        Some(answer)
    }

    /// Everything that was asked.
    pub fn all(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Numbers of requests from this one on, with whether they were answered.
    pub fn since(&self, number: usize) -> Vec<(usize, bool)> {
        let asked = self.asked.lock().unwrap();
        (number..asked.len()).map(|number| (number, asked[number].answer.is_some())).collect()
    }

    /// How many answers were heard.
    pub fn heard(&self) -> usize {
        self.heard.load(Ordering::Relaxed)
    }

    /// How often requests were turned away with this code.
    pub fn turned_away(&self, code: &str) -> usize {
        self.turned_away.lock().unwrap().get(code).copied().unwrap_or(0)
    }

    /// Where requests are sent from now on, in turns.
    pub fn send_to(&self, servers: Vec<String>) {
        *self.servers.write().unwrap() = servers;
    }

    /// The server whose turn it is.
    pub fn server(&self) -> String {
        let servers = self.servers.read().unwrap();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        servers[turn % servers.len()].clone()
    }

    /// An answer worth keeping; nothing if the request has to be sent again. A server may be away, and may say so, but
    /// never fails.
    pub fn judge(&self, answer: Option<Answer>) -> Option<Answer> {
        let answer = answer?;
        match answer.status {
            200..=299 | 409 if answer.code() != "idempotency_in_progress" => Some(answer),
            409 => None,
            503 => {
                let wait: u32 = answer.header("retry-after").parse().expect("a 503 says when to come again");
                assert!((1..=60).contains(&wait), "{}", answer.text());
                *self.turned_away.lock().unwrap().entry(answer.code().to_owned()).or_default() += 1;
                None
            }
            _ => panic!("{} answered {}", answer.asked, answer.text()),
        }
    }
}

/// Reads an answer to its end; nothing if the connection breaks before.
pub async fn hear(asked: &str, request: reqwest::RequestBuilder) -> Option<Answer> {
    let response = request.timeout(PATIENCE).send().await.ok()?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = response.bytes().await.ok()?.to_vec();
    let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(Answer { asked: asked.to_owned(), status, headers, json, body })
}

/// What is asked, for messages.
pub fn words(method: &Method, path: &str) -> String {
    format!("{method} {path}")
}
