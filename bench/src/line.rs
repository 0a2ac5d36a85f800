//! A keep-alive connection to the server, as light as can be: the generator shares the machine with what it measures.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// The header that names a request.
const KEY: &str = "Idempotency-Key";

/// One connection, kept alive.
pub struct Line {
    sender: SendRequest<Full<Bytes>>,
}

/// A request to be sent.
pub struct Ask<'a> {
    /// `GET` or `POST`.
    pub method: Method,
    /// The path with its query.
    pub path: &'a str,
    /// The access token.
    pub token: Option<&'a str>,
    /// The idempotency key.
    pub key: Option<&'a str>,
    /// The body, JSON.
    pub body: Option<String>,
}

impl<'a> Ask<'a> {
    /// Asks for a page.
    #[must_use]
    pub fn get(path: &'a str, token: &'a str) -> Self {
        Self { method: Method::GET, path, token: Some(token), key: None, body: None }
    }
}

impl Line {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens.
    pub async fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        // Its end is seen by the next request.
        tokio::spawn(connection);
        Ok(Self { sender })
    }

    /// Sends and reads the whole answer.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn send(&mut self, ask: Ask<'_>) -> Result<(StatusCode, Bytes)> {
        let mut request = Request::builder().method(ask.method).uri(ask.path).header(HOST, "127.0.0.1");
        if let Some(token) = ask.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = ask.key {
            request = request.header(KEY, key);
        }
        if ask.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(Bytes::from(ask.body.unwrap_or_default())))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }

    /// Sends, and takes nothing but this status for an answer.
    ///
    /// # Errors
    /// The connection broke, or another status.
    pub async fn expect(&mut self, ask: Ask<'_>, wanted: StatusCode) -> Result<Bytes> {
        let path = ask.path.to_owned();
        let (status, body) = self.send(ask).await?;
        if status != wanted {
            bail!("{path} answered {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// Logs in and returns the access token.
    ///
    /// # Errors
    /// The login was refused.
    pub async fn log_in(&mut self, username: &str, password: &str) -> Result<String> {
        let body = serde_json::json!({ "username": username, "password": password }).to_string();
        let path = "/api/v1/auth/login";
        let ask = Ask { method: Method::POST, path, token: None, key: None, body: Some(body) };
        text(&self.expect(ask, StatusCode::OK).await?, "access_token")
    }
}

/// A text of a JSON answer.
///
/// # Errors
/// It is not there.
pub fn text(body: &Bytes, name: &str) -> Result<String> {
    let value: Value = serde_json::from_slice(body)?;
    let text = value.get(name).and_then(Value::as_str);
    Ok(text.with_context(|| format!("the answer has no {name}"))?.to_owned())
}
