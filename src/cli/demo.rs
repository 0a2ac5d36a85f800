//! `golden-beans demo`

use super::failure::Failure;
use super::signals::StopSignals;
use super::{database, import, out, progress, serve};
use golden_beans::clock::Clock;
use golden_beans::config::Config;
use golden_beans::http::server;
use golden_beans::service::App;
use golden_beans::service::demo::{DEMO_PASSWORD, DemoState, JULY_2024};
use golden_beans::service::import::ImportNews;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The file of the database inside the data folder.
const DATABASE_FILE: &str = "golden-beans.db";

/// The folder of photos beside it.
const PHOTOS_FOLDER: &str = "photos";

/// Reports in July's file, for the progress bar.
const JULY_REPORTS: u64 = 4023;

/// Where the demo keeps its data.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Keep the data in this folder, and go on with it the next time; without it, it is gone at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Use this database, which must be empty or a demo's, instead of a file in the data folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Serves a district to try things in, until SIGTERM or SIGINT.
pub async fn run(mut config: Config, options: &Options) -> Result<ExitCode, Failure> {
    let signals = StopSignals::listen().map_err(|error| Failure::new(format!("signals: {error}")))?;
    let folder = Folder::open(options.data.as_deref())?;
    config.database.url = match &options.database {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", folder.path.join(DATABASE_FILE).display()),
    };
    config.storage.url = format!("file://{}", folder.path.join(PHOTOS_FOLDER).display());
    if config.auth.secret.is_empty() {
        config.auth.secret = hex::encode(rand::random::<[u8; 32]>());
    }
    config.check_for_serving()?;
    let listener = serve::bind(&config)?;
    let address = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
    let connect_timeout_ms = config.database.connect_timeout_ms;
    let app = App::open(config, Clock::system())?;
    database::prepare(&app.storage, connect_timeout_ms).await?;
    match app.demo_state().await? {
        DemoState::Ready => out::say("going on with the demo that is there"),
        DemoState::Empty => fill(&app).await?,
        DemoState::Foreign => {
            return Err(Failure::usage("the database holds something that is no demo: choose an empty one"));
        }
    }
    introduce(address, &folder);
    server::run(app, listener, signals.received())
        .await
        .map_err(|error| Failure::new(format!("the server stopped: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

async fn fill(app: &App) -> Result<(), Failure> {
    out::say("filling the demo with the season of 2024 and a season that runs today");
    let bar = progress::bar("reports of July 2024");
    bar.set_length(JULY_REPORTS);
    let summary = app
        .fill_demo(JULY_2024, |news| {
            if let ImportNews::Done(lines) = news {
                bar.inc(lines);
            }
        })
        .await?;
    bar.finish_and_clear();
    import::tell(&summary);
    Ok(())
}

fn introduce(address: SocketAddr, folder: &Folder) {
    let kept = if folder.is_temporary { "gone when this stops; --data DIR keeps it" } else { "kept" };
    out::say("");
    out::say(&format!("data folder   {} ({kept})", folder.path.display()));
    out::say("");
    for (who, path) in [("residents", ""), ("cashiers", "shop"), ("console", "console"), ("API", "docs/")] {
        out::say(&format!("{who:<13} http://{address}/{path}"));
    }
    out::say("");
    out::say(&format!("everybody's password is {DEMO_PASSWORD}"));
    out::say(&format!("{:<13} {}", "role", "log in with"));
    for user in App::demo_users() {
        out::say(&format!("{:<13} {:<13} {}", user.role, user.login, user.name));
    }
    out::say("");
    out::say("Ctrl-C stops it");
}

/// The data folder; a temporary one is removed at the end.
struct Folder {
    path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    fn open(chosen: Option<&Path>) -> Result<Self, Failure> {
        let (path, is_temporary) = match chosen {
            Some(path) => (path.to_owned(), false),
            None => {
                let name = format!("golden-beans-demo-{}", uuid::Uuid::now_v7().simple());
                (std::env::temp_dir().join(name), true)
            }
        };
        let unusable = |error| Failure::usage(format!("--data {}: {error}", path.display()));
        fs::create_dir_all(&path).map_err(unusable)?;
        let path = path.canonicalize().map_err(unusable)?;
        for entry in fs::read_dir(&path).map_err(unusable)? {
            let name = entry.map_err(unusable)?.file_name();
            let is_ours = name == PHOTOS_FOLDER || name.to_string_lossy().starts_with(DATABASE_FILE);
            if !is_ours {
                let shown = path.display();
                return Err(Failure::usage(format!("--data {shown}: the folder is not empty and no demo's")));
            }
        }
        Ok(Self { path, is_temporary })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, folder = %self.path.display(), "the demo's data stays behind");
        }
    }
}
