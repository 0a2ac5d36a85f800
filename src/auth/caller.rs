//! The person behind a request.

use crate::domain::role::Role;
use crate::error::{Code, Error, Result};

/// The logged-in person behind a request, as the database knows them now (not as the token remembers them).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// `users.id`
    pub user_id: String,
    /// The session of the access token.
    pub session_id: String,
    /// The present role.
    pub role: Role,
    /// A handler's unit.
    pub unit_id: Option<String>,
    /// A cashier's shop.
    pub shop_id: Option<String>,
    /// Their name as a shop sees it.
    pub masked_name: String,
}

impl Caller {
    /// Refuses callers of other roles.
    ///
    /// # Errors
    /// 403 `forbidden`.
    pub fn must_be(&self, roles: &[Role]) -> Result<()> {
        if roles.contains(&self.role) { Ok(()) } else { Err(Error::new(Code::Forbidden)) }
    }

    /// The shop of a cashier.
    ///
    /// # Errors
    /// 403 `forbidden` for everybody else.
    pub fn shop(&self) -> Result<&str> {
        self.must_be(&[Role::Cashier])?;
        self.shop_id.as_deref().ok_or_else(|| Error::new(Code::Forbidden))
    }

    /// The unit of a handler.
    ///
    /// # Errors
    /// 403 `forbidden` for everybody else.
    pub fn unit(&self) -> Result<&str> {
        self.must_be(&[Role::Handler])?;
        self.unit_id.as_deref().ok_or_else(|| Error::new(Code::Forbidden))
    }
}
