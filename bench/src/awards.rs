//! Awards through the ledger, in this process.

use super::figures::quantile;
use super::places::Database;
use super::seed::{self, CAMPAIGN, DISPATCHER};
use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use golden_beans::clock::Clock;
use golden_beans::domain::deed::{Deed, Grade};
use golden_beans::domain::idempotency::IdempotencyKey;
use golden_beans::domain::tier::Tier;
use golden_beans::ledger::{Asked, AwardWish, Fund, Ledger};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What the ledger reached.
#[derive(Debug, Clone, Copy)]
pub struct Reached {
    /// Awards a second.
    pub per_second: f64,
    /// The mean latency of one.
    pub mean_ms: f64,
    /// The latency that 99 of 100 do not exceed.
    pub p99_ms: f64,
}

/// A ledger with a funded campaign and residents.
pub struct Awards {
    ledger: Ledger,
    residents: u32,
}

impl Awards {
    /// Plants the season and funds it.
    ///
    /// # Errors
    /// The database's or the ledger's.
    pub async fn prepare(database: &Database, residents: u32) -> Result<Self> {
        seed::plant(database, Clock::system().now(), residents, 0).await?;
        let ledger = database.ledger()?;
        fund(&ledger).await?;
        Ok(Self { ledger, residents })
    }

    /// A ledger on a database that is planted and funded already.
    ///
    /// # Errors
    /// No thread for the writer.
    pub fn on(database: &Database, residents: u32) -> Result<Self> {
        Ok(Self { ledger: database.ledger()?, residents })
    }

    /// Awards for so long, with so many callers that wait for their answer before they ask again.
    ///
    /// # Errors
    /// An award that was not granted in full.
    pub async fn run(&self, callers: usize, time: Duration) -> Result<Reached> {
        let until = Instant::now() + time;
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..callers {
            let (ledger, residents) = (self.ledger.clone(), self.residents);
            tasks.spawn(async move {
                let mut latencies = Vec::new();
                while Instant::now() < until {
                    let asked = Instant::now();
                    award_one(&ledger, rand::random_range(0..residents)).await?;
                    latencies.push(u64::try_from(asked.elapsed().as_nanos())?);
                }
                anyhow::Ok(latencies)
            });
        }
        let mut latencies = Vec::new();
        while let Some(of_task) = tasks.join_next().await {
            latencies.extend(of_task??);
        }
        let seconds = began.elapsed().as_secs_f64();
        Ok(Reached {
            per_second: latencies.len() as f64 / seconds,
            mean_ms: latencies.iter().sum::<u64>() as f64 / latencies.len().max(1) as f64 / 1e6,
            p99_ms: quantile(&mut latencies, 0.99) as f64 / 1e6,
        })
    }

    /// Funds the campaign and gives each resident one award, so that everybody can buy something.
    ///
    /// # Errors
    /// An award that was not granted in full.
    pub async fn give_each_one(&self, callers: usize) -> Result<()> {
        fund(&self.ledger).await?;
        let awards = stream::iter(0..self.residents).map(|resident| award_one(&self.ledger, resident));
        awards.buffer_unordered(callers).try_collect().await
    }

    /// Ends the writer.
    pub async fn stop(self) {
        self.ledger.stop().await;
    }
}

async fn award_one(ledger: &Ledger, resident: u32) -> Result<()> {
    let now = Clock::system().now();
    let wish = AwardWish {
        deed: Deed::report(uuid::Uuid::now_v7().to_string()),
        resident_id: seed::resident(resident),
        grade: Some(Grade::from(Tier::General)),
        submitted_at: now,
        closed_at: now,
        excluded: false,
        actor_id: Some(DISPATCHER.to_owned()),
        reason: None,
    };
    let record = ledger.award(wish).await?;
    ensure!(record.beans.hundredths() == seed::AWARD_HUNDREDTHS, "an award was cut: {record:?}");
    Ok(())
}

/// Gives the campaign's budget all that it can hold.
///
/// # Errors
/// The ledger's.
async fn fund(ledger: &Ledger) -> Result<()> {
    let key = IdempotencyKey::parse("fund").context("a key")?;
    let asked = Asked { caller_id: "finance".to_owned(), key, request_hash: "fund".to_owned() };
    let fund = Fund {
        asked,
        campaign_id: CAMPAIGN.to_owned(),
        beans: seed::BUDGET,
        memo: "for measuring".to_owned(),
        actor_id: "finance".to_owned(),
    };
    ledger.fund(fund).await?;
    Ok(())
}
