//! `golden-beans openapi`: what `docs/openapi.json` is written with.

use super::failure::Failure;
use super::out;
use golden_beans::http::openapi;
use std::process::ExitCode;

/// Writes the document to standard output.
pub fn run() -> Result<ExitCode, Failure> {
    let document = openapi::document().to_pretty_json().map_err(|error| Failure::new(error.to_string()))?;
    out::say(&document);
    Ok(ExitCode::SUCCESS)
}
