//! A line to PostgreSQL that can be cut, also in the middle of a commit.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// `COMMIT` as libpq sends it: the letter of a simple query, its length, its text.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// What the server says when it has committed.
const COMMITTED: &[u8] = b"COMMIT\0";

/// How a transaction begins, whatever its level.
const BEGIN: &[u8] = b"BEGIN";

/// Of the head's columns, one that only the ledger's writer reads; whoever sent it commits postings.
const LEDGER: &[u8] = b"hash_algorithm";

/// When a line is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The database never hears of the commit.
    BeforeCommit,
    /// The database has committed, and nobody hears of it.
    AfterCommit,
}

/// Whose commit the line is cut at. What the server does on its own commits at any time and on any line, so that a
/// step is told by the key it is asked for with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The ledger writer's.
    Ledger,
    /// That of the transaction which takes this key, outside of the ledger's writer.
    Step(String),
}

/// Takes connections on a port of its own and passes them on.
pub struct Proxy {
    port: u16,
    next: Arc<Mutex<Option<(Whose, Cut)>>>,
    all: watch::Sender<()>,
}

impl Proxy {
    /// A line to the server of this URL.
    pub async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let next = Arc::new(Mutex::new(None));
        let (all, cut) = watch::channel(());
        let server = authority(url).to_owned();
        let shared = Arc::clone(&next);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, next, mut cut) = (server.clone(), Arc::clone(&shared), cut.clone());
                cut.mark_unchanged();
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(server).await else { return };
                    let line = Line { client, server, next, is_ledgers: false, takes_key: false };
                    tokio::select! {
                        () = line.pass_on() => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { port, next, all }
    }

    /// The same database through this line.
    pub fn url(&self, url: &str) -> String {
        url.replace(authority(url), &format!("127.0.0.1:{}", self.port))
    }

    /// Cuts one line, at its next commit.
    pub fn cut_next(&self, whose: Whose, cut: Cut) {
        *self.next.lock().unwrap() = Some((whose, cut));
    }

    /// Whether the cut that was asked for was made.
    pub fn has_cut(&self) -> bool {
        self.next.lock().unwrap().is_none()
    }

    /// Cuts all lines where they are.
    pub fn cut_all(&self) {
        self.all.send_replace(());
    }
}

/// `host:port` of a URL.
fn authority(url: &str) -> &str {
    let (_, behind) = url.split_once('@').unwrap();
    behind.split_once('/').unwrap().0
}

struct Line {
    client: TcpStream,
    server: TcpStream,
    next: Arc<Mutex<Option<(Whose, Cut)>>>,
    /// Whether the ledger's writer is at the other end.
    is_ledgers: bool,
    /// Whether the transaction that runs has named the key of the step that is to be cut.
    takes_key: bool,
}

impl Line {
    /// Passes everything on until one side ends or the line is cut. Both ends are closed when it returns.
    async fn pass_on(mut self) {
        let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
        loop {
            let passed = tokio::select! {
                read = self.client.read(&mut asked) => match read {
                    Ok(bytes) if bytes > 0 => self.ask(&asked[..bytes]).await,
                    _ => false,
                },
                read = self.server.read(&mut answered) => match read {
                    Ok(bytes) if bytes > 0 => self.client.write_all(&answered[..bytes]).await.is_ok(),
                    _ => false,
                },
            };
            if !passed {
                return;
            }
        }
    }

    /// Passes on what the program asks; no more if that is where the line is cut.
    async fn ask(&mut self, bytes: &[u8]) -> bool {
        self.is_ledgers |= contains(bytes, LEDGER);
        self.takes_key &= !contains(bytes, BEGIN);
        self.takes_key |= self.names_key(bytes);
        if !contains(bytes, COMMIT) {
            return self.server.write_all(bytes).await.is_ok();
        }
        match self.due() {
            None => self.server.write_all(bytes).await.is_ok(),
            Some(Cut::BeforeCommit) => false,
            Some(Cut::AfterCommit) => {
                self.server.write_all(bytes).await.unwrap();
                let mut answered = Vec::new();
                while !contains(&answered, COMMITTED) {
                    assert!(self.server.read_buf(&mut answered).await.unwrap() > 0, "PostgreSQL commits");
                }
                false
            }
        }
    }

    /// The cut, if it is this line's.
    fn due(&self) -> Option<Cut> {
        let is_this = |whose: &Whose| match whose {
            Whose::Ledger => self.is_ledgers,
            Whose::Step(_) => self.takes_key && !self.is_ledgers,
        };
        self.next.lock().unwrap().take_if(|(whose, _)| is_this(whose)).map(|(_, cut)| cut)
    }

    fn names_key(&self, bytes: &[u8]) -> bool {
        match self.next.lock().unwrap().as_ref() {
            Some((Whose::Step(key), _)) => contains(bytes, key.as_bytes()),
            Some((Whose::Ledger, _)) | None => false,
        }
    }
}

fn contains(bytes: &[u8], sign: &[u8]) -> bool {
    bytes.windows(sign.len()).any(|window| window == sign)
}
