//! `golden-beans serve`

use super::database;
use super::failure::Failure;
use super::signals::StopSignals;
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::http::server;
use golden_beans::service::App;
use std::net::TcpListener;
use std::process::ExitCode;

/// Runs the server until SIGTERM or SIGINT.
pub async fn run(config: Config) -> Result<ExitCode, Failure> {
    config.check_for_serving()?;
    let signals = StopSignals::listen().map_err(|error| Failure::new(format!("signals: {error}")))?;
    let listener = bind(&config)?;
    let connect_timeout_ms = config.database.connect_timeout_ms;
    let app = App::open(config, Clock::system())?;
    database::prepare(&app.storage, connect_timeout_ms).await?;
    let address = listener.local_addr().map_err(|error| Failure::new(format!("the listener: {error}")))?;
    tracing::info!(listen = %address, database = app.storage.backend().as_str(), "serving");
    server::run(app, listener, signals.received())
        .await
        .map_err(|error| Failure::new(format!("the server stopped: {error}")))?;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Takes the address first, so that a wrong one is told before anything else is done.
pub fn bind(config: &Config) -> Result<TcpListener, Failure> {
    TcpListener::bind(&config.server.listen).map_err(|error| {
        Failure::usage(format!("setting server.listen: cannot listen on {}: {error}", config.server.listen))
    })
}
