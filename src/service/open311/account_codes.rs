//! A resident lets a program file in their name, by a code that they make and can take back.
//!
//! The code is random and bound to the first program that uses it, so that no program can credit somebody who did not
//! allow it, find out who exists, or use what leaked from another.

use crate::auth::Caller;
use crate::auth::opaque::AccountCode;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::{App, new_id};
use crate::storage::open311::account_codes::{self, AccountCodeRow};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A code that was just made.
#[derive(Serialize, ToSchema)]
pub struct NewAccountCode {
    /// Its id.
    pub id: String,
    /// What to enter in the program. It is shown this once and kept hashed.
    pub account_id: String,
    /// Until when a program has to use it first.
    pub expires_at: DateTime<Utc>,
}

/// A code as its resident sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AccountCode)]
pub struct AccountCodeView {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when a program has to use it first; null once one has.
    pub expires_at: Option<DateTime<Utc>>,
    /// The program that files with it; null until one does.
    pub program: Option<String>,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl AccountCodeView {
    fn of((row, program): (AccountCodeRow, Option<String>)) -> Self {
        Self {
            expires_at: row.api_key_id.is_none().then(|| row.expires_at.and_utc()),
            id: row.id,
            created_at: row.created_at.and_utc(),
            program,
            last_used_at: row.last_used_at.map(|at| at.and_utc()),
        }
    }
}

impl App {
    /// Makes a code.
    ///
    /// # Errors
    /// 403; 409 `too_many_account_codes`.
    pub async fn make_account_code(&self, caller: &Caller) -> Result<NewAccountCode> {
        caller.must_be(&[Role::Resident])?;
        let limits = &self.config.open311;
        let now = self.clock.now();
        let expires_at = now + TimeDelta::hours(i64::from(limits.account_code_unused_h));
        let code = AccountCode::generate();
        let row = AccountCodeRow {
            id: new_id(),
            resident_id: caller.user_id.clone(),
            code_hash: code.hash(),
            created_at: now.naive_utc(),
            expires_at: expires_at.naive_utc(),
            api_key_id: None,
            bound_at: None,
            last_used_at: None,
            revoked_at: None,
        };
        let made = NewAccountCode { id: row.id.clone(), account_id: code.expose().to_owned(), expires_at };
        let most = limits.account_codes_per_resident;
        self.storage
            .write(move |tx| {
                // The resident's row is locked so that requests at the same moment count each other.
                crate::storage::users::lock(tx, &row.resident_id)?;
                if account_codes::live(tx, &row.resident_id, now.naive_utc())?.len() >= most {
                    return Err(Error::new(Code::TooManyAccountCodes));
                }
                account_codes::insert(tx, &row)
            })
            .await?;
        Ok(made)
    }

    /// The caller's codes that can still be used, newest first.
    ///
    /// # Errors
    /// 403.
    pub async fn account_codes(&self, caller: &Caller) -> Result<Vec<AccountCodeView>> {
        caller.must_be(&[Role::Resident])?;
        let (resident_id, now) = (caller.user_id.clone(), self.clock.now().naive_utc());
        self.storage
            .read(move |c| {
                let rows = account_codes::live(c, &resident_id, now)?;
                Ok(rows.into_iter().map(AccountCodeView::of).collect())
            })
            .await
    }

    /// Takes a code back, at once and for good. Doing it again changes nothing.
    ///
    /// # Errors
    /// 403; 404, also for other people's.
    pub async fn revoke_account_code(&self, caller: &Caller, id: String) -> Result<()> {
        caller.must_be(&[Role::Resident])?;
        let (resident_id, at) = (caller.user_id.clone(), self.clock.now().naive_utc());
        self.storage.write(move |tx| account_codes::revoke(tx, &resident_id, &id, at)).await
    }
}
