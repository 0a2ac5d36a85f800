//! A resident asks for a code to pay with.

use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::App;
use chrono::{DateTime, Utc};

/// A code to pay with. It is as good as money until it expires, is used, or a newer one is made.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = PayCode)]
pub struct PayCodeView {
    /// 18 digits, for the bar code and the QR code.
    #[schema(min_length = 18, max_length = 18)]
    pub code: String,
    /// Good until then.
    pub expires_at: DateTime<Utc>,
}

impl App {
    /// Makes a code, which voids the caller's one before.
    ///
    /// # Errors
    /// 403; 429 for too many in a minute; 503.
    pub async fn issue_pay_code(&self, caller: &Caller) -> Result<PayCodeView> {
        caller.must_be(&[Role::Resident])?;
        self.pay_code_issues.take(&caller.user_id)?;
        let issued = self.ledger.issue_pay_code(&caller.user_id).await?;
        self.remember_holder(&issued.code, caller);
        Ok(PayCodeView { code: issued.code.expose().to_owned(), expires_at: issued.expires_at })
    }
}
