//! The sealed secrets of users' one-time codes: offered, put to use, and which step was taken last.

use super::WriteTx;
use super::schema::users;
use diesel::prelude::*;

/// Keeps a sealed secret that is offered and not yet confirmed.
///
/// # Errors
/// The database's.
pub fn offer(tx: &mut WriteTx<'_>, id: &str, secret: &str) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set(users::totp_pending_secret.eq(secret))
        .execute(&mut **tx)
        .map(|_| ())
}

/// Makes the offered secret the one in use, if it still is `offered`, as it is sealed now; `step` is the confirming
/// code's. Says whether it did.
///
/// # Errors
/// The database's.
pub fn confirm(tx: &mut WriteTx<'_>, id: &str, offered: &str, sealed: &str, step: i64) -> QueryResult<bool> {
    diesel::update(users::table.find(id).filter(users::totp_pending_secret.eq(offered)))
        .set((
            users::totp_secret.eq(sealed),
            users::totp_pending_secret.eq(None::<String>),
            users::totp_last_step.eq(step),
        ))
        .execute(&mut **tx)
        .map(|rows| rows == 1)
}

/// Takes note of an accepted one-time code, and of its secret as it is sealed now. False if that step or a later one was
/// accepted before, or the secret is no longer `stored`.
///
/// # Errors
/// The database's.
pub fn accept_step(
    tx: &mut WriteTx<'_>,
    id: &str,
    stored: &str,
    sealed: &str,
    step: i64,
) -> QueryResult<bool> {
    let not_yet = users::totp_last_step.is_null().or(users::totp_last_step.lt(step));
    diesel::update(users::table.find(id).filter(users::totp_secret.eq(stored)).filter(not_yet))
        .set((users::totp_last_step.eq(step), users::totp_secret.eq(sealed)))
        .execute(&mut **tx)
        .map(|rows| rows == 1)
}
