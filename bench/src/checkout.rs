//! Shops' tills over HTTP: residents log in and make pay codes, cashiers log in and redeem them.

use super::figures::quantile;
use super::line::{Ask, Line, text};
use super::seed::{self, PASSWORD};
use anyhow::{Context, Result};
use hyper::{Method, StatusCode};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Everybody who is logged in.
pub struct Checkout {
    server: SocketAddr,
    residents: Arc<Vec<String>>,
    cashiers: Arc<Vec<String>>,
    next_resident: Arc<std::sync::atomic::AtomicUsize>,
}

/// What the tills reached.
#[derive(Debug, Clone, Copy)]
pub struct Reached {
    /// Redemptions a second.
    pub per_second: f64,
    /// The latency that half of them do not exceed.
    pub median_ms: f64,
    /// The latency that 99 of 100 do not exceed.
    pub p99_ms: f64,
}

impl Reached {
    fn of(mut latencies: Vec<u64>, time: Duration) -> Self {
        Self {
            per_second: latencies.len() as f64 / time.as_secs_f64(),
            median_ms: quantile(&mut latencies, 0.5) as f64 / 1e6,
            p99_ms: quantile(&mut latencies, 0.99) as f64 / 1e6,
        }
    }
}

/// Pay codes on residents' phones, taken from the front.
type Codes = Arc<Mutex<VecDeque<String>>>;

fn next(codes: &Codes) -> Result<Option<String>> {
    Ok(codes.lock().map_err(|_| anyhow::anyhow!("another till failed"))?.pop_front())
}

impl Checkout {
    /// Logs everybody in, over as many connections as there are tills.
    ///
    /// # Errors
    /// A login was refused.
    pub async fn log_in(server: SocketAddr, residents: u32, tills: usize) -> Result<Self> {
        let names = (0..residents).map(seed::resident).collect();
        let residents = Arc::new(log_in_all(server, names, tills).await?);
        let names = (0..u32::try_from(tills)?).map(seed::cashier).collect();
        let cashiers = Arc::new(log_in_all(server, names, tills).await?);
        Ok(Self { server, residents, cashiers, next_resident: Arc::default() })
    }

    /// Goes on with another server on the same database; the access tokens are good there, too.
    pub fn move_to(&mut self, server: SocketAddr) {
        self.server = server;
    }

    /// Makes a pay code for each of so many residents; says how many a second.
    ///
    /// # Errors
    /// A code was refused.
    pub async fn issue(&self, count: usize) -> Result<(VecDeque<String>, f64)> {
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        let tills = self.cashiers.len();
        for first in 0..tills {
            let (server, residents) = (self.server, Arc::clone(&self.residents));
            tasks.spawn(async move {
                let mut line = Line::open(server).await?;
                let mut codes = Vec::new();
                for token in residents.iter().take(count).skip(first).step_by(tills) {
                    codes.push(issue(&mut line, token).await?);
                }
                anyhow::Ok(codes)
            });
        }
        let codes = gathered(tasks).await?;
        let per_second = codes.len() as f64 / began.elapsed().as_secs_f64();
        Ok((codes.into(), per_second))
    }

    /// Redeems these codes, every till as fast as it gets answers.
    ///
    /// # Errors
    /// A redemption was refused.
    pub async fn redeem(&self, codes: VecDeque<String>) -> Result<Reached> {
        let codes: Codes = Arc::new(Mutex::new(codes));
        let mut lines = Vec::new();
        for _ in self.cashiers.iter() {
            lines.push(Line::open(self.server).await?);
        }
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        for (till, mut line) in lines.into_iter().enumerate() {
            let (cashiers, codes) = (Arc::clone(&self.cashiers), Arc::clone(&codes));
            tasks.spawn(async move {
                let token = cashiers.get(till).context("a cashier")?;
                let mut latencies = Vec::new();
                while let Some(code) = next(&codes)? {
                    let asked = Instant::now();
                    redeem(&mut line, token, &code).await?;
                    latencies.push(u64::try_from(asked.elapsed().as_nanos())?);
                }
                anyhow::Ok(latencies)
            });
        }
        let latencies = gathered(tasks).await?;
        Ok(Reached::of(latencies, began.elapsed()))
    }

    /// Whole sales for so long: the resident's phone makes the code, the till redeems it; two requests each.
    ///
    /// # Errors
    /// A request was refused.
    pub async fn sell(&self, time: Duration) -> Result<Reached> {
        let began = Instant::now();
        let until = began + time;
        let mut tasks = JoinSet::new();
        for till in 0..self.cashiers.len() {
            let (server, cashiers) = (self.server, Arc::clone(&self.cashiers));
            let (residents, next) = (Arc::clone(&self.residents), Arc::clone(&self.next_resident));
            tasks.spawn(async move {
                let mut line = Line::open(server).await?;
                let cashier = cashiers.get(till).context("a cashier")?;
                let mut latencies = Vec::new();
                while Instant::now() < until {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % residents.len();
                    let asked = Instant::now();
                    let code = issue(&mut line, residents.get(number).context("a resident")?).await?;
                    redeem(&mut line, cashier, &code).await?;
                    latencies.push(u64::try_from(asked.elapsed().as_nanos())?);
                }
                anyhow::Ok(latencies)
            });
        }
        let latencies = gathered(tasks).await?;
        Ok(Reached::of(latencies, began.elapsed()))
    }

    /// Redeems these codes at a rate that asks nobody whether the server keeps up: customers come when they come. Each
    /// latency counts from when its customer came, also where every till was still busy.
    ///
    /// # Errors
    /// A redemption was refused.
    pub async fn arrive(&self, codes: VecDeque<String>, per_second: f64) -> Result<Reached> {
        let (arrivals, waiting) = tokio::sync::mpsc::unbounded_channel::<(Instant, String)>();
        let waiting = Arc::new(tokio::sync::Mutex::new(waiting));
        let mut tasks = JoinSet::new();
        for till in 0..self.cashiers.len() {
            let mut line = Line::open(self.server).await?;
            let (cashiers, waiting) = (Arc::clone(&self.cashiers), Arc::clone(&waiting));
            tasks.spawn(async move {
                let token = cashiers.get(till).context("a cashier")?;
                let mut latencies = Vec::new();
                loop {
                    let arrival = waiting.lock().await.recv().await;
                    let Some((came, code)) = arrival else { return anyhow::Ok(latencies) };
                    redeem(&mut line, token, &code).await?;
                    let waited: Duration = Instant::now().saturating_duration_since(came);
                    latencies.push(u64::try_from(waited.as_nanos())?);
                }
            });
        }
        let began = Instant::now();
        // A thread of its own: the runtime's timer counts whole milliseconds.
        let door = std::thread::spawn(move || {
            let mut came = began;
            for code in codes {
                came += gap(per_second);
                std::thread::sleep(came.saturating_duration_since(Instant::now()));
                // The tills are gone only if one of them failed, which it says itself.
                let _ = arrivals.send((came, code));
            }
        });
        let latencies = gathered(tasks).await?;
        let time = began.elapsed();
        door.join().map_err(|_| anyhow::anyhow!("the arrivals failed"))?;
        Ok(Reached::of(latencies, time))
    }
}

/// Time until the next customer, who knows nothing of the one before (a Poisson process).
fn gap(per_second: f64) -> Duration {
    let share: f64 = rand::random_range(f64::MIN_POSITIVE..1.0);
    Duration::from_secs_f64(-share.ln() / per_second)
}

async fn issue(line: &mut Line, resident: &str) -> Result<String> {
    let path = "/api/v1/wallet/pay-code";
    let ask = Ask { method: Method::POST, path, token: Some(resident), key: None, body: None };
    text(&line.expect(ask, StatusCode::CREATED).await?, "code")
}

async fn redeem(line: &mut Line, cashier: &str, code: &str) -> Result<()> {
    let key = uuid::Uuid::now_v7().to_string();
    let body = format!(r#"{{"pay_code":"{code}","beans":"0.01","order_no":"{}"}}"#, &key[24..]);
    let ask = Ask {
        method: Method::POST,
        path: "/api/v1/checkout/redemptions",
        token: Some(cashier),
        key: Some(&key),
        body: Some(body),
    };
    line.expect(ask, StatusCode::CREATED).await?;
    Ok(())
}

async fn log_in_all(server: SocketAddr, names: Vec<String>, lines: usize) -> Result<Vec<String>> {
    let names = Arc::new(names);
    let mut tasks = JoinSet::new();
    for first in 0..lines {
        let names = Arc::clone(&names);
        tasks.spawn(async move {
            let mut line = Line::open(server).await?;
            let mut tokens = Vec::new();
            for name in names.iter().skip(first).step_by(lines) {
                tokens.push(line.log_in(name, PASSWORD).await?);
            }
            anyhow::Ok(tokens)
        });
    }
    gathered(tasks).await
}

/// What all tasks found; the first failure ends the others.
async fn gathered<T: 'static>(mut tasks: JoinSet<Result<Vec<T>>>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while let Some(of_task) = tasks.join_next().await {
        all.extend(of_task??);
    }
    Ok(all)
}
