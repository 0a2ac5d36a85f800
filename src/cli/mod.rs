//! The command line: arguments, the start and the end of the process, words for people.
//!
//! Owns the process: logging, signals, exit statuses. Everything else is done by `service` and `http`.

mod database;
mod demo;
mod failure;
mod import;
mod load;
mod logging;
mod migrate;
mod openapi;
mod out;
mod progress;
mod serve;
mod signals;
mod user;
mod verify;

use clap::{Parser, Subcommand};
use failure::Failure;
use golden_beans::config::Config;
use std::path::PathBuf;
use std::process::ExitCode;

/// Civic reporting with a reward ledger.
#[derive(Debug, Parser)]
#[command(name = "golden-beans", version, about)]
struct Arguments {
    /// Settings that replace the defaults; environment variables (GOLDEN_BEANS__…) replace both.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve,
    /// Run the server on fresh sample data, with users of every role.
    Demo(demo::Options),
    /// Bring the database to the program's schema.
    Migrate,
    /// Bring in reports that were closed elsewhere; safe to run again.
    Import {
        /// A file with the columns of samples/qilin-2024-07.csv.
        file: PathBuf,
        /// The campaign whose days the reports were closed on.
        #[arg(long, value_name = "ID")]
        campaign: String,
    },
    /// Look after the working calendar.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Look after categories, the units that fix them, and time limits.
    #[command(subcommand)]
    Categories(CategoriesCommand),
    /// Look after users.
    #[command(subcommand)]
    User(UserCommand),
    /// Verify the ledger's journal: exit status 0 if it is sound, 1 if it is not.
    Verify {
        /// A head that an earlier run printed; the journal must still pass through it.
        #[arg(long, value_name = "NUMBER:HASH")]
        noted: Option<verify::NotedHead>,
    },
    /// Write the OpenAPI document.
    #[command(hide = true)]
    Openapi,
}

#[derive(Debug, Subcommand)]
enum CalendarCommand {
    /// Load hours, weekdays, holidays and make-up days: all of a file, or nothing if a line of it is wrong.
    Load {
        /// A file with the columns of samples/calendar-china.csv.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum CategoriesCommand {
    /// Load categories, units by subdistrict and time limits: all of a file, or nothing if a line of it is wrong.
    Load {
        /// A file with the columns of samples/categories-qilin.csv.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Make a user and print the id.
    Add(user::Options),
}

/// Runs the command that was asked for.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match execute(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            out::complain(&failure.to_string());
            failure.exit_code()
        }
    }
}

fn execute(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    let settings = || -> Result<Config, Failure> {
        let config = Config::load(arguments.config.as_deref())?;
        logging::start(&config.log)?;
        Ok(config)
    };
    match &arguments.command {
        Command::Serve => runtime.block_on(serve::run(settings()?)),
        Command::Demo(options) => runtime.block_on(demo::run(settings()?, options)),
        Command::Import { file, campaign } => runtime.block_on(import::run(settings()?, file, campaign)),
        Command::Calendar(CalendarCommand::Load { file }) => {
            runtime.block_on(load::calendar(settings()?, file))
        }
        Command::Categories(CategoriesCommand::Load { file }) => {
            runtime.block_on(load::categories(settings()?, file))
        }
        Command::User(UserCommand::Add(options)) => runtime.block_on(user::add(settings()?, options)),
        Command::Migrate => runtime.block_on(migrate::run(&settings()?)),
        Command::Verify { noted } => runtime.block_on(verify::run(settings()?, *noted)),
        Command::Openapi => openapi::run(),
    }
}
