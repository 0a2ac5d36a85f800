//! Somebody who talks to the server over HTTP, as their app or till would.

use super::answer::Answer;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use uuid::Uuid;

/// A client of one person, or of nobody. Paths are relative to `/api/v1`.
#[derive(Debug, Clone)]
pub struct Actor {
    client: Client,
    server_url: String,
    /// The access token, once logged in.
    pub access_token: Option<String>,
    /// The refresh token, once logged in.
    pub refresh_token: Option<String>,
    /// `users.id`, empty for nobody.
    pub id: String,
    /// What this person logs in with: a phone for residents, a user name for the others.
    pub username: String,
    /// The password.
    pub password: String,
}

impl Actor {
    /// Somebody who is not logged in.
    pub fn anonymous(client: Client, server_url: String) -> Self {
        Self {
            client,
            server_url,
            access_token: None,
            refresh_token: None,
            id: String::new(),
            username: String::new(),
            password: String::new(),
        }
    }

    /// Logs in with the present name and password.
    pub async fn log_in(&mut self) -> Value {
        let body = serde_json::json!({ "username": self.username, "password": self.password });
        let answer = self.post("/auth/login", &body).await.expect(200);
        self.access_token = answer["access_token"].as_str().map(ToOwned::to_owned);
        self.refresh_token = answer["refresh_token"].as_str().map(ToOwned::to_owned);
        answer
    }

    /// GET
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path), format!("GET {path}")).await
    }

    /// POST with a fresh idempotency key.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with_key(path, body, &Uuid::now_v7().to_string()).await
    }

    /// POST without a body, with a fresh idempotency key.
    pub async fn post_nothing(&self, path: &str) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", Uuid::now_v7().to_string());
        self.send(request, format!("POST {path}")).await
    }

    /// POST with this idempotency key.
    pub async fn post_with_key(&self, path: &str, body: &Value, key: &str) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key).json(body);
        self.send(request, format!("POST {path} {body}")).await
    }

    /// POST without an idempotency key.
    pub async fn post_without_key(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body), format!("POST {path} {body}")).await
    }

    /// POST of any bytes of any type, with a fresh idempotency key.
    pub async fn post_bytes(&self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("idempotency-key", Uuid::now_v7().to_string())
            .header("content-type", content_type)
            .body(body);
        self.send(request, format!("POST {path} ({content_type})")).await
    }

    /// PATCH
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body), format!("PATCH {path} {body}")).await
    }

    /// A request with the token, for what the others do not do. `path` is relative to `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/api/v1{path}", self.server_url));
        match &self.access_token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: RequestBuilder, asked: String) -> Answer {
        let response = request.send().await.unwrap_or_else(|error| panic!("{asked}: {error}"));
        Answer::of(asked, response).await
    }
}
