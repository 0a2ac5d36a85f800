//! Sessions after the login: exchanged, listed, ended.

use super::App;
use super::authenticate::times_of;
use super::login::{Grant, OpenedSession, issue_refresh_token};
use crate::auth::Caller;
use crate::auth::refresh::{Exchange, RefreshToken, exchange};
use crate::auth::sessions::EndedBecause;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::storage::WriteTx;
use crate::storage::sessions::{self, SessionRow};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// What an exchange came to. Ending a session is an outcome, not an error: it must be committed.
enum Exchanged {
    GoesOn(OpenedSession),
    Refused,
    /// A copy was used; the session with this id was ended.
    Stolen(String),
}

/// One login on one device.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnSession {
    /// The session.
    pub id: String,
    /// When I logged in.
    pub created_at: DateTime<Utc>,
    /// When it was last in use, to within some minutes.
    pub last_used_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// Whether it is this one.
    pub current: bool,
}

impl App {
    /// Exchanges a refresh token for the next grant.
    ///
    /// # Errors
    /// 401 `refresh_token_invalid`; a token that was exchanged before, longer ago than the grace, ends its session.
    pub async fn refresh(&self, token: &str) -> Result<Grant> {
        let refused = || Error::new(Code::RefreshTokenInvalid);
        let token = RefreshToken::parse(token).ok_or_else(refused)?;
        let hash = token.hash();
        // Tokens of nobody do not come near the writers.
        let looked_up = hash.clone();
        let found =
            self.storage.read(move |connection| Ok(sessions::find_token(connection, &looked_up)?)).await?;
        if found.is_none() {
            return Err(refused());
        }
        let (app, now) = (self.clone(), self.clock.now());
        match self.storage.write(move |tx| app.exchange_in(tx, &hash, now)).await? {
            Exchanged::GoesOn(opened) => {
                self.auth.sessions.forget_session(&opened.session.id);
                self.grant(opened)
            }
            Exchanged::Refused => Err(refused()),
            Exchanged::Stolen(session_id) => {
                self.auth.sessions.forget_session(&session_id);
                tracing::warn!(session_id, "a refresh token was used twice; its session is ended");
                Err(refused())
            }
        }
    }

    fn exchange_in(&self, tx: &mut WriteTx<'_>, hash: &str, now: DateTime<Utc>) -> Result<Exchanged> {
        let Some(token) = sessions::find_token(tx, hash)? else { return Ok(Exchanged::Refused) };
        sessions::lock(tx, &token.session_id)?;
        // Read again: somebody else may have exchanged it while we waited for the lock.
        let Some(token) = sessions::find_token(tx, hash)? else { return Ok(Exchanged::Refused) };
        let Some(live) = sessions::find_live(tx, &token.session_id)? else { return Ok(Exchanged::Refused) };
        let role = Role::parse(&live.role).map_err(Error::internal)?;
        let ends_at = times_of(&live.session).ends_at(self.config.auth.session_of(role));
        if live.session.revoked_at.is_some() || !live.user_active || now >= ends_at {
            return Ok(Exchanged::Refused);
        }
        let grace = TimeDelta::seconds(i64::from(self.config.auth.refresh_grace_s));
        let at = now.naive_utc();
        match exchange(token.used_at.map(|used| used.and_utc()), now, grace) {
            Exchange::Stolen => {
                sessions::revoke(tx, &token.session_id, at, EndedBecause::RefreshReuse.as_str())?;
                return Ok(Exchanged::Stolen(token.session_id));
            }
            Exchange::First => sessions::mark_token_used(tx, hash, at)?,
            Exchange::AnswerLost => {}
        }
        sessions::touch(tx, &token.session_id, at)?;
        let refresh_token = issue_refresh_token(tx, &token.session_id, now)?;
        Ok(Exchanged::GoesOn(OpenedSession { session: live.session, refresh_token, role, ended: Vec::new() }))
    }

    /// Ends the session of a refresh token, also of one that was exchanged. A token of nobody ends nothing.
    ///
    /// # Errors
    /// 503 if the database is away.
    pub async fn logout(&self, token: &str) -> Result<()> {
        let Some(token) = RefreshToken::parse(token) else { return Ok(()) };
        let hash = token.hash();
        let found = self.storage.read(move |connection| Ok(sessions::find_token(connection, &hash)?)).await?;
        match found {
            Some(found) => self.end_session(found.session_id, EndedBecause::Logout).await,
            None => Ok(()),
        }
    }

    /// The caller's own open sessions, newest first.
    ///
    /// # Errors
    /// 503 if the database is away.
    pub async fn list_sessions(&self, caller: &Caller) -> Result<Vec<OwnSession>> {
        let now = self.clock.now();
        let user_id = caller.user_id.clone();
        let policy = self.config.auth.session_of(caller.role).clone();
        let open = self
            .storage
            .read(move |connection| Ok(sessions::list_open(connection, &user_id, now.naive_utc())?))
            .await?;
        let view = |row: SessionRow| OwnSession {
            current: row.id == caller.session_id,
            id: row.id,
            created_at: row.created_at.and_utc(),
            last_used_at: row.last_used_at.and_utc(),
            expires_at: row.expires_at.and_utc(),
        };
        Ok(open.into_iter().filter(|row| now < times_of(row).ends_at(&policy)).map(view).collect())
    }

    /// Ends one of the caller's own sessions.
    ///
    /// # Errors
    /// 404 for sessions of others.
    pub async fn end_own_session(&self, caller: &Caller, session_id: &str) -> Result<()> {
        let own = self.list_sessions(caller).await?;
        if !own.iter().any(|session| session.id == session_id) {
            return Err(Error::new(Code::NotFound));
        }
        self.end_session(session_id.to_owned(), EndedBecause::EndedByUser).await
    }

    async fn end_session(&self, session_id: String, because: EndedBecause) -> Result<()> {
        let at = self.clock.now().naive_utc();
        let id = session_id.clone();
        self.storage.write(move |tx| Ok(sessions::revoke(tx, &id, at, because.as_str())?)).await?;
        self.auth.sessions.forget_session(&session_id);
        Ok(())
    }
}
