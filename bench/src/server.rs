//! The program's server as a process of its own: when it is ready, and how much memory it takes.

use super::line::{Ask, Line};
use super::places::Database;
use anyhow::{Context, Result, bail};
use hyper::StatusCode;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to be ready.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two questions whether it is ready.
const PAUSE: Duration = Duration::from_millis(2);

/// A running server; ends with this value.
pub struct Server {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took until it was ready.
    pub ready_after: Duration,
}

impl Server {
    /// Starts `golden-beans serve` and waits until `/readyz` says yes.
    ///
    /// # Errors
    /// It ends, or is not ready in time.
    pub async fn start(program: &Path, database: &Database, folder: &Path) -> Result<Self> {
        let settings = folder.join("bench.toml");
        std::fs::write(&settings, database.settings())?;
        // The port is free now; a rival for it in between would stop the start, and be seen.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let began = Instant::now();
        let process = Command::new(program)
            .arg("serve")
            .arg("--config")
            .arg(&settings)
            .env("GOLDEN_BEANS__SERVER__LISTEN", address.to_string())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let mut server = Self { process, address, ready_after: Duration::ZERO };
        while !server.is_ready().await {
            if let Some(status) = server.process.try_wait()? {
                bail!("the server ended: {status}");
            }
            if began.elapsed() > PATIENCE {
                bail!("the server is not ready after {PATIENCE:?}");
            }
            tokio::time::sleep(PAUSE).await;
        }
        server.ready_after = began.elapsed();
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut line) = Line::open(self.address).await else { return false };
        let ask = Ask { method: hyper::Method::GET, path: "/readyz", token: None, key: None, body: None };
        matches!(line.send(ask).await, Ok((StatusCode::OK, _)))
    }

    /// The most memory it ever took, MiB.
    ///
    /// # Errors
    /// The system does not say.
    pub fn peak_mib(&self) -> Result<f64> {
        peak_mib_of(self.process.id())
    }

    /// Asks it to stop and waits.
    ///
    /// # Errors
    /// It cannot be asked.
    pub fn stop(mut self) -> Result<()> {
        terminate(&self.process)?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Only what stop() did not end is still there.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn terminate(process: &Child) -> Result<()> {
    let status = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status()?;
    if !status.success() {
        bail!("cannot stop the server");
    }
    Ok(())
}

/// The most memory that a running process ever took, MiB.
///
/// # Errors
/// The system does not say.
pub fn peak_mib_of(process_id: u32) -> Result<f64> {
    status_mib(process_id, "VmHWM:")
}

/// The memory that a running process takes now, MiB.
///
/// # Errors
/// The system does not say.
pub fn resident_mib_of(process_id: u32) -> Result<f64> {
    status_mib(process_id, "VmRSS:")
}

fn status_mib(process_id: u32, field: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kib = line.and_then(|rest| rest.split_whitespace().next()).with_context(|| format!("no {field}"))?;
    Ok(kib.parse::<f64>()? / 1024.0)
}
