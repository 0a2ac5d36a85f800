//! An admin issues, lists and revokes the keys of programs.

use crate::auth::Caller;
use crate::auth::opaque::ApiKey;
use crate::domain::role::Role;
use crate::domain::text_enum::text_enum;
use crate::error::{Error, Result};
use crate::service::fields::Fields;
use crate::service::{App, new_id};
use crate::storage::open311::api_keys::{self, ApiKeyRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// What a program may do. Reading needs no key.
    "permission" ApiPermission {
        /// File reports for nobody.
        File = "file",
        /// File reports in the name of residents who gave it a code.
        FileForResidents = "file_for_residents",
    }
}

/// A key to be issued.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    /// The program's name, unique.
    #[schema(example = "云岭随手拍")]
    pub name: String,
    /// What it may do; at least one.
    #[schema(min_items = 1)]
    pub permissions: Vec<ApiPermission>,
}

/// A key as the admin sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct ApiKeyView {
    /// Its id.
    pub id: String,
    /// The program's name.
    pub name: String,
    /// The key's first letters, to tell it from others.
    #[schema(example = "gbk_3fQx9a")]
    pub hint: String,
    /// What it may do.
    pub permissions: Vec<ApiPermission>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it last filed something.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked; null while it is good.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key that was just issued.
#[derive(Serialize, ToSchema)]
pub struct IssuedApiKey {
    /// The key. It is shown this once and kept hashed: note it down now.
    pub key: String,
    /// As it is listed.
    #[serde(flatten)]
    pub view: ApiKeyView,
}

impl TryFrom<ApiKeyRow> for ApiKeyView {
    type Error = Error;

    fn try_from(row: ApiKeyRow) -> Result<Self> {
        Ok(Self {
            permissions: permissions_of(&row)?,
            id: row.id,
            name: row.name,
            hint: row.hint,
            created_at: row.created_at.and_utc(),
            last_used_at: row.last_used_at.map(|at| at.and_utc()),
            revoked_at: row.revoked_at.map(|at| at.and_utc()),
        })
    }
}

/// What a stored key may do.
///
/// # Errors
/// 500 if the database holds a word that is no permission.
pub(super) fn permissions_of(row: &ApiKeyRow) -> Result<Vec<ApiPermission>> {
    row.permissions.split(',').map(|word| ApiPermission::parse(word).map_err(Error::internal)).collect()
}

impl App {
    /// Issues a key.
    ///
    /// # Errors
    /// 403; 409 `name_taken`; 422.
    pub async fn issue_api_key(&self, caller: &Caller, new: NewApiKey) -> Result<IssuedApiKey> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let name = fields.line("name", &new.name, self.config.scheme.name_chars);
        if new.permissions.is_empty() {
            fields.wrong("permissions", "too_few", "at least one");
        }
        fields.finish()?;
        let mut permissions = new.permissions;
        permissions.sort_unstable();
        permissions.dedup();
        let key = ApiKey::generate();
        let words: Vec<&str> = permissions.iter().map(|permission| permission.as_str()).collect();
        let row = ApiKeyRow {
            id: new_id(),
            name,
            key_hash: key.hash(),
            hint: key.hint(),
            permissions: words.join(","),
            created_at: self.clock.now().naive_utc(),
            created_by: caller.user_id.clone(),
            last_used_at: None,
            revoked_at: None,
            revoked_by: None,
        };
        tracing::info!(api_key = %row.id, by = %caller.user_id, "an api key was issued");
        let view = ApiKeyView::try_from(row.clone())?;
        self.storage.write(move |tx| api_keys::insert(tx, &row)).await?;
        Ok(IssuedApiKey { key: key.expose().to_owned(), view })
    }

    /// Keys, newest first, revoked ones too.
    ///
    /// # Errors
    /// 403.
    pub async fn api_keys(
        &self,
        caller: &Caller,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<ApiKeyView>> {
        caller.must_be(&[Role::Admin])?;
        self.storage
            .read(move |c| {
                let rows = api_keys::list(c, after_id.as_deref(), rows)?;
                rows.into_iter().map(ApiKeyView::try_from).collect()
            })
            .await
    }

    /// Revokes a key, at once and for good. Doing it again changes nothing.
    ///
    /// # Errors
    /// 403; 404.
    pub async fn revoke_api_key(&self, caller: &Caller, id: String) -> Result<ApiKeyView> {
        caller.must_be(&[Role::Admin])?;
        let (by, at) = (caller.user_id.clone(), self.clock.now().naive_utc());
        tracing::info!(api_key = %id, by = %by, "an api key was revoked");
        ApiKeyView::try_from(self.storage.write(move |tx| api_keys::revoke(tx, &id, &by, at)).await?)
    }
}
