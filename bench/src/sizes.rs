//! How much is measured.

use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

/// Measures the program beside its peers. Needs GOLDEN_BEANS_TEST_POSTGRES_URL, as `scripts/with-postgres.sh` sets it.
#[derive(Debug, Clone, Parser)]
#[command(name = "golden-beans-bench")]
pub struct Sizes {
    /// The program `golden-beans` whose server is measured.
    #[arg(long, value_name = "FILE")]
    pub program: PathBuf,
    /// Where the table is written; nowhere unless said.
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// Only these parts: awards, checkout, history, start. All unless said.
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    pub only: Vec<String>,
    /// Small sizes: shows that everything runs, measures nothing.
    #[arg(long)]
    pub short: bool,
    /// Rounds; each measures everything once, peers and program in turns.
    #[arg(long, default_value_t = 3)]
    pub rounds: u32,
    /// Seconds that one figure of a round takes.
    #[arg(long, default_value_t = 6)]
    pub seconds: u64,
    /// Residents that earn and spend.
    #[arg(long, default_value_t = 10_000)]
    pub residents: u32,
    /// Awards that wait for the ledger at the same time.
    #[arg(long, default_value_t = 1024)]
    pub callers: usize,
    /// Keep-alive connections of the shops' tills.
    #[arg(long, default_value_t = 64)]
    pub tills: usize,
    /// Rows of the large journal.
    #[arg(long, default_value_t = 10_000_000)]
    pub journal_rows: u64,
    /// Reports of the large database.
    #[arg(long, default_value_t = 1_000_000)]
    pub reports: u64,
    /// Rows of the small journal, and reports beside it.
    #[arg(long, default_value_t = 10_000)]
    pub small_rows: u64,
    /// Residents of the large database.
    #[arg(long, default_value_t = 100_000)]
    pub many_residents: u32,
}

impl Sizes {
    /// The command line's, or the small ones.
    #[must_use]
    pub fn from_arguments() -> Self {
        let sizes = Self::parse();
        if !sizes.short {
            return sizes;
        }
        Self {
            rounds: 1,
            seconds: 1,
            residents: 200,
            callers: 64,
            tills: 8,
            journal_rows: 5000,
            reports: 2000,
            small_rows: 500,
            many_residents: 400,
            ..sizes
        }
    }

    /// How long one figure of a round takes.
    #[must_use]
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Whether a part was asked for.
    #[must_use]
    pub fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == part)
    }
}
