//! Puts the server together and runs it until it is asked to stop.

use super::observe::RequestSpan;
use super::plumbing::{give_request_id, render_problems};
use super::registry::Registry;
use super::{fallback, metrics, openapi, routes, security};
use crate::service::App;
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpServer, web};
use std::io;
use std::net::TcpListener;
use tracing_actix_web::TracingLogger;

/// Serves on `listener` until `stop` resolves; then takes no new connections, finishes the requests in flight
/// (at most `server.shutdown_timeout_s`), and closes the app: the ledger writer finishes its batch.
///
/// # Errors
/// The socket cannot be used.
pub async fn run(app: App, listener: TcpListener, stop: impl Future<Output = ()>) -> io::Result<()> {
    metrics::install().map_err(io::Error::other)?;
    let server = start(&app, listener)?;
    let handle = server.handle();
    let figures = tokio::spawn(metrics::keep_up());
    let upkeep = tokio::spawn(app.clone().keep_up());
    let notices = tokio::spawn(app.clone().keep_telling());
    let streams = app.clone();
    let stop = async move {
        stop.await;
        // Streams have no end of their own: the server would wait for them in vain.
        streams.end_streams();
    };
    let outcome = serve_until(server, handle, stop).await;
    figures.abort();
    upkeep.abort();
    notices.abort();
    app.close().await;
    outcome
}

async fn serve_until(server: Server, handle: ServerHandle, stop: impl Future<Output = ()>) -> io::Result<()> {
    let mut server = std::pin::pin!(server);
    tokio::select! {
        outcome = &mut server => return outcome,
        () = stop => tracing::info!("asked to stop: finishing the requests in flight"),
    }
    let (outcome, ()) = tokio::join!(server, handle.stop(true));
    outcome
}

fn start(app: &App, listener: TcpListener) -> io::Result<Server> {
    let data = web::Data::new(app.clone());
    let document = openapi::document();
    let known = web::Data::new(fallback::KnownPaths::of(&document));
    let written = web::Data::new(openapi::Written::of(&document)?);
    drop(document);
    let policy = security::content_security_policy(&app.config.map).map_err(io::Error::other)?;
    let settings = &app.config.server;
    let server = HttpServer::new(move || {
        let policy = policy.clone();
        actix_web::App::new()
            .app_data(data.clone())
            .app_data(known.clone())
            .app_data(written.clone())
            .configure(|config| routes::configure(&mut Registry::serving(config)))
            .configure(openapi::reader)
            .default_service(web::to(fallback::answer))
            // The last is the outermost: span, id, headers, compression, problems.
            .wrap(from_fn(render_problems))
            .wrap(Compress::default())
            .wrap(from_fn(move |request, next| security::add_security_headers(policy.clone(), request, next)))
            .wrap(from_fn(give_request_id))
            .wrap(TracingLogger::<RequestSpan>::new())
    })
    .workers(settings.workers)
    .shutdown_timeout(settings.shutdown_timeout_s)
    .tcp_nodelay(true)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(server)
}
