//! `golden-beans calendar load` and `golden-beans categories load`: all of a file, or nothing of it.

use super::failure::Failure;
use super::{database, out};
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::error::Error;
use golden_beans::service::App;
use std::path::Path;
use std::process::ExitCode;

/// Exit status where lines were wrong: nothing was loaded.
const SOME_WRONG: u8 = 2;

/// Loads a file of the working calendar.
pub async fn calendar(config: Config, file: &Path) -> Result<ExitCode, Failure> {
    let (app, text) = open(config, file).await?;
    let outcome = app.load_calendar_file(&text).await.map(|load| {
        let also = |named: bool, what: &str| if named { what.to_owned() } else { String::new() };
        let (hours, weekdays) = (also(load.hours, ", hours"), also(load.weekdays, ", weekdays"));
        format!("{} dates loaded{hours}{weekdays}", load.days)
    });
    app.close().await;
    tell(outcome)
}

/// Loads a file of categories, units and time limits.
pub async fn categories(config: Config, file: &Path) -> Result<ExitCode, Failure> {
    let (app, text) = open(config, file).await?;
    let outcome = app.load_category_file(&text).await.map(|load| {
        let (added, named) = (load.added, load.named);
        let (units, routes, limits) = (load.units, load.routes, load.limits);
        format!(
            "{added} categories added, {named} named again; {units} units, {routes} routes, {limits} limits set"
        )
    });
    app.close().await;
    tell(outcome)
}

async fn open(config: Config, file: &Path) -> Result<(App, Vec<u8>), Failure> {
    let text = std::fs::read(file).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    let connect_timeout_ms = config.database.connect_timeout_ms;
    let app = App::open(config, Clock::system())?;
    database::prepare(&app.storage, connect_timeout_ms).await?;
    Ok((app, text))
}

fn tell(outcome: Result<String, Error>) -> Result<ExitCode, Failure> {
    match outcome {
        Ok(loaded) => {
            out::say(&loaded);
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
