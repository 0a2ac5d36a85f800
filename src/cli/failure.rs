//! Why a command could not do its work, in one line for people.

use golden_beans::config::ConfigError;
use golden_beans::error::Error;
use golden_beans::storage::MigrateError;
use std::fmt;
use std::process::ExitCode;

/// A command ended without having done its work.
#[derive(Debug)]
pub struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// Something that is neither the settings' nor the arguments' fault: exit status 1.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 1 }
    }

    /// A setting or an argument that is wrong: exit status 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 2 }
    }

    /// Some failure of a command whose exit status 1 has a meaning of its own: exit status 2.
    pub fn usage_of(cause: impl fmt::Display) -> Self {
        Self::usage(cause.to_string())
    }

    /// The exit status of the process.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line, so that it can be found in a log of a service manager.
        let mut lines = self.message.lines().map(str::trim).filter(|line| !line.is_empty());
        f.write_str(lines.next().unwrap_or("failed"))?;
        lines.try_for_each(|line| write!(f, "; {line}"))
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Connect(_) => Self::usage(error.to_string()),
            MigrateError::Failed(_) => Self::new(error.to_string()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error.to_string())
    }
}
