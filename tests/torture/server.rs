//! The program as a process of its own: started, killed, and asked to verify.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for a server to take requests; it may be busy with what a crash left.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the server says before its address, in the log.
const SERVING: &str = "serving listen=";

/// A server process. Killed if the test ends before it.
pub struct Server {
    child: Child,
    log: PathBuf,
    /// Such as `http://127.0.0.1:40001`.
    pub url: String,
}

impl Server {
    /// Starts a server with these settings and waits until it is ready. Its log goes into a new file of `logs`.
    pub async fn start(settings: &Path, logs: &Path) -> Self {
        let log = logs.join(format!("server-{}.log", uuid::Uuid::now_v7()));
        let mut command = golden_beans(settings);
        command.arg("serve").stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        let child = command.spawn().expect("the server starts");
        let mut server = Self { child, log, url: String::new() };
        server.become_ready().await;
        server
    }

    async fn become_ready(&mut self) {
        let began = Instant::now();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended with {status}:\n{}", self.log());
            }
            if let Some(address) = address(&self.log()) {
                self.url = format!("http://{address}");
                let ready = client.get(format!("{}/readyz", self.url)).send().await;
                if ready.is_ok_and(|answer| answer.status() == 200) {
                    return;
                }
            }
            assert!(began.elapsed() < PATIENCE, "the server does not become ready:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// `kill -9`: nothing is finished, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.must_not_have_panicked();
    }

    /// It must still run, and nothing in it may have panicked.
    pub fn must_be_sound(&mut self) {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_none(), "the server ended with {ended:?}:\n{}", self.log());
        self.must_not_have_panicked();
    }

    fn must_not_have_panicked(&self) {
        let log = self.log();
        assert!(!log.contains("panicked at"), "something in the server panicked:\n{log}");
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let errors: Vec<&str> = log.lines().filter(|line| line.contains(" ERROR ")).collect();
            eprintln!("the server's last errors:\n{}", errors[errors.len().saturating_sub(20)..].join("\n"));
        }
    }
}

fn address(log: &str) -> Option<&str> {
    let (_, behind) = log.split_once(SERVING)?;
    // A line that is still being written may end in the middle of the port.
    let (address, _) = behind.split_once(' ')?;
    Some(address)
}

/// Runs a command of the program to its end.
pub fn command(settings: &Path, arguments: &[&str]) -> Output {
    golden_beans(settings).args(arguments).output().unwrap()
}

/// The program with these settings, and with nothing of this process's.
fn golden_beans(settings: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_golden-beans"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GOLDEN_BEANS__")) {
        command.env_remove(name);
    }
    command.arg("--config").arg(settings).stdin(Stdio::null());
    command
}
