//! The peers: pgbench with the award as one SQL transaction, and with its own TPC-B-like script.

use super::figures::quantile;
use super::places::Places;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Threads that drive pgbench's clients; this machine's cores.
const THREADS: &str = "2";

/// What pgbench reached.
#[derive(Debug, Clone, Copy)]
pub struct Reached {
    /// Transactions a second.
    pub per_second: f64,
    /// A transaction's mean time.
    pub latency_ms: f64,
}

/// The award as one SQL transaction.
pub struct AwardPeer {
    url: String,
    residents: u32,
}

impl AwardPeer {
    /// Makes its tables.
    ///
    /// # Errors
    /// The cluster's.
    pub fn prepare(places: &Places, residents: u32) -> Result<Self> {
        let url = places.empty_postgres("bench_award_peer")?;
        let mut psql = Command::new(Places::postgres_program("psql"));
        psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]);
        psql.arg(format!("--set=residents={residents}")).arg("--file").arg(file("schema.sql")).arg(&url);
        run(&mut psql)?;
        Ok(Self { url, residents })
    }

    /// Awards with so many clients for so long.
    ///
    /// # Errors
    /// pgbench fails.
    pub fn run(&self, clients: u32, time: Duration) -> Result<Reached> {
        let mut pgbench = pgbench(clients, time);
        pgbench.arg(format!("--define=residents={}", self.residents));
        pgbench.arg("--file").arg(file("award.sql")).arg(&self.url);
        reached(&run(&mut pgbench)?)
    }
}

/// pgbench's own script at scale 1.
pub struct TpcbPeer {
    url: String,
}

impl TpcbPeer {
    /// Makes its tables.
    ///
    /// # Errors
    /// The cluster's.
    pub fn prepare(places: &Places) -> Result<Self> {
        let url = places.empty_postgres("bench_tpcb_peer")?;
        let mut pgbench = Command::new(Places::postgres_program("pgbench"));
        run(pgbench.args(["--initialize", "--quiet", "--scale=1"]).arg(&url))?;
        Ok(Self { url })
    }

    /// Runs with so many clients for so long.
    ///
    /// # Errors
    /// pgbench fails.
    pub fn run(&self, clients: u32, time: Duration) -> Result<Reached> {
        let mut pgbench = pgbench(clients, time);
        reached(&run(pgbench.arg("--builtin=tpcb-like").arg(&self.url))?)
    }

    /// What 99 of 100 transactions do not exceed at this rate, in milliseconds, from when each was to begin: they come by
    /// a Poisson process, as the tills' customers do.
    ///
    /// # Errors
    /// pgbench fails.
    pub fn p99_at(&self, clients: u32, per_second: f64, time: Duration) -> Result<f64> {
        let folder = tempfile::tempdir()?;
        let mut pgbench = pgbench(clients, time);
        pgbench.arg("--log").arg("--log-prefix").arg(folder.path().join("transactions"));
        pgbench.arg(format!("--rate={per_second}"));
        run(pgbench.arg("--builtin=tpcb-like").arg(&self.url))?;
        let mut micros = Vec::new();
        for file in std::fs::read_dir(folder.path())? {
            micros.extend(logged(&std::fs::read_to_string(file?.path())?)?);
        }
        Ok(quantile(&mut micros, 0.99) as f64 / 1e3)
    }
}

/// The transactions' times in a log of pgbench, in microseconds: the third word of each line.
fn logged(log: &str) -> Result<Vec<u64>> {
    log.lines()
        .map(|line| {
            let word = line.split_whitespace().nth(2).context("a line of pgbench's log is too short")?;
            Ok(word.parse()?)
        })
        .collect()
}

/// A file of the peers'.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name)
}

fn pgbench(clients: u32, time: Duration) -> Command {
    let mut command = Command::new(Places::postgres_program("pgbench"));
    command.args(["--no-vacuum", "--protocol=prepared"]);
    // More threads than clients is an error.
    command.arg(format!("--jobs={}", if clients == 1 { "1" } else { THREADS }));
    command.arg(format!("--client={clients}")).arg(format!("--time={}", time.as_secs().max(1)));
    command
}

fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        bail!("{name} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn reached(said: &str) -> Result<Reached> {
    let number = |label: &str| -> Result<f64> {
        let line = said.lines().find_map(|line| line.strip_prefix(label));
        let word = line.and_then(|rest| rest.split_whitespace().next());
        Ok(word.with_context(|| format!("pgbench did not say {label}"))?.parse()?)
    };
    Ok(Reached { per_second: number("tps = ")?, latency_ms: number("latency average = ")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pgbench_says_is_read() {
        let said = "number of clients: 8\nlatency average = 3.512 ms\ninitial connection time = 12.1 ms\n\
                    tps = 2278.500000 (without initial connection time)\n";
        let reached = reached(said).expect("it says both");
        assert_eq!((reached.per_second, reached.latency_ms), (2278.5, 3.512));
        assert!(super::reached("pgbench: error").is_err());
    }

    #[test]
    fn what_pgbench_logs_is_read() {
        let log = "0 199 2241 0 1175850568 995598 12\n1 200 981 0 1175850569 998079 0\n";
        assert_eq!(logged(log).expect("two lines"), [2241, 981]);
        assert!(logged("0 199\n").is_err());
    }
}
