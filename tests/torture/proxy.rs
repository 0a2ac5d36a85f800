//! A line to PostgreSQL that can be cut, also in the middle of a commit.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// `COMMIT` as libpq sends it: the letter of a simple query, its length, its text.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// What the server says when no transaction is open any more, so that it has committed: ready, idle.
const READY: &[u8] = b"Z\0\0\0\x05I";

/// How a transaction begins, whatever its level.
const BEGIN: &[u8] = b"BEGIN";

/// How one ends that is not committed.
const ROLLBACK: &[u8] = b"ROLLBACK";

/// Of the head's columns, one that only the ledger's writer reads; whoever sent it commits postings.
const LEDGER: &[u8] = b"hash_algorithm";

/// In the statement with which the ledger's writer writes a batch. Outside of a transaction it commits by itself.
const BATCH: &[u8] = b"UPDATE ledger_head SET turn";

/// When a line is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The database never hears of the commit.
    BeforeCommit,
    /// The database has committed, and nobody hears of it.
    AfterCommit,
    /// It had died before anything was asked.
    WhileIdle,
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

/// A cut that is to be made.
struct Strike {
    whose: Whose,
    cut: Cut,
    /// No new line is to be had from then on.
    stays_away: bool,
}

/// Takes connections on a port of its own and passes them on.
pub struct Proxy {
    port: u16,
    next: Arc<Mutex<Option<Strike>>>,
    is_away: Arc<AtomicBool>,
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
        let is_away = Arc::new(AtomicBool::new(false));
        let away = Arc::clone(&is_away);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if away.load(Ordering::SeqCst) {
                    continue;
                }
                let (server, next, mut cut) = (server.clone(), Arc::clone(&shared), cut.clone());
                let is_away = Arc::clone(&away);
                cut.mark_unchanged();
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(server).await else { return };
                    let line = Line::between(client, server, next, is_away);
                    tokio::select! {
                        () = line.pass_on() => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { port, next, is_away, all }
    }

    /// The same database through this line.
    pub fn url(&self, url: &str) -> String {
        url.replace(authority(url), &format!("127.0.0.1:{}", self.port))
    }

    /// Cuts one line, at its next commit.
    pub fn cut_next(&self, whose: Whose, cut: Cut) {
        *self.next.lock().unwrap() = Some(Strike { whose, cut, stays_away: false });
    }

    /// The same, and no new line is to be had until [`Self::come_back`].
    pub fn cut_next_and_stay_away(&self, whose: Whose, cut: Cut) {
        *self.next.lock().unwrap() = Some(Strike { whose, cut, stays_away: true });
    }

    /// Lines are to be had again.
    pub fn come_back(&self) {
        self.is_away.store(false, Ordering::SeqCst);
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
    next: Arc<Mutex<Option<Strike>>>,
    is_away: Arc<AtomicBool>,
    /// Whether the ledger's writer is at the other end.
    is_ledgers: bool,
    /// Whether a transaction is open.
    in_transaction: bool,
    /// The names of prepared statements that write a batch.
    batches: HashSet<Vec<u8>>,
    /// Whether the transaction that runs has named the key of the step that is to be cut.
    takes_key: bool,
}

impl Line {
    fn between(
        client: TcpStream,
        server: TcpStream,
        next: Arc<Mutex<Option<Strike>>>,
        is_away: Arc<AtomicBool>,
    ) -> Self {
        let batches = HashSet::new();
        Self {
            client,
            server,
            next,
            is_away,
            is_ledgers: false,
            in_transaction: false,
            batches,
            takes_key: false,
        }
    }

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
        if !self.commits(bytes) && !self.had_died() {
            return self.server.write_all(bytes).await.is_ok();
        }
        match self.due() {
            None => self.server.write_all(bytes).await.is_ok(),
            Some(Cut::BeforeCommit | Cut::WhileIdle) => false,
            Some(Cut::AfterCommit) => {
                self.server.write_all(bytes).await.unwrap();
                let mut answered = Vec::new();
                while !contains(&answered, READY) {
                    assert!(self.server.read_buf(&mut answered).await.unwrap() > 0, "PostgreSQL commits");
                }
                false
            }
        }
    }

    /// Whether what is asked commits.
    fn commits(&mut self, bytes: &[u8]) -> bool {
        let mut commits = false;
        for (letter, body) in messages(bytes) {
            match letter {
                b'Q' if body.starts_with(BEGIN) => self.in_transaction = true,
                b'Q' if body.starts_with(ROLLBACK) => self.in_transaction = false,
                b'P' if contains(body, BATCH) => {
                    self.batches.insert(text(body).to_vec());
                }
                // A nameless portal, then the statement's name.
                b'B' if !self.in_transaction => {
                    commits |= self.batches.contains(text(body.get(1..).unwrap_or_default()));
                }
                _ => {}
            }
        }
        if contains(bytes, COMMIT) {
            self.in_transaction = false;
            commits = true;
        }
        commits
    }

    fn is_meant_by(&self, strike: &Strike) -> bool {
        match strike.whose {
            Whose::Ledger => self.is_ledgers,
            Whose::Step(_) => self.takes_key && !self.is_ledgers,
        }
    }

    fn had_died(&self) -> bool {
        let next = self.next.lock().unwrap();
        next.as_ref().is_some_and(|strike| strike.cut == Cut::WhileIdle && self.is_meant_by(strike))
    }

    /// The cut, if it is this line's.
    fn due(&self) -> Option<Cut> {
        let strike = self.next.lock().unwrap().take_if(|strike| self.is_meant_by(strike))?;
        self.is_away.fetch_or(strike.stays_away, Ordering::SeqCst);
        Some(strike.cut)
    }

    fn names_key(&self, bytes: &[u8]) -> bool {
        match self.next.lock().unwrap().as_ref() {
            Some(Strike { whose: Whose::Step(key), .. }) => contains(bytes, key.as_bytes()),
            Some(Strike { whose: Whose::Ledger, .. }) | None => false,
        }
    }
}

fn contains(bytes: &[u8], sign: &[u8]) -> bool {
    bytes.windows(sign.len()).any(|window| window == sign)
}

/// The messages of what libpq sent at once: each a letter and what follows its length.
fn messages(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (head, behind) = rest.split_first_chunk::<5>()?;
        let [letter, length @ ..] = *head;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?.checked_sub(4)?;
        let (body, next) = behind.split_at_checked(length)?;
        rest = next;
        Some((letter, body))
    })
}

/// Until the NUL.
fn text(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}
