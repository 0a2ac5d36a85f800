//! How failures of the database become outward errors.

use super::{Code, Error};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match classify(&error) {
            Failure::ConnectionLost => Self::new(Code::DatabaseUnavailable).because(error),
            Failure::Transient => Self::new(Code::DatabaseUnavailable).because(error).transient(),
            Failure::Missing => Self::new(Code::NotFound),
            Failure::Other => Self::internal(error),
        }
    }
}

/// What a database failure means for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The connection is gone; what was in flight has an unknown outcome.
    ConnectionLost,
    /// Serialization failure, deadlock or busy: the same transaction may succeed at once.
    Transient,
    /// No such row.
    Missing,
    /// A defect of ours.
    Other,
}

/// Sorts a database failure. Drivers give some of these by message only.
pub(crate) fn classify(error: &DieselError) -> Failure {
    match error {
        DieselError::NotFound => Failure::Missing,
        DieselError::DatabaseError(kind, info) => by_kind(kind, info.as_ref()),
        DieselError::BrokenTransactionManager | DieselError::RollbackErrorOnCommit { .. } => {
            Failure::ConnectionLost
        }
        _ => Failure::Other,
    }
}

fn by_kind(kind: &DatabaseErrorKind, info: &(dyn DatabaseErrorInformation + Send + Sync)) -> Failure {
    const LOST: [&str; 16] = [
        "server closed the connection",
        "terminating connection",
        "canceling statement due to statement timeout",
        "no connection to the server",
        "could not connect",
        "connection to server",
        "connection not open",
        "the database system is",
        "could not receive data",
        "could not send data",
        "disk i/o error",
        "database or disk is full",
        "no space left on device",
        // PostgreSQL on a disk that is full in the middle of a page, and with what it cannot tell the reason of.
        "could not extend file",
        "could not write",
        "could not fsync",
    ];
    const TRANSIENT: [&str; 5] = [
        "database is locked",
        "database table is locked",
        "deadlock detected",
        "lock timeout",
        "could not serialize",
    ];
    // A text with a NUL in it: PostgreSQL keeps none, so it names nothing that is there. What is to be kept was cleaned.
    const NO_SUCH_TEXT: &str = "invalid byte sequence for encoding";
    match kind {
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            Failure::ConnectionLost
        }
        DatabaseErrorKind::SerializationFailure => Failure::Transient,
        _ => {
            let message = info.message().to_lowercase();
            if message.contains(NO_SUCH_TEXT) {
                Failure::Missing
            } else if LOST.iter().any(|sign| message.contains(sign)) {
                Failure::ConnectionLost
            } else if TRANSIENT.iter().any(|sign| message.contains(sign)) {
                Failure::Transient
            } else {
                Failure::Other
            }
        }
    }
}

impl Error {
    /// A closure for `map_err`: a unique violation becomes `code`, all else as usual.
    pub fn on_unique(code: Code) -> impl Fn(DieselError) -> Self {
        move |error| match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                Self::new(code).because(error)
            }
            other => other.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Code {
        let info = Box::new(message.to_owned());
        Error::from(DieselError::DatabaseError(DatabaseErrorKind::Unknown, info)).code()
    }

    #[test]
    fn a_full_disk_is_no_defect() {
        for message in [
            "database or disk is full",
            "could not extend file \"base/5/16388\": No space left on device",
            "could not extend file \"base/5/16388\": wrote only 4096 of 8192 bytes at block 3",
            "could not write to file \"pg_wal/xlogtemp.71\": No space left on device",
        ] {
            assert_eq!(said(message), Code::DatabaseUnavailable, "{message}");
        }
        assert_eq!(said("null value in column \"id\" violates not-null constraint"), Code::Internal);
    }
}
