//! What users change of their own account: name, password, one-time codes.

use super::App;
use super::fields::Fields;
use crate::auth::lockout::LoginKey;
use crate::auth::otp::{self, OtpEnrollment};
use crate::auth::sessions::EndedBecause;
use crate::auth::{Caller, PasswordVerdict, SecretText};
use crate::error::{Code, Error, Result};
use crate::storage::users::{self, UserChanges, UserRow};
use crate::storage::{login_failures, otp_secrets, sessions};

impl App {
    /// Changes the caller's name.
    ///
    /// # Errors
    /// 422 on `name`.
    pub async fn rename_myself(&self, caller: &Caller, name: &str) -> Result<()> {
        let mut fields = Fields::default();
        let name = fields.line("name", name, self.config.auth.name_max_chars);
        fields.finish()?;
        let id = caller.user_id.clone();
        let changes = UserChanges {
            name: Some(name),
            updated_at: Some(self.clock.now().naive_utc()),
            ..UserChanges::default()
        };
        self.storage.write(move |tx| Ok(users::update(tx, &id, &changes)?)).await?;
        self.auth.sessions.forget_user(&caller.user_id);
        Ok(())
    }

    /// Changes the caller's password and ends their other sessions.
    ///
    /// # Errors
    /// 422 on `old_password` or `new_password`; 429 `account_locked` after too many wrong old ones.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old_password: SecretText,
        new_password: SecretText,
    ) -> Result<()> {
        let user = self.confirm_password(caller, "old_password", old_password).await?;
        self.check_new_password("new_password", &new_password, &user)?;
        let password_hash = self.auth.passwords.hash(new_password).await?;
        let at = self.clock.now().naive_utc();
        let session_id = caller.session_id.clone();
        let changed = self
            .storage
            .write(move |tx| {
                let old_hash = user.password_hash.as_deref().unwrap_or_default();
                if !users::replace_password_hash(tx, &user.id, old_hash, &password_hash)? {
                    return Ok(false);
                }
                login_failures::clear_unless_locked(tx, LoginKey::of_user(&user.id).as_str(), at)?;
                let because = EndedBecause::PasswordChanged.as_str();
                sessions::revoke_all(tx, &user.id, Some(&session_id), at, because)?;
                Ok(true)
            })
            .await?;
        self.auth.sessions.forget_user(&caller.user_id);
        if changed { Ok(()) } else { Err(wrong_password("old_password")) }
    }

    /// Offers the caller a secret for one-time codes; it is in use once a code confirms it.
    ///
    /// # Errors
    /// 422 on `password`; 429 `account_locked` after too many wrong ones.
    pub async fn enroll_otp(&self, caller: &Caller, password: SecretText) -> Result<OtpEnrollment> {
        let user = self.confirm_password(caller, "password", password).await?;
        let account = user.username.as_deref().or(user.phone.as_deref()).unwrap_or(&user.id);
        let enrollment = otp::enroll(&self.config.district.name, account)?;
        let sealed = self.auth.otp_seal.seal(&user.id, &enrollment.secret)?;
        self.storage.write(move |tx| Ok(otp_secrets::offer(tx, &user.id, &sealed)?)).await?;
        Ok(enrollment)
    }

    /// Puts the offered secret to use: from now on the caller logs in with a one-time code.
    ///
    /// # Errors
    /// 409 `otp_unreadable`; 422 on `otp` if the code is wrong or nothing was offered.
    pub async fn confirm_otp(&self, caller: &Caller, code: &SecretText) -> Result<()> {
        let wrong =
            || Error::field("otp", "wrong_code", "send the six digits that the authenticator shows now");
        let user = self.own_row(caller).await?;
        let Some(offered) = user.totp_pending_secret else {
            return Err(Error::field("otp", "not_enrolled", "ask for a secret first: POST /auth/otp/enroll"));
        };
        let right =
            self.auth.otp_seal.check(&user.id, &offered, code, self.clock.now())?.ok_or_else(wrong)?;
        let caller = caller.clone();
        let session_id = caller.session_id.clone();
        let confirmed = self
            .storage
            .write(move |tx| {
                if !otp_secrets::confirm(tx, &caller.user_id, &offered, &right.sealed, right.step)? {
                    return Ok(false);
                }
                sessions::mark_otp_verified(tx, &caller.session_id)?;
                Ok(true)
            })
            .await?;
        self.auth.sessions.forget_session(&session_id);
        if confirmed { Ok(()) } else { Err(wrong()) }
    }

    /// Ends the use of one-time codes, where the role does not need them.
    ///
    /// # Errors
    /// 403 `otp_enrollment_required` if the role needs them; 422 on `password`; 429 `account_locked`.
    pub async fn remove_otp(&self, caller: &Caller, password: SecretText) -> Result<()> {
        if self.needs_otp(caller.role) {
            return Err(Error::new(Code::OtpEnrollmentRequired));
        }
        let user = self.confirm_password(caller, "password", password).await?;
        let changes = UserChanges {
            totp_secret: Some(None),
            totp_pending_secret: Some(None),
            ..UserChanges::default()
        };
        self.storage.write(move |tx| Ok(users::update(tx, &user.id, &changes)?)).await
    }

    /// What is wrong with a user's new password, if anything.
    pub(super) fn check_new_password(
        &self,
        field: &str,
        password: &SecretText,
        user: &UserRow,
    ) -> Result<()> {
        let known: Vec<&str> = user.username.as_deref().into_iter().chain(user.phone.as_deref()).collect();
        let mut fields = Fields::default();
        fields.all_wrong(self.auth.passwords.problem_of(field, password, &known));
        fields.finish()
    }

    /// The caller's row, if `password` is theirs. A wrong one counts as a failed login does.
    pub(super) async fn confirm_password(
        &self,
        caller: &Caller,
        field: &str,
        password: SecretText,
    ) -> Result<UserRow> {
        let key = LoginKey::of_user(&caller.user_id);
        self.refuse_if_locked(&key).await?;
        let user = self.own_row(caller).await?;
        match self.auth.passwords.check(user.password_hash.clone(), password).await? {
            PasswordVerdict::Right | PasswordVerdict::RightButOutdated => Ok(user),
            PasswordVerdict::Wrong => {
                self.count_failure(&key).await??;
                Err(wrong_password(field))
            }
        }
    }

    async fn own_row(&self, caller: &Caller) -> Result<UserRow> {
        let id = caller.user_id.clone();
        let found = self.storage.read(move |connection| Ok(users::find(connection, &id)?)).await?;
        found.ok_or_else(|| Error::new(Code::NotLoggedIn))
    }
}

fn wrong_password(field: &str) -> Error {
    Error::field(field, "wrong_password", "this is not your present password")
}
