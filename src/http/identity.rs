//! Registering, logging in and out, and one's own account.

mod account;
mod otp;
mod proof;
mod session;

use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the room's handlers.
pub fn configure(config: &mut ServiceConfig) {
    config
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
