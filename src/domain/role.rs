//! Who a user is to the program. What a role may do is decided in `auth`, not here.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// A user's role; a user has exactly one.
    "role" Role {
        /// Reports and earns.
        Resident = "resident",
        /// Triage, assignment, verification and closing at the dispatch center.
        Dispatcher = "dispatcher",
        /// Fixes problems for a responsible unit.
        Handler = "handler",
        /// Takes beans at a shop's till.
        Cashier = "cashier",
        /// Funds campaigns and settles with shops.
        Finance = "finance",
        /// Reads everything of the ledger, writes nothing.
        Auditor = "auditor",
        /// Runs the scheme: people, places, campaigns and rules.
        Admin = "admin",
    }
}

impl Role {
    /// Whether a person who holds this role earns beans; everybody else is excluded, also on a resident's account
    /// with the same phone.
    #[must_use]
    pub const fn earns(self) -> bool {
        matches!(self, Self::Resident)
    }
}
