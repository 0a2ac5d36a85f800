//! Who is calling: from an access token to the person as the database knows them now.

use super::App;
use crate::auth::Caller;
use crate::auth::sessions::{KnownSession, SessionTimes};
use crate::domain::name::mask_name;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::storage::sessions::{self, LiveSession, SessionRow};
use chrono::{DateTime, Utc};

impl App {
    /// The person behind an access token, who may do all that their role may.
    ///
    /// # Errors
    /// 401 `token_expired` or `not_logged_in`; 403 `otp_enrollment_required` while a one-time code that the role
    /// needs is not set up.
    pub async fn authenticate(&self, token: &str) -> Result<Caller> {
        let known = self.known_session(token).await?;
        if !known.otp_verified && self.needs_otp(known.caller.role) {
            return Err(Error::new(Code::OtpEnrollmentRequired));
        }
        Ok(known.caller)
    }

    /// As [`App::authenticate`], also for those who have yet to set up the one-time code that their role needs.
    ///
    /// # Errors
    /// 401 `token_expired` or `not_logged_in`.
    pub async fn authenticate_before_otp(&self, token: &str) -> Result<Caller> {
        Ok(self.known_session(token).await?.caller)
    }

    /// Whether the settings ask users of that role for a one-time code.
    #[must_use]
    pub fn needs_otp(&self, role: Role) -> bool {
        self.config.auth.otp_roles.contains(&role)
    }

    async fn known_session(&self, token: &str) -> Result<KnownSession> {
        let now = self.clock.now();
        let claims = self.auth.tokens.check(token, now)?;
        let remembered = self.auth.sessions.get(&claims.sid);
        let known = match remembered.filter(|known| now < known.note_use_from && now < known.ends_at) {
            Some(known) => known,
            None => self.read_session(&claims.sid, now).await?,
        };
        // A token of ours with another person's session cannot be; if it is, nobody is let in.
        if known.caller.user_id == claims.sub {
            Ok(known)
        } else {
            Err(Error::new(Code::NotLoggedIn).because("the session is somebody else's"))
        }
    }

    async fn read_session(&self, session_id: &str, now: DateTime<Utc>) -> Result<KnownSession> {
        let mark = self.auth.sessions.before_reading();
        let id = session_id.to_owned();
        let live = self.storage.read(move |connection| Ok(sessions::find_live(connection, &id)?)).await?;
        let Some(mut live) = live else { return Err(Error::new(Code::NotLoggedIn)) };
        let mut known = self.judge(&live, now)?;
        if now >= known.note_use_from {
            let id = session_id.to_owned();
            self.storage.write(move |tx| Ok(sessions::touch(tx, &id, now.naive_utc())?)).await?;
            live.session.last_used_at = now.naive_utc();
            known = self.judge(&live, now)?;
        }
        self.auth.sessions.put(mark, known.clone());
        Ok(known)
    }

    /// Whether a session that was read is alive at `now`.
    fn judge(&self, live: &LiveSession, now: DateTime<Utc>) -> Result<KnownSession> {
        let role = Role::parse(&live.role).map_err(Error::internal)?;
        let policy = self.config.auth.session_of(role);
        let times = times_of(&live.session);
        let ends_at = times.ends_at(policy);
        if live.session.revoked_at.is_some() || !live.user_active || now >= ends_at {
            return Err(Error::new(Code::NotLoggedIn));
        }
        Ok(KnownSession {
            caller: Caller {
                user_id: live.session.user_id.clone(),
                session_id: live.session.id.clone(),
                role,
                unit_id: live.unit_id.clone(),
                shop_id: live.shop_id.clone(),
                masked_name: mask_name(live.name.as_deref().unwrap_or_default()),
            },
            otp_verified: live.session.otp_verified,
            ends_at,
            note_use_from: times.note_use_from(policy),
        })
    }
}

/// The instants of a session.
pub(super) fn times_of(row: &SessionRow) -> SessionTimes {
    SessionTimes {
        created_at: row.created_at.and_utc(),
        last_used_at: row.last_used_at.and_utc(),
        expires_at: row.expires_at.and_utc(),
    }
}
