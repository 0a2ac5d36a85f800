//! Logging in: name, password, and a one-time code where one is set up.

use super::{App, new_id};
use crate::auth::lockout::{FailureOutcome, Failures, LoginKey, lock_span};
use crate::auth::login_name::LoginName;
use crate::auth::refresh::RefreshToken;
use crate::auth::sessions::{EndedBecause, absolute_time};
use crate::auth::{PasswordVerdict, RightCode, SecretText};
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::storage::login_failures::{self, LoginFailureRow};
use crate::storage::sessions::{self, RefreshTokenRow, SessionRow};
use crate::storage::users::{self, UserRow};
use crate::storage::{DbConnection, WriteTx, otp_secrets};
use chrono::{DateTime, TimeDelta, Utc};
use std::net::IpAddr;

/// How long failures are remembered at least, days.
const FAILURES_KEPT_DAYS: i64 = 1;

/// Somebody's attempt to log in.
#[derive(Debug, Clone)]
pub struct LoginAttempt {
    /// User name, or a resident's phone.
    pub name: LoginName,
    /// The password.
    pub password: SecretText,
    /// The authenticator's code.
    pub otp: Option<SecretText>,
    /// Where the attempt comes from.
    pub address: IpAddr,
}

/// What a session's owner is given.
#[derive(Debug)]
pub struct Grant {
    /// Proves who is calling, for a short time.
    pub access_token: SecretText,
    /// How long, seconds.
    pub expires_in_s: i64,
    /// To be exchanged once for the next grant.
    pub refresh_token: RefreshToken,
    /// Until when the session may last at most.
    pub session_expires_at: DateTime<Utc>,
    /// The user.
    pub user_id: String,
    /// The user's role.
    pub role: Role,
    /// Whether nothing but setting up a one-time code is possible yet.
    pub otp_enrollment_required: bool,
}

/// A session that was just opened or went on.
pub(super) struct OpenedSession {
    pub(super) session: SessionRow,
    pub(super) refresh_token: RefreshToken,
    pub(super) role: Role,
    /// Sessions that ended to make room.
    pub(super) ended: Vec<String>,
}

impl App {
    /// Opens a session.
    ///
    /// # Errors
    /// 401 `bad_credentials` (also for names that belong to nobody, and inactive users) or `otp_required`; 409
    /// `otp_unreadable` where the secret of the code was sealed with another key; 429
    /// `account_locked` after too many failures (also for names that belong to nobody), `too_many_requests` by address.
    pub async fn login(&self, attempt: LoginAttempt) -> Result<Grant> {
        self.auth.login_failures.attempt(attempt.address)?;
        let name = attempt.name.clone();
        let user = self.storage.read(move |connection| find_by_login(connection, &name)).await?;
        let key = match &user {
            Some(user) => LoginKey::of_user(&user.id),
            None => LoginKey::of_nobody(attempt.name.normal()),
        };
        self.refuse_if_locked(&key).await?;
        let user = user.filter(|user| user.active);
        let stored = user.as_ref().and_then(|user| user.password_hash.clone());
        let verdict = self.auth.passwords.check(stored, attempt.password.clone()).await?;
        let Some(user) = user.filter(|_| verdict != PasswordVerdict::Wrong) else {
            return Err(self.login_failed(&key, attempt.address).await?);
        };
        let code = match (&user.totp_secret, &attempt.otp) {
            (None, _) => None,
            (Some(_), None) => return Err(Error::new(Code::OtpRequired)),
            (Some(stored), Some(code)) => {
                match self.auth.otp_seal.check(&user.id, stored, code, self.clock.now())? {
                    Some(right) => Some(right),
                    None => return Err(self.login_failed(&key, attempt.address).await?),
                }
            }
        };
        let new_hash = match verdict {
            PasswordVerdict::RightButOutdated => Some(self.auth.passwords.hash(attempt.password).await?),
            _ => None,
        };
        let opened = self.open_session(&key, user, code, new_hash).await?;
        match opened {
            Some(opened) => self.grant(opened),
            None => Err(self.login_failed(&key, attempt.address).await?),
        }
    }

    /// Opens the session in one transaction; `None` if the code or the password became wrong since they were checked.
    async fn open_session(
        &self,
        key: &LoginKey,
        user: UserRow,
        code: Option<RightCode>,
        new_hash: Option<String>,
    ) -> Result<Option<OpenedSession>> {
        let now = self.clock.now();
        let (app, key) = (self.clone(), key.clone());
        self.storage
            .write(move |tx| {
                let unchanged = users::lock(tx, &user.id)?
                    .is_some_and(|row| row.active && row.password_hash == user.password_hash);
                if !unchanged {
                    return Ok(None);
                }
                login_failures::clear_unless_locked(tx, key.as_str(), now.naive_utc())?;
                if let Some(until) = locked_until(tx, &key, now)? {
                    return Err(locked(until, now));
                }
                if let (Some(code), Some(stored)) = (&code, &user.totp_secret)
                    && !otp_secrets::accept_step(tx, &user.id, stored, &code.sealed, code.step)?
                {
                    return Ok(None);
                }
                if let (Some(old), Some(new)) = (&user.password_hash, &new_hash) {
                    users::replace_password_hash(tx, &user.id, old, new)?;
                }
                app.open_session_in(tx, &user, code.is_some(), now).map(Some)
            })
            .await
    }

    fn open_session_in(
        &self,
        tx: &mut WriteTx<'_>,
        user: &UserRow,
        otp_verified: bool,
        now: DateTime<Utc>,
    ) -> Result<OpenedSession> {
        let role = user.role()?;
        let config = &self.config.auth;
        let at = now.naive_utc();
        sessions::forget(tx, &user.id, at - TimeDelta::days(i64::from(config.session_kept_days)))?;
        let open = sessions::list_open(tx, &user.id, at)?;
        let mut ended = Vec::new();
        for oldest in open.into_iter().skip(config.sessions_per_user.saturating_sub(1)) {
            sessions::revoke(tx, &oldest.id, at, EndedBecause::TooManySessions.as_str())?;
            ended.push(oldest.id);
        }
        let session = SessionRow {
            id: new_id(),
            user_id: user.id.clone(),
            otp_verified,
            created_at: at,
            last_used_at: at,
            expires_at: at + absolute_time(config.session_of(role)),
            revoked_at: None,
            revoked_because: None,
            proven_at: None,
        };
        sessions::insert(tx, &session)?;
        let refresh_token = issue_refresh_token(tx, &session.id, now)?;
        Ok(OpenedSession { session, refresh_token, role, ended })
    }

    /// What the owner of a session is given.
    pub(super) fn grant(&self, opened: OpenedSession) -> Result<Grant> {
        let OpenedSession { session, refresh_token, role, ended } = opened;
        for id in &ended {
            self.auth.sessions.forget_session(id);
        }
        let access_token = self.auth.tokens.issue(&session.user_id, &session.id, role, self.clock.now())?;
        Ok(Grant {
            access_token: SecretText::new(access_token),
            expires_in_s: self.auth.tokens.life_s(),
            refresh_token,
            session_expires_at: session.expires_at.and_utc(),
            user_id: session.user_id.clone(),
            role,
            otp_enrollment_required: !session.otp_verified && self.needs_otp(role),
        })
    }

    /// Refuses while the name is locked.
    pub(super) async fn refuse_if_locked(&self, key: &LoginKey) -> Result<()> {
        let now = self.clock.now();
        let asked = key.clone();
        let until = self.storage.read(move |connection| locked_until(connection, &asked, now)).await?;
        until.map_or(Ok(()), |until| Err(locked(until, now)))
    }

    /// Counts a failure for the name and the address, and says how to answer.
    async fn login_failed(&self, key: &LoginKey, address: IpAddr) -> Result<Error> {
        if let Err(locked) = self.count_failure(key).await? {
            return Ok(locked);
        }
        Ok(match self.auth.login_failures.failed(address) {
            Ok(()) => Error::new(Code::BadCredentials),
            Err(throttled) => throttled,
        })
    }

    /// Counts a wrong password for the name. The inner error says that it is locked, so that neither right nor wrong
    /// may be told: of attempts at the same moment only so many as are allowed learn that they failed.
    pub(super) async fn count_failure(&self, key: &LoginKey) -> Result<Result<()>> {
        let now = self.clock.now();
        let (config, key) = (std::sync::Arc::clone(&self.config), key.clone());
        let outcome = self
            .storage
            .write(move |tx| {
                let kept = TimeDelta::days(FAILURES_KEPT_DAYS).max(lock_span(&config.auth));
                login_failures::forget(tx, (now - kept).naive_utc())?;
                let row = login_failures::lock(tx, key.as_str(), now.naive_utc())?;
                let outcome = failures_of(&row).add(now, &config.auth);
                if let FailureOutcome::Counted(failures) = outcome {
                    let row = LoginFailureRow {
                        login_key: key.as_str().to_owned(),
                        failures: failures.count,
                        locked_until: failures.locked_until.map(|until| until.naive_utc()),
                        last_failed_at: now.naive_utc(),
                    };
                    login_failures::update(tx, &row)?;
                }
                Ok(outcome)
            })
            .await?;
        match outcome {
            FailureOutcome::Locked { until } => Ok(Err(locked(until, now))),
            FailureOutcome::Counted(failures) => {
                if failures.locked_until.is_some() {
                    tracing::warn!("a login name was locked after {} wrong passwords", failures.count);
                }
                Ok(Ok(()))
            }
        }
    }
}

/// A fresh refresh token of that session.
pub(super) fn issue_refresh_token(
    tx: &mut WriteTx<'_>,
    session_id: &str,
    now: DateTime<Utc>,
) -> Result<RefreshToken> {
    let token = RefreshToken::generate();
    let row = RefreshTokenRow {
        token_hash: token.hash(),
        session_id: session_id.to_owned(),
        created_at: now.naive_utc(),
        used_at: None,
    };
    sessions::insert_token(tx, &row)?;
    Ok(token)
}

fn find_by_login(connection: &mut DbConnection, name: &LoginName) -> Result<Option<UserRow>> {
    Ok(match name {
        LoginName::Phone(phone) => users::find_resident_by_phone(connection, phone)?,
        LoginName::Username(name) => users::find_by_username(connection, name)?,
        LoginName::Nobodys(_) => None,
    })
}

fn locked_until(
    connection: &mut DbConnection,
    key: &LoginKey,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    let row = login_failures::find(connection, key.as_str())?;
    Ok(row.and_then(|row| locked_until_of(&row, now)))
}

/// When the lock ends, if there is one at `now`.
pub(super) fn locked_until_of(row: &LoginFailureRow, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    failures_of(row).locked_at(now)
}

fn failures_of(row: &LoginFailureRow) -> Failures {
    Failures { count: row.failures, locked_until: row.locked_until.map(|until| until.and_utc()) }
}

/// The answer to everybody while a name is locked.
fn locked(until: DateTime<Utc>, now: DateTime<Utc>) -> Error {
    let milliseconds = u64::try_from((until - now).num_milliseconds()).unwrap_or(0);
    let seconds = u32::try_from(milliseconds.div_ceil(1000)).unwrap_or(u32::MAX);
    Error::new(Code::AccountLocked).retry_after(seconds.max(1))
}
