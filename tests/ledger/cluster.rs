//! A PostgreSQL of a test's own, to be stopped, killed and started again.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Where `initdb` and `pg_ctl` are; `scripts/with-postgres.sh` sets it.
const BIN: &str = "GOLDEN_BEANS_TEST_POSTGRES_BIN";

/// Durable, as in production: what was committed survives.
const SETTINGS: &str = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 60\n\
                        shared_buffers = 32MB\nfsync = on\nsynchronous_commit = on\nfull_page_writes = on\n";

pub struct Cluster {
    bin: PathBuf,
    folder: TempDir,
    port: u16,
    password: String,
}

impl Cluster {
    /// A running cluster with an empty database.
    pub fn start() -> Self {
        let bin = std::env::var(BIN).unwrap_or_else(|_| {
            panic!("this test needs PostgreSQL: run `make test`, or `scripts/with-postgres.sh cargo test …`")
        });
        let folder = tempfile::Builder::new().prefix("golden-beans-cluster.").tempdir().unwrap();
        let cluster = Self {
            bin: bin.into(),
            port: free_port(),
            password: uuid::Uuid::now_v7().simple().to_string(),
            folder,
        };
        cluster.initialize();
        cluster.up();
        cluster
    }

    fn initialize(&self) {
        let password_file = self.folder.path().join("password");
        std::fs::write(&password_file, &self.password).unwrap();
        let owner = server_user();
        if let Some((uid, gid)) = owner {
            for path in [self.folder.path(), &password_file] {
                std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
            }
        }
        self.run("initdb", |command| {
            command.args(["-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"]);
            command.arg(format!("--pwfile={}", password_file.display()));
        });
        let settings = self.data().join("postgresql.conf");
        let text = std::fs::read_to_string(&settings).unwrap() + SETTINGS + &format!("port = {}\n", self.port);
        std::fs::write(settings, text).unwrap();
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    pub fn up(&self) {
        self.run("pg_ctl", |command| {
            command.arg("-l").arg(self.folder.path().join("log")).args(["-w", "-t", "60", "start"]);
        });
    }

    /// `immediate` is a crash: nothing is flushed, connections break where they are. `fast` rolls back and says so.
    pub fn down(&self, how: &str) {
        self.run("pg_ctl", |command| {
            command.args(["-m", how, "-w", "stop"]);
        });
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: impl FnOnce(&mut Command)) {
        let mut command = Command::new(self.bin.join(program));
        command.arg("-D").arg(self.data()).current_dir("/").stdin(Stdio::null());
        arguments(&mut command);
        if let Some((uid, gid)) = server_user() {
            command.uid(uid).gid(gid);
        }
        // Not through a pipe: the server would keep it open.
        let log = self.folder.path().join(format!("{program}.log"));
        let file = std::fs::File::create(&log).unwrap();
        command.stdout(file.try_clone().unwrap()).stderr(file);
        let status = command.status().unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(status.success(), "{program}: {}", std::fs::read_to_string(log).unwrap());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            self.down("immediate");
        }
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// PostgreSQL refuses to run as root; Debian's package brings the user postgres.
fn server_user() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let myself = std::fs::metadata("/proc/self").unwrap().uid();
    if myself != 0 {
        return None;
    }
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:")).expect("a user postgres");
    let fields: Vec<&str> = line.split(':').collect();
    Some((fields[2].parse().unwrap(), fields[3].parse().unwrap()))
}
