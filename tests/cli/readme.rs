//! The walk in the README works as it stands there, on a demo.

use super::demo::Demo;
use super::on_both;
use crate::support::{Database, TestDatabase};
use std::process::Command;

/// The block of shell commands behind this mark.
const MARK: &str = "<!-- walk -->\n```bash\n";

fn walk() -> String {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, behind) = readme.split_once(MARK).expect("README.md has a walk");
    behind.split_once("\n```").expect("the walk ends").0.to_owned()
}

on_both! {
    fn the_walk_works_as_it_is_written(kind: Database) {
        let data = tempfile::tempdir().unwrap();
        let database = (kind == Database::Postgresql).then(|| TestDatabase::empty(kind));
        let demo = Demo::start(data.path(), database.as_ref());
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &walk()])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("API", format!("{}/api/v1", demo.url()))
            .env("no_proxy", "*")
            .output()
            .expect("bash runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (said, complained) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{said}\n{complained}");
        // Closed as general: three beans. All of them redeemed, half of them given back.
        for expected in [
            r#""beans":"3.00""#,
            r#""limited_by":null"#,
            r#"{"balance":"3.00""#,
            r#"{"beans":"1.50","refundable":"1.50"}"#,
            "\"1.50\"\n",
            r#""ok":true"#,
        ] {
            assert!(said.contains(expected), "{expected} is not in\n{said}\n{complained}");
        }
        assert_eq!(demo.stop(), Some(0));
    }
}
