//! `golden-beans calendar load`

use super::failure::Failure;
use super::{database, out};
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::service::App;
use std::path::Path;
use std::process::ExitCode;

/// Exit status where lines were wrong: nothing was loaded.
const SOME_WRONG: u8 = 2;

/// Loads a file of the working calendar: all of it, or nothing.
pub async fn load(config: Config, file: &Path) -> Result<ExitCode, Failure> {
    let text = std::fs::read(file).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    let connect_timeout_ms = config.database.connect_timeout_ms;
    let app = App::open(config, Clock::system())?;
    database::prepare(&app.storage, connect_timeout_ms).await?;
    let outcome = app.load_calendar_file(&text).await;
    app.close().await;
    match outcome {
        Ok(load) => {
            let also = |named: bool, what: &str| if named { what.to_owned() } else { String::new() };
            let (hours, weekdays) = (also(load.hours, ", hours"), also(load.weekdays, ", weekdays"));
            out::say(&format!("{} dates loaded{hours}{weekdays}", load.days));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) if !error.fields().is_empty() => {
            for wrong in error.fields() {
                out::complain(&format!("{}: {}", wrong.field, wrong.detail));
            }
            out::complain("nothing was loaded");
            Ok(ExitCode::from(SOME_WRONG))
        }
        Err(error) => Err(error.into()),
    }
}
