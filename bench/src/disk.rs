//! One fdatasync of the disk that everything is measured on: what no durable answer can be faster than.

use super::figures::quantile;
use anyhow::Result;
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Instant;

/// A page of a database's log.
const PAGE: [u8; 8192] = [7; 8192];

/// How often.
const TIMES: u64 = 400;

/// The middle time of writing one page over and of its fdatasync, milliseconds.
///
/// # Errors
/// The disk's.
pub fn fdatasync_ms(folder: &Path) -> Result<f64> {
    let path = folder.join("fdatasync");
    let file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    // As a database's log, the file is as long as it will be.
    for page in 0..TIMES {
        file.write_all_at(&PAGE, page * PAGE.len() as u64)?;
    }
    file.sync_all()?;
    let mut times = Vec::new();
    for page in 0..TIMES {
        let began = Instant::now();
        file.write_all_at(&PAGE, page * PAGE.len() as u64)?;
        file.sync_data()?;
        times.push(u64::try_from(began.elapsed().as_nanos())?);
    }
    drop(file);
    std::fs::remove_file(path)?;
    Ok(quantile(&mut times, 0.5) as f64 / 1e6)
}
