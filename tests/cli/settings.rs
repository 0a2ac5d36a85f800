//! A wrong or missing setting stops the start with its name, in one line, with exit status 2.

use super::{SECRET, bare};
use assert_cmd::Command;
use std::io::Write;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Starts the server, which must refuse with a line that has these words.
fn refuses(command: &mut Command, words: &[&str]) {
    let output = command.timeout(Duration::from_secs(60)).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "one line: {said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said}");
    }
}

fn serve() -> Command {
    let mut command = bare();
    command.arg("serve").env("GOLDEN_BEANS__AUTH__SECRET", SECRET);
    command
}

#[test]
fn a_wrong_variable_is_named() {
    refuses(serve().env("GOLDEN_BEANS__SERVER__LISTN", "127.0.0.1:1"), &["listn"]);
    refuses(serve().env("GOLDEN_BEANS__SERVER__LISTEN", "here"), &["server.listen"]);
    refuses(serve().env("GOLDEN_BEANS__SERVER__WORKERS", "many"), &["server.workers"]);
    refuses(serve().env("GOLDEN_BEANS__SERVER__WORKERS", "0"), &["server.workers"]);
    refuses(serve().env("GOLDEN_BEANS__DISTRICT__TIMEZONE", "Asia/Qilin"), &["district.timezone"]);
    refuses(serve().env("GOLDEN_BEANS__DATABASE__URL", "mysql://x"), &["database.url"]);
    refuses(serve().env("GOLDEN_BEANS__LEDGER__HASH_ALGORITHM", "md5"), &["ledger.hash_algorithm"]);
    refuses(serve().env("GOLDEN_BEANS__CHECKOUT__MAX_BEANS", "1.234"), &["checkout.max_beans"]);
    refuses(serve().env("GOLDEN_BEANS__LOG__FILTER", "info=what=ever"), &["log.filter"]);
}

#[test]
fn a_map_from_more_than_one_named_host_is_refused() {
    let tiles = |url: &str| {
        let mut command = serve();
        command.env("GOLDEN_BEANS__MAP__TILE_URLS", format!("[\"{url}\"]"));
        command.env("GOLDEN_BEANS__MAP__TILE_ATTRIBUTION", "天地图");
        command
    };
    refuses(&mut tiles("https://{s}.example.cn/{z}/{x}/{y}.png"), &["map.tile_urls", "one named host"]);
    refuses(&mut tiles("https://t.example.cn/{z}/{x}.png"), &["map.tile_urls", "{y}"]);
    refuses(&mut tiles("here/{z}/{x}/{y}.png"), &["map.tile_urls", "https://"]);
    let good = "https://t.example.cn/{z}/{x}/{y}.png";
    refuses(
        tiles(good).env_remove("GOLDEN_BEANS__MAP__TILE_ATTRIBUTION"),
        &["map.tile_attribution", "required"],
    );
    refuses(tiles(good).env("GOLDEN_BEANS__MAP__TILE_DATUM", "bd09"), &["map.tile_datum", "gcj02"]);
    refuses(tiles(good).env("GOLDEN_BEANS__MAP__TILE_MAX_ZOOM", "99"), &["map.tile_max_zoom"]);
    refuses(serve().env("GOLDEN_BEANS__MAP__CENTER_LAT", "91"), &["map.center_lat"]);
}

#[test]
fn a_missing_or_short_secret_is_named() {
    refuses(serve().env_remove("GOLDEN_BEANS__AUTH__SECRET"), &["auth.secret", "is required"]);
    refuses(serve().env("GOLDEN_BEANS__AUTH__SECRET", "short"), &["auth.secret", "too short"]);
}

#[test]
fn a_settings_file_with_a_typo_is_named() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "[server]\nlistne = \"127.0.0.1:1\"").unwrap();
    refuses(serve().arg("--config").arg(file.path()), &["listne", file.path().to_str().unwrap()]);
    refuses(serve().args(["--config", "/nowhere/settings.toml"]), &["/nowhere/settings.toml"]);
}

#[test]
fn a_database_that_is_not_there_is_waited_for_and_named() {
    let began = Instant::now();
    let mut command = serve();
    command
        .env("GOLDEN_BEANS__SERVER__LISTEN", "127.0.0.1:0")
        .env("GOLDEN_BEANS__DATABASE__URL", "postgres://nobody@127.0.0.1:1/nothing")
        .env("GOLDEN_BEANS__DATABASE__CONNECT_TIMEOUT_MS", "1000");
    refuses(&mut command, &["database.url", "cannot connect"]);
    assert!(began.elapsed() > Duration::from_millis(500), "it gave up at once");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    refuses(serve().env("GOLDEN_BEANS__SERVER__LISTEN", &address), &["server.listen", &address]);
}

#[test]
fn the_files_beside_the_defaults_are_right() {
    for name in ["development", "production"] {
        let file = format!("{}/config/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let config = golden_beans::config::Config::load(Some(file.as_ref()));
        assert!(config.is_ok(), "{name}: {}", config.unwrap_err());
    }
}
