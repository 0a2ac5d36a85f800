//! `golden-beans verify` as a process of its own, and `sha256sum` over the bytes that it hashes.

use super::places::Database;
use super::server::{peak_mib_of, resident_mib_of};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Between two looks at the memory.
const PAUSE: Duration = Duration::from_millis(20);

/// What a verification took.
#[derive(Debug, Clone, Copy)]
pub struct Verified {
    /// How long.
    pub seconds: f64,
    /// The most memory, MiB.
    pub peak_mib: f64,
    /// Memory after a third of the time, MiB.
    pub early_mib: f64,
    /// Memory shortly before the end, MiB.
    pub late_mib: f64,
}

/// Verifies the journal of a database; it must be sound.
///
/// # Errors
/// The journal is not sound, or could not be read.
pub fn verify(program: &Path, database: &Database, folder: &Path) -> Result<Verified> {
    let settings = folder.join("verify.toml");
    std::fs::write(&settings, database.settings())?;
    let began = Instant::now();
    let mut process = Command::new(program)
        .args(["verify", "--config"])
        .arg(&settings)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let mut memory: Vec<(f64, f64)> = Vec::new();
    while process.try_wait()?.is_none() {
        // A process that has just ended has no memory to tell of.
        if let (Ok(now), Ok(peak)) = (resident_mib_of(process.id()), peak_mib_of(process.id())) {
            memory.push((now, peak));
        }
        std::thread::sleep(PAUSE);
    }
    let seconds = began.elapsed().as_secs_f64();
    let output = process.wait_with_output()?;
    if !output.status.success() {
        bail!("the made-up journal is not sound: {}", String::from_utf8_lossy(&output.stdout));
    }
    let at = |share: usize| memory.get(memory.len() * share / 100).map_or(f64::NAN, |(now, _)| *now);
    let peak_mib = memory.iter().map(|(_, peak)| *peak).fold(0.0, f64::max);
    Ok(Verified { seconds, peak_mib, early_mib: at(33), late_mib: at(95) })
}

/// How long `sha256sum` takes over a file, seconds.
///
/// # Errors
/// It is not there.
pub fn sha256sum(file: &Path) -> Result<f64> {
    let began = Instant::now();
    let status = Command::new("sha256sum").arg(file).stdout(Stdio::null()).status()?;
    if !status.success() {
        bail!("sha256sum failed");
    }
    Ok(began.elapsed().as_secs_f64())
}
