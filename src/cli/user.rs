//! `golden-beans user add`

use super::failure::Failure;
use super::{database, out};
use golden_beans::auth::SecretText;
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::domain::role::Role;
use golden_beans::error::Error;
use golden_beans::service::{App, NewUser};
use std::io::{self, BufRead};
use std::process::ExitCode;

/// Somebody to be made.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// resident, dispatcher, handler, cashier, finance, auditor or admin.
    #[arg(long)]
    role: Role,
    /// What they log in with; a resident logs in with the phone.
    #[arg(long, required_unless_present = "phone")]
    username: Option<String>,
    /// Read the password from the first line of standard input, so that it is in no list of processes.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// The person's name.
    #[arg(long)]
    name: Option<String>,
    /// The person's phone.
    #[arg(long)]
    phone: Option<String>,
    /// A handler's unit, by its id.
    #[arg(long, value_name = "ID")]
    unit: Option<String>,
    /// A cashier's shop, by its id.
    #[arg(long, value_name = "ID")]
    shop: Option<String>,
}

/// Makes a user and prints the id.
pub async fn add(config: Config, options: &Options) -> Result<ExitCode, Failure> {
    let password = read_password()?;
    let connect_timeout_ms = config.database.connect_timeout_ms;
    let app = App::open(config, Clock::system())?;
    database::prepare(&app.storage, connect_timeout_ms).await?;
    let new = NewUser {
        role: options.role,
        username: options.username.clone(),
        password: Some(password),
        name: options.name.clone(),
        phone: options.phone.clone(),
        unit_id: options.unit.clone(),
        shop_id: options.shop.clone(),
    };
    let outcome = app.add_user(new).await;
    app.close().await;
    out::say(&outcome.map_err(refused)?);
    Ok(ExitCode::SUCCESS)
}

fn read_password() -> Result<SecretText, Failure> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::usage(format!("--password-stdin: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::usage("--password-stdin: standard input has no password"));
    }
    Ok(SecretText::from(password))
}

/// Wrong values are the caller's to mend; everything else is not.
fn refused(error: Error) -> Failure {
    match error.code().status() {
        400..500 => Failure::usage(error.to_string()),
        _ => Failure::from(error),
    }
}
