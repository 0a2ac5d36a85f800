//! A PostgreSQL of a test's own, to be stopped, killed and started again.

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Where `initdb` and `pg_ctl` are; `scripts/with-postgres.sh` sets it.
const BIN: &str = "GOLDEN_BEANS_TEST_POSTGRES_BIN";

/// Longest wait for it to come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// Durable, as in production: what was committed survives.
const SETTINGS: &str = "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 60\n\
                        shared_buffers = 32MB\nfsync = on\nsynchronous_commit = on\nfull_page_writes = on\n";

/// For a disk that is small: a log in small pieces, no more of them than needed.
const SMALL: &str = "min_wal_size = 2MB\nmax_wal_size = 8MB\n";

pub struct Cluster {
    bin: PathBuf,
    /// Everything that PostgreSQL writes.
    data: PathBuf,
    /// Passwords and logs.
    folder: TempDir,
    port: u16,
    password: String,
}

impl Cluster {
    /// A running cluster with an empty database.
    pub fn start() -> Self {
        Self::prepare(None)
    }

    /// The same with all that it writes on this small disk.
    pub fn start_on(disk: &Path) -> Self {
        Self::prepare(Some(disk))
    }

    fn prepare(disk: Option<&Path>) -> Self {
        let bin = std::env::var(BIN).unwrap_or_else(|_| {
            panic!("this test needs PostgreSQL: run `make test`, or `scripts/with-postgres.sh cargo test …`")
        });
        let folder = tempfile::Builder::new().prefix("golden-beans-cluster.").tempdir().unwrap();
        let cluster = Self {
            bin: bin.into(),
            data: disk.unwrap_or(folder.path()).join("data"),
            port: free_port(),
            password: uuid::Uuid::now_v7().simple().to_string(),
            folder,
        };
        cluster.initialize(if disk.is_some() { SMALL } else { "" });
        cluster.up();
        cluster
    }

    fn initialize(&self, settings: &str) {
        let password_file = self.folder.path().join("password");
        std::fs::write(&password_file, &self.password).unwrap();
        let owner = server_user();
        if let Some((uid, gid)) = owner {
            for path in [self.folder.path(), &password_file] {
                std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
            }
        }
        let password = format!("--pwfile={}", password_file.display());
        let form =
            ["-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-sync"];
        self.run("initdb", &[&form[..], &["--wal-segsize=1", &password]].concat());
        let file = self.data.join("postgresql.conf");
        let known = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, format!("{known}{SETTINGS}{settings}port = {}\n", self.port)).unwrap();
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    pub fn up(&self) {
        let log = self.folder.path().join("log").display().to_string();
        self.run("pg_ctl", &["-l", &log, "-w", "-t", "60", "start"]);
    }

    /// `immediate` is a crash: nothing is flushed, connections break where they are. `fast` rolls back and says so.
    pub fn down(&self, how: &str) {
        self.run("pg_ctl", &["-m", how, "-w", "stop"]);
    }

    /// Starts it whenever it has ended, until it takes connections again.
    pub fn up_again(&self) {
        let began = Instant::now();
        while PgConnection::establish(&self.url()).is_err() {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL does not come back");
            if !self.program("pg_ctl", &["status"]).0 {
                self.up();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// `kill -9` of one of the processes that serve a program of this name.
    pub fn kill_backend(&self, application: &str) {
        #[derive(QueryableByName)]
        struct Backend {
            #[diesel(sql_type = sql_types::Integer)]
            pid: i32,
        }
        let mut connection = PgConnection::establish(&self.url()).unwrap();
        let query = sql_query("SELECT pid FROM pg_stat_activity WHERE application_name = $1 LIMIT 1");
        let backend: Backend =
            query.bind::<sql_types::Text, _>(application).get_result(&mut connection).unwrap();
        let killed = Command::new("kill").args(["-KILL", &backend.pid.to_string()]).status().unwrap();
        assert!(killed.success());
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let (succeeded, said) = self.program(program, arguments);
        assert!(succeeded, "{program}: {said}");
    }

    /// Runs a program on the data; whether it succeeded, and what it said.
    fn program(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(self.bin.join(program));
        command.arg("-D").arg(&self.data).current_dir("/").stdin(Stdio::null());
        command.args(arguments);
        if let Some((uid, gid)) = server_user() {
            command.uid(uid).gid(gid);
        }
        // Not through a pipe: the server would keep it open.
        let log = self.folder.path().join(format!("{program}.log"));
        let file = std::fs::File::create(&log).unwrap();
        command.stdout(file.try_clone().unwrap()).stderr(file);
        let status = command.status().unwrap_or_else(|error| panic!("{program}: {error}"));
        (status.success(), std::fs::read_to_string(log).unwrap())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data.join("postmaster.pid").exists() {
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
