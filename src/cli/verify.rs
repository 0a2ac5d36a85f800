//! `golden-beans verify`

use super::failure::Failure;
use super::{database, out, progress};
use golden_beans::config::Config;
use golden_beans::ledger::{Audit, HashAlgorithm, Head, verify};
use golden_beans::storage::Storage;
use std::process::ExitCode;

/// A head that was written down before, such as `4711:9f86d0…`.
#[derive(Debug, Clone, Copy)]
pub struct NotedHead(Head);

impl std::str::FromStr for NotedHead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "write NUMBER:HASH as verify printed it".to_owned();
        let (seq, hash) = text.split_once(':').ok_or_else(form)?;
        let seq = seq.parse().map_err(|_| form())?;
        let bytes = hex::decode(hash).map_err(|_| form())?;
        let hash = bytes.try_into().map_err(|_| form())?;
        Ok(Self(Head { seq, hash }))
    }
}

/// Verifies the journal: exit status 0 if it is sound, 1 if it is not, 2 if that could not be found out.
pub async fn run(config: Config, noted: Option<NotedHead>) -> Result<ExitCode, Failure> {
    database::must_exist(&config.database)?;
    let storage = Storage::open(&config.database).map_err(Failure::usage_of)?;
    if !storage.is_current().await.map_err(Failure::usage_of)? {
        return Err(Failure::usage("the database's schema is not this program's: run golden-beans migrate"));
    }
    let algorithm = HashAlgorithm::parse(&config.ledger.hash_algorithm)
        .ok_or_else(|| Failure::usage("setting ledger.hash_algorithm: write sha256 or sm3"))?;
    let audit = tokio::task::spawn_blocking(move || {
        let bar = progress::bar("transactions");
        let noted = noted.map(|noted| noted.0);
        let outcome = verify(&storage, algorithm, config.ledger.verify_chunk_rows, noted, &mut |progress| {
            bar.set_length(u64::try_from(progress.total).unwrap_or(0));
            bar.set_position(u64::try_from(progress.checked).unwrap_or(0));
            Ok(())
        });
        bar.finish_and_clear();
        outcome
    })
    .await
    .map_err(Failure::usage_of)?
    .map_err(Failure::usage_of)?;
    Ok(tell(&audit))
}

fn tell(audit: &Audit) -> ExitCode {
    match audit.first_bad {
        None => {
            out::say(&format!("sound: {} transactions", audit.transactions));
            out::say(&format!("head {}:{}", audit.head.seq, hex::encode(audit.head.hash)));
            ExitCode::SUCCESS
        }
        Some(bad) => {
            out::say(&format!("NOT sound: {bad}"));
            out::say(&format!("sound up to {}:{}", audit.head.seq, hex::encode(audit.head.hash)));
            ExitCode::FAILURE
        }
    }
}
