//! Somebody who uses the servers and takes no lost answer for an answer.

use super::record::{Asked, Record, hear, words};
use crate::support::Answer;
use image::{ImageFormat, Rgb, RgbImage};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Everybody's password.
pub const PASSWORD: &str = "a good password, only for tests";

/// Longest that somebody goes on asking for one thing.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Pause before something is sent again.
pub const PAUSE: Duration = Duration::from_millis(20);

/// Somebody who is logged in.
#[derive(Clone)]
pub struct Person {
    client: Client,
    token: String,
    record: Arc<Record>,
}

impl Person {
    /// Logs in.
    pub async fn log_in(client: &Client, record: &Arc<Record>, name: &str) -> Self {
        let body = json!({ "username": name, "password": PASSWORD });
        let request = client.post(format!("{}/api/v1/auth/login", record.server())).json(&body);
        let answer = hear("login", request).await.expect("the login is answered").expect(200);
        let token = answer["access_token"].as_str().unwrap().to_owned();
        Self { client: client.clone(), token, record: Arc::clone(record) }
    }

    /// Sends once, without a key; nothing if it was turned away or no answer came.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Option<Answer> {
        let request = self.request(method.clone(), path);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.record.judge(hear(&words(&method, path), request).await)
    }

    /// POST without a key, of something that must be answered.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        let body = (!body.is_null()).then_some(&body);
        self.ask(Method::POST, path, body).await.unwrap_or_else(|| panic!("POST {path} is not answered"))
    }

    /// GET of something that must be there.
    pub async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await.expect("an answer").expect(200)
    }

    /// GET of a picture that must be there.
    pub async fn must_see(&self, path: &str) {
        let answer = self.ask(Method::GET, path, None).await.expect("an answer");
        assert!(answer.status == 200 && answer.body.starts_with(&[0xff, 0xd8]), "{path}: {}", answer.status);
    }

    /// POST with a new key, sent again until an answer is heard or it is over.
    pub async fn ask_for_good(&self, path: &str, body: Value, over: &AtomicBool) -> Option<Answer> {
        let number = self.record.begin(self, path.to_owned(), body);
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < PATIENCE, "POST {path} is never answered");
            if let Some(answer) = self.record.ask(number).await {
                return Some(answer);
            }
            if over.load(Ordering::Relaxed) {
                return None;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends a request with its key once.
    pub async fn send_keyed(&self, record: &Record, asked: &Asked) -> Option<Answer> {
        let request = self.request(Method::POST, &asked.path).header("idempotency-key", &asked.key);
        let words = format!("{} {}", words(&Method::POST, &asked.path), asked.body);
        record.judge(hear(&words, request.json(&asked.body)).await)
    }

    /// Uploads a small photo; its id.
    pub async fn upload(&self) -> Option<String> {
        let form = Form::new().part("photo", Part::bytes(jpeg()).file_name("photo.jpg"));
        let request = self.request(Method::POST, "/photos").multipart(form);
        let answer = self.record.judge(hear("POST /photos", request).await)?;
        Some(answer.expect(201)["id"].as_str().unwrap().to_owned())
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/v1{path}", self.record.server());
        self.client.request(method, url).bearer_auth(&self.token)
    }
}

fn jpeg() -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 48, |x, y| Rgb([(x * 4) as u8, (y * 5) as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
