//! The only place that prints: what a command tells the person who ran it.

use std::io::{self, Write};

/// Writes a line to standard output. Nobody listening (a closed pipe) is not an error.
pub fn say(line: &str) {
    ignore_closed_pipe(writeln!(io::stdout().lock(), "{line}"));
}

/// Writes a line about a failure to standard error.
pub fn complain(line: &str) {
    ignore_closed_pipe(writeln!(io::stderr().lock(), "golden-beans: {line}"));
}

fn ignore_closed_pipe(outcome: io::Result<()>) {
    if let Err(error) = outcome
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        tracing::warn!(%error, "cannot write to the terminal");
    }
}
