//! Whether the program can serve: for load balancers and the start.

use super::App;
use crate::ledger::LedgerFigures;
use crate::storage::PoolFigures;
use std::time::Duration;

/// Longest wait for the database's answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// What must work before requests are sent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Readiness {
    /// The database answers.
    pub database: bool,
    /// Its schema is the program's.
    pub migrations: bool,
    /// The ledger writer takes commands.
    pub ledger_writer: bool,
}

impl Readiness {
    /// Whether everything works.
    #[must_use]
    pub fn is_ready(self) -> bool {
        self.database && self.migrations && self.ledger_writer
    }
}

/// How busy the rooms inside are, for the metrics.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    /// Database connections.
    pub pools: PoolFigures,
    /// The ledger writer's queue.
    pub ledger: LedgerFigures,
}

impl App {
    /// How busy the rooms inside are.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures { pools: self.storage.pool_figures(), ledger: self.ledger.figures() }
    }

    /// Looks at the database, its schema and the ledger writer.
    pub async fn readiness(&self) -> Readiness {
        let current = self.storage.is_current();
        let (database, migrations) = match tokio::time::timeout(PATIENCE, current).await {
            Ok(Ok(current)) => (true, current),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database does not answer");
                (false, false)
            }
            Err(_) => {
                tracing::warn!("not ready: the database did not answer in time");
                (false, false)
            }
        };
        Readiness { database, migrations, ledger_writer: self.ledger.figures().alive }
    }
}
