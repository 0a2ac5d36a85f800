//! Pages that people wait for, asked one after the other over HTTP.

use super::figures::quantile;
use super::line::{Ask, Line};
use super::seed::{self, DISPATCHER, PASSWORD};
use anyhow::{Context, Result};
use hyper::StatusCode;
use std::net::SocketAddr;
use std::time::Instant;

/// Residents whose wallets are looked at.
const RESIDENTS: u32 = 40;

/// How often each page is asked for in a round.
const TIMES: usize = 200;

/// A page and who looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// What it is.
    pub name: &'static str,
    /// What it asks for, one after the other; paths with their queries.
    paths: &'static [&'static str],
    is_residents: bool,
}

/// The pages that are measured, each asking for what `web/` asks for.
pub const PAGES: [Page; 5] = [
    Page {
        name: "wallet page (beans and the latest 5 entries)",
        paths: &["/api/v1/wallet", "/api/v1/wallet/entries?limit=5"],
        is_residents: true,
    },
    Page {
        name: "statement page (30 entries)",
        paths: &["/api/v1/wallet/entries?limit=30"],
        is_residents: true,
    },
    Page { name: "dispatch list", paths: &["/api/v1/dispatch/reports"], is_residents: false },
    Page {
        name: "dispatch list, open ones",
        paths: &["/api/v1/dispatch/reports?status=submitted,accepted"],
        is_residents: false,
    },
    Page {
        name: "dispatch list, late ones",
        paths: &["/api/v1/dispatch/reports?overdue=true"],
        is_residents: false,
    },
];

/// People who look at pages.
pub struct Readers {
    server: SocketAddr,
    residents: Vec<String>,
    dispatcher: String,
}

impl Readers {
    /// Logs them in.
    ///
    /// # Errors
    /// A login was refused.
    pub async fn log_in(server: SocketAddr, residents: u32) -> Result<Self> {
        let mut line = Line::open(server).await?;
        let mut tokens = Vec::new();
        for number in 0..residents.min(RESIDENTS) {
            tokens.push(line.log_in(&seed::resident(number), PASSWORD).await?);
        }
        let dispatcher = line.log_in(DISPATCHER, PASSWORD).await?;
        Ok(Self { server, residents: tokens, dispatcher })
    }

    /// The middle time of a page, milliseconds.
    ///
    /// # Errors
    /// The page was refused.
    pub async fn look_at(&self, page: Page) -> Result<f64> {
        // A line that was silent while others were measured may have been closed.
        let mut line = Line::open(self.server).await?;
        let mut times = Vec::new();
        for turn in 0..TIMES {
            let token = if page.is_residents {
                self.residents.get(turn % self.residents.len()).context("a resident")?
            } else {
                &self.dispatcher
            };
            let began = Instant::now();
            for path in page.paths {
                line.expect(Ask::get(path, token), StatusCode::OK).await?;
            }
            times.push(u64::try_from(began.elapsed().as_nanos())?);
        }
        Ok(quantile(&mut times, 0.5) as f64 / 1e6)
    }
}
