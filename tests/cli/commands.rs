//! `migrate`, `user add`, `import` and `verify`.

use super::{golden_beans, on_both};
use crate::support::{Database, TestDatabase};
use assert_cmd::Command;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

/// Exit status, standard output, standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Changes the database behind the program's back.
fn tamper(database: &TestDatabase, kind: Database, sql: &str) {
    match kind {
        Database::Sqlite => {
            let path = database.url().strip_prefix("sqlite://").unwrap();
            SqliteConnection::establish(path).unwrap().batch_execute(sql).unwrap();
        }
        Database::Postgresql => PgConnection::establish(database.url()).unwrap().batch_execute(sql).unwrap(),
    }
}

on_both! {
    fn migrate_runs_once(kind: Database) {
        let database = TestDatabase::empty(kind);
        let (status, out, _) = run(golden_beans(&database).arg("migrate"));
        assert!(status == 0 && out.contains("migrations ran"), "{out}");
        assert_eq!(run(golden_beans(&database).arg("migrate")).1, "the database is up to date\n");
    }

    fn users_are_made_with_a_password_from_standard_input(kind: Database) {
        let database = TestDatabase::migrated(kind);
        let add = |arguments: &[&str], password: &str| {
            run(golden_beans(&database).args(["user", "add", "--password-stdin"]).args(arguments).write_stdin(password))
        };
        let (status, out, error) = add(&["--role", "admin", "--username", "boss"], "correct horse\n");
        assert_eq!((status, out.trim().len()), (0, 36), "{out}{error}");
        let (status, _, error) = add(&["--role", "admin", "--username", "boss"], "correct horse\n");
        assert!(status == 2 && error.contains("username_taken"), "{error}");
        let (status, _, error) = add(&["--role", "cashier", "--username", "till"], "correct horse\n");
        assert!(status == 2 && error.contains("shop_id"), "{error}");
        let (status, _, error) = add(&["--role", "boss", "--username", "boss2"], "correct horse\n");
        assert!(status == 2 && error.contains("--role"), "{error}");
        let (status, _, error) = add(&["--role", "admin", "--username", "boss2"], "");
        assert!(status == 2 && error.contains("password"), "{error}");
        let (status, _, error) = add(&["--role", "resident", "--phone", "13800138000", "--name", "李四"], "correct horse");
        assert_eq!(status, 0, "{error}");
    }

    fn verify_says_sound_or_not(kind: Database) {
        let database = TestDatabase::empty(kind);
        let (status, _, error) = run(golden_beans(&database).arg("verify"));
        assert_eq!(status, 2, "there is nothing to verify: {error}");
        run(golden_beans(&database).arg("migrate"));
        let (status, out, _) = run(golden_beans(&database).arg("verify"));
        assert_eq!((status, out.lines().next()), (0, Some("sound: 0 transactions")));
        let head = out.lines().nth(1).unwrap().strip_prefix("head ").unwrap();
        assert_eq!(run(golden_beans(&database).args(["verify", "--noted", head])).0, 0);
        tamper(&database, kind, "UPDATE account_balance SET beans = -100 WHERE account_id = 1");
        let (status, out, _) = run(golden_beans(&database).arg("verify"));
        assert!(status == 1 && out.starts_with("NOT sound: account 1"), "{status} {out}");
    }

    fn a_calendar_and_categories_are_loaded_or_nothing_of_them(kind: Database) {
        let database = TestDatabase::migrated(kind);
        let sample = |name: &str| format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        let load = |what: &str, file: &str| run(golden_beans(&database).args([what, "load", file]));
        let (status, out, error) = load("calendar", &sample("calendar-china.csv"));
        assert_eq!((status, out.as_str()), (0, "69 dates loaded, hours, weekdays\n"), "{error}");
        // The units that it names are not there.
        let (status, out, error) = load("categories", &sample("categories-qilin.csv"));
        assert!(status == 2 && out.is_empty(), "{out}");
        assert!(error.starts_with("golden-beans: line 7: value: there is no unit \"麒麟区城市管理局\"\n"), "{error}");
        assert!(error.ends_with("nothing was loaded\n"), "{error}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "what,category,for,value\ncategory,lamps,municipal,路灯\nlimit,lamps,total,2 working_days\n").unwrap();
        let (status, out, error) = load("categories", file.path().to_str().unwrap());
        assert_eq!((status, out.as_str()), (0, "1 categories added, 0 named again; 0 units, 0 routes, 1 limits set\n"), "{error}");
        let (status, _, error) = load("categories", "/nowhere.csv");
        assert!(status == 2 && error.contains("/nowhere.csv"), "{error}");
    }

    fn import_needs_a_campaign_that_is_there(kind: Database) {
        let database = TestDatabase::migrated(kind);
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/qilin-2024-07.csv");
        let (status, _, error) = run(golden_beans(&database).args(["import", file, "--campaign", "nothing"]));
        assert!(status == 2 && error.contains("there is no campaign nothing"), "{error}");
        let (status, _, error) = run(golden_beans(&database).args(["import", "/nowhere.csv", "--campaign", "x"]));
        assert!(status == 2 && error.contains("/nowhere.csv"), "{error}");
        assert_eq!(run(golden_beans(&database).args(["import", file])).0, 2);
    }
}

#[test]
fn verify_makes_no_database() {
    let database = TestDatabase::empty(Database::Sqlite);
    run(golden_beans(&database).arg("verify"));
    assert!(!std::path::Path::new(database.url().strip_prefix("sqlite://").unwrap()).exists());
}
