//! `golden-beans import`

use super::failure::Failure;
use super::{database, out, progress};
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::error::Code;
use golden_beans::service::App;
use golden_beans::service::import::{ImportNews, ImportSummary};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

/// Exit status where lines were refused.
const SOME_BAD: u8 = 2;

/// Imports a file under a campaign: exit status 0 if every line is in the database, 2 if some were refused.
pub async fn run(config: Config, file: &Path, campaign_id: &str) -> Result<ExitCode, Failure> {
    let unreadable = |error| Failure::usage(format!("{}: {error}", file.display()));
    let lines = BufReader::new(File::open(file).map_err(unreadable)?).split(b'\n').count();
    let reader = BufReader::new(File::open(file).map_err(unreadable)?);
    let connect_timeout_ms = config.database.connect_timeout_ms;
    let app = App::open(config, Clock::system())?;
    database::prepare(&app.storage, connect_timeout_ms).await?;
    let bar = progress::bar("reports");
    bar.set_length(u64::try_from(lines.saturating_sub(1)).unwrap_or(0));
    let outcome = app
        .import_reports(reader, campaign_id, |news| match news {
            ImportNews::Done(lines) => bar.inc(lines),
            ImportNews::Bad(bad) => {
                bar.suspend(|| out::complain(&format!("line {}: {}", bad.line, bad.reason)));
            }
        })
        .await;
    bar.finish_and_clear();
    app.close().await;
    let summary = outcome.map_err(|error| match error.code() {
        Code::NotFound => Failure::usage(format!("there is no campaign {campaign_id}")),
        _ => Failure::from(error),
    })?;
    tell(&summary);
    Ok(if summary.bad > 0 { ExitCode::from(SOME_BAD) } else { ExitCode::SUCCESS })
}

/// Says what came of it.
pub fn tell(summary: &ImportSummary) {
    let ImportSummary { added, already_there, bad, beans } = summary;
    out::say(&format!(
        "{added} reports imported, {beans} beans awarded; {already_there} were there already; {bad} bad lines"
    ));
}
