//! What the program writes to its log, at the level of somebody who looks for a fault.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Everything but the test's own client, which sends the secrets.
const FILTER: &str = "debug,golden_beans=trace,reqwest=off,hyper=off,hyper_util=off,h2=off";

/// A log in memory.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What was written so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Has this process log into memory, spans and all. Tests of one process share it.
pub fn capture() -> Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        tracing_subscriber::fmt()
            .json()
            .with_span_events(FmtSpan::FULL)
            .with_env_filter(EnvFilter::new(FILTER))
            .with_writer(log.clone())
            .init();
        log
    })
    .clone()
}
