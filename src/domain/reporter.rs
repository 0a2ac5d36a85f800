//! Who filed a report: a resident, or nobody that is known.

/// The user that stands for nobody. It is made with the first report that nobody filed; it has neither name, phone nor
/// password, is never active, and earns nothing.
pub const NOBODY_USER_ID: &str = "00000000-0000-7000-8000-000000000000";

/// Who filed a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reporter {
    /// A resident, by `users.id`.
    Resident(String),
    /// Nobody that is known: a program filed it for no resident.
    Nobody,
}

impl Reporter {
    /// The reporter whom a stored `users.id` means.
    #[must_use]
    pub fn of_user(id: &str) -> Self {
        if id == NOBODY_USER_ID { Self::Nobody } else { Self::Resident(id.to_owned()) }
    }

    /// The `users.id` to store.
    #[must_use]
    pub fn user_id(&self) -> &str {
        match self {
            Self::Resident(id) => id,
            Self::Nobody => NOBODY_USER_ID,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_means_the_same_again() {
        for reporter in
            [Reporter::Nobody, Reporter::Resident("01912345-0000-7000-8000-000000000001".to_owned())]
        {
            assert_eq!(Reporter::of_user(reporter.user_id()), reporter);
        }
    }
}
