//! `demo` from its first words to its orderly end, and `import` on what it made.

use super::{bare, golden_beans, on_both};
use crate::support::{Database, TestDatabase};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a demo says last before it serves.
const READY: &str = "Ctrl-C stops it";

/// A demo that runs. Killed if the test ends before its time.
pub struct Demo {
    child: Child,
    introduction: String,
}

impl Demo {
    pub fn start(data: &Path, database: Option<&TestDatabase>) -> Self {
        let program = bare();
        let mut command = Command::new(program.get_program());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.env("GOLDEN_BEANS__SERVER__LISTEN", "127.0.0.1:0").arg("demo").arg("--data").arg(data);
        if let Some(database) = database {
            command.arg("--database").arg(database.url());
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut introduction = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while !introduction.ends_with(READY) {
            let line = lines.next().expect("the demo ended before it was ready").unwrap();
            introduction.push('\n');
            introduction.push_str(&line);
        }
        Self { child, introduction }
    }

    pub fn url(&self) -> String {
        let line = self.introduction.lines().find(|line| line.starts_with("residents")).unwrap();
        line.split_whitespace().last().unwrap().trim_end_matches('/').to_owned()
    }

    /// Asks it to stop as a service manager does; says the exit status.
    pub fn stop(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Everybody whom the introduction names can log in with its password; answers the roles.
async fn log_everybody_in(demo: &Demo) -> Vec<String> {
    let words = |line: &str| line.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
    let mut lines = demo.introduction.lines().skip_while(|line| !line.starts_with("everybody's password"));
    let password = words(lines.next().unwrap()).pop().unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut roles = Vec::new();
    for line in lines.skip(1).take_while(|line| !line.is_empty()) {
        let user = words(line);
        let body = serde_json::json!({ "username": user[1], "password": password });
        let response =
            client.post(format!("{}/api/v1/auth/login", demo.url())).json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200, "{user:?}");
        let answer: serde_json::Value = response.json().await.unwrap();
        assert_eq!(answer["role"], user[0].as_str());
        roles.push(user[0].clone());
    }
    roles
}

on_both! {
    fn a_demo_is_made_served_stopped_and_gone_on_with(kind: Database) {
        let data = tempfile::tempdir().unwrap();
        let database = (kind == Database::Postgresql).then(|| TestDatabase::empty(kind));
        let demo = Demo::start(data.path(), database.as_ref());
        assert!(demo.introduction.contains("4023 reports imported, 7062.00 beans awarded"), "{}", demo.introduction);
        let mut roles = block_on(log_everybody_in(&demo));
        roles.sort();
        roles.dedup();
        assert_eq!(roles, ["admin", "auditor", "cashier", "dispatcher", "finance", "handler", "resident"]);
        assert_eq!(demo.stop(), Some(0));

        let again = Demo::start(data.path(), database.as_ref());
        assert!(again.introduction.contains("going on with the demo that is there"), "{}", again.introduction);
        assert_eq!(again.stop(), Some(0));
    }
}

#[test]
fn a_folder_or_database_with_something_else_in_it_is_refused() {
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("letter.txt"), "dear").unwrap();
    let output = bare().args(["demo", "--data"]).arg(data.path()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("not empty"), "{said}");

    let database = TestDatabase::migrated(Database::Sqlite);
    let mut add = golden_beans(&database);
    add.args(["user", "add", "--role", "admin", "--username", "boss", "--password-stdin"]);
    assert!(add.write_stdin("correct horse").output().unwrap().status.success());
    let empty = tempfile::tempdir().unwrap();
    let mut command = bare();
    command.env("GOLDEN_BEANS__SERVER__LISTEN", "127.0.0.1:0").args(["demo", "--data"]).arg(empty.path());
    let output = command.args(["--database", database.url()]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("no demo"), "{said}");
}
