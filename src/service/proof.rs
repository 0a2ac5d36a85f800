//! Proving once more who one is, before what must not be done from a desk that somebody left unattended.

use super::App;
use crate::auth::lockout::LoginKey;
use crate::auth::{Caller, SecretText};
use crate::error::{Code, Error, Result};
use crate::storage::{otp_secrets, sessions};
use chrono::TimeDelta;

impl App {
    /// Checks the caller's password, and their one-time code where they have one, and notes it for this session.
    ///
    /// # Errors
    /// 401 `otp_required`; 409 `otp_unreadable`; 422 on `password` or `otp`; 429 `account_locked` after too many wrong ones.
    pub async fn prove(&self, caller: &Caller, password: SecretText, code: Option<SecretText>) -> Result<()> {
        let user = self.confirm_password(caller, "password", password).await?;
        let now = self.clock.now();
        let code = match (&user.totp_secret, code) {
            (None, _) => None,
            (Some(_), None) => return Err(Error::new(Code::OtpRequired)),
            (Some(stored), Some(code)) => match self.auth.otp_seal.check(&user.id, stored, &code, now)? {
                Some(right) => Some((stored.clone(), right)),
                None => return Err(self.wrong_otp(&user.id).await?),
            },
        };
        let (user_id, session_id) = (user.id.clone(), caller.session_id.clone());
        let proven = self
            .storage
            .write(move |tx| {
                // A code that was looked at over somebody's shoulder is used up already.
                if let Some((stored, right)) = &code
                    && !otp_secrets::accept_step(tx, &user_id, stored, &right.sealed, right.step)?
                {
                    return Ok(false);
                }
                sessions::mark_proven(tx, &session_id, now.naive_utc())?;
                Ok(true)
            })
            .await?;
        if proven { Ok(()) } else { Err(self.wrong_otp(&user.id).await?) }
    }

    /// Refuses a caller who has not proven who they are within the last `minutes`; 0 asks for nothing.
    ///
    /// # Errors
    /// 403 `proof_required`.
    pub(super) async fn must_have_proven(&self, caller: &Caller, minutes: u32) -> Result<()> {
        if minutes == 0 {
            return Ok(());
        }
        let session_id = caller.session_id.clone();
        let proven_at = self.storage.read(move |c| Ok(sessions::proven_at(c, &session_id)?)).await?;
        let since = (self.clock.now() - TimeDelta::minutes(i64::from(minutes))).naive_utc();
        match proven_at {
            Some(at) if at > since => Ok(()),
            _ => Err(Error::new(Code::ProofRequired)),
        }
    }

    /// Counts a wrong code as a failed login.
    async fn wrong_otp(&self, user_id: &str) -> Result<Error> {
        self.count_failure(&LoginKey::of_user(user_id)).await??;
        Ok(Error::field("otp", "wrong_code", "send the six digits that the authenticator shows now"))
    }
}
