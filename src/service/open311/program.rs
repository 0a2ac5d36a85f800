//! Which program files, and in whose name.

use super::api_keys::{ApiPermission, permissions_of};
use crate::auth::opaque::{AccountCode, ApiKey};
use crate::domain::reporter::Reporter;
use crate::domain::role::Role;
use crate::error::{Code, Error, FieldError, Result};
use crate::service::App;
use crate::storage::WriteTx;
use crate::storage::open311::{account_codes, api_keys};
use crate::storage::users;
use chrono::NaiveDateTime;

/// A program whose key is good.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub api_key_id: String,
    permissions: Vec<ApiPermission>,
}

impl Program {
    /// Refuses what the key may not do.
    ///
    /// # Errors
    /// 403 `api_key_refused`.
    pub fn may_file(&self, for_resident: bool) -> Result<()> {
        let needed = if for_resident { ApiPermission::FileForResidents } else { ApiPermission::File };
        if self.permissions.contains(&needed) {
            return Ok(());
        }
        Err(Error::new(Code::ApiKeyRefused).with_facts(format!("the key lacks the permission {needed}")))
    }
}

impl App {
    /// The program of this key, with one filing counted against its minute.
    ///
    /// # Errors
    /// 403 `api_key_refused` for a key that is missing, wrong or revoked, without saying which; 429.
    pub(super) async fn program(&self, api_key: Option<&str>) -> Result<Program> {
        let refused = || Error::new(Code::ApiKeyRefused);
        let key_hash = api_key.and_then(ApiKey::parse).ok_or_else(refused)?.hash();
        let row = self.storage.read(move |c| api_keys::find_by_hash(c, &key_hash)).await?;
        let row = row.filter(|row| row.revoked_at.is_none()).ok_or_else(refused)?;
        self.auth.filings.take(&row.id)?;
        Ok(Program { permissions: permissions_of(&row)?, api_key_id: row.id })
    }
}

/// The same answer for every code that is of no use to this program: it tells nobody who exists.
pub(super) fn unknown_account() -> FieldError {
    FieldError::new(
        "account_id",
        "unknown_account",
        "a code that a resident made for this program and has not taken back; leave it out to file for nobody",
    )
}

/// In whose name a program files: the resident whose code it shows, or nobody. A free code becomes this program's.
///
/// # Errors
/// 422 on field `account_id`.
pub(super) fn reporter_in(
    tx: &mut WriteTx<'_>,
    program: &Program,
    account: Option<&AccountCode>,
    at: NaiveDateTime,
) -> Result<Reporter> {
    let Some(account) = account else {
        users::ensure_nobody(tx, at)?;
        return Ok(Reporter::Nobody);
    };
    let unknown = || Error::invalid(vec![unknown_account()]);
    let code = account_codes::lock_by_hash(tx, &account.hash())?
        .filter(|code| code.revoked_at.is_none())
        .filter(|code| match &code.api_key_id {
            Some(api_key_id) => *api_key_id == program.api_key_id,
            None => code.expires_at > at,
        })
        .ok_or_else(unknown)?;
    let resident = users::find(tx, &code.resident_id)?.filter(|user| user.active).ok_or_else(unknown)?;
    if resident.role()? != Role::Resident {
        return Err(unknown());
    }
    account_codes::note_use(tx, &code, &program.api_key_id, at)?;
    Ok(Reporter::Resident(resident.id))
}
