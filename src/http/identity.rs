//! Registering, logging in and out, and one's own account.

mod account;
mod otp;
mod proof;
mod session;

use super::registry::Registry;

/// Registers the room's handlers.
pub fn configure(registry: &mut Registry<'_>) {
    registry
        .service(session::register)
        .service(session::login)
        .service(session::refresh)
        .service(session::logout)
        .service(otp::enroll)
        .service(otp::confirm)
        .service(otp::remove)
        .service(proof::prove)
        .service(account::me)
        .service(account::rename)
        .service(account::change_password)
        .service(account::list_sessions)
        .service(account::end_session);
}
