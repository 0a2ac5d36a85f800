//! The house is kept in order: imports point one way, files stay short, every file says what it is for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use std::path::{Path, PathBuf};

/// Longest file, in lines.
const MAX_LINES: usize = 400;

/// What a room may name besides itself. `error`, `config`, `clock` and `remembered` are the ground that all but `domain` stand on.
const MAY_NAME: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("clock", &[]),
    ("remembered", &[]),
    ("error", &[]),
    ("config", &["domain", "photos"]),
    ("storage", &["domain", "error", "config", "clock"]),
    ("photos", &["domain", "error", "config", "clock"]),
    ("auth", &["storage", "domain", "error", "config", "clock"]),
    ("ledger", &["storage", "domain", "error", "config", "clock", "remembered"]),
    ("service", &["ledger", "storage", "photos", "auth", "domain", "error", "config", "clock", "remembered"]),
    ("http", &["service", "auth", "domain", "error", "config", "clock"]),
];

/// Who may name a library that would let a room do another room's work.
const LIBRARIES: [(&str, &[&str]); 3] = [
    ("diesel", &["storage", "ledger", "error/from"]),
    ("actix_web", &["http"]),
    ("object_store", &["photos"]),
];

struct Source {
    /// Relative to the project, such as `src/http/routes.rs`.
    path: String,
    text: String,
}

impl Source {
    /// The first folder or file under `src`, such as `http`.
    fn room(&self) -> &str {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inner.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// Lines of code with their numbers; comments say whatever they like.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_start()));
        lines.filter(|(_, line)| !line.starts_with("//"))
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    let source = |file: PathBuf| {
        let path = file.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        Source { path, text: std::fs::read_to_string(&file).unwrap() }
    };
    files.into_iter().map(source).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The rooms that a line names: the words after `crate::`.
fn rooms_named(line: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '{';
    line.split("crate::").skip(1).map(move |rest| rest.split(|c| !is_word(c)).next().unwrap())
}

#[test]
fn rooms_name_only_rooms_below_them() {
    let mut faults = Vec::new();
    let all: Vec<&str> = MAY_NAME.iter().map(|(room, _)| *room).collect();
    for source in sources("src") {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(room, _)| *room == source.room()) else {
            assert!(["main", "lib", "cli"].contains(&source.room()), "{} is in no known room", source.path);
            continue;
        };
        for (number, line) in source.code() {
            for named in rooms_named(line) {
                let is_grouped = named.starts_with('{') && source.room() != "lib";
                let is_wrong = all.contains(&named) && named != source.room() && !allowed.contains(&named);
                if is_grouped || is_wrong {
                    faults.push(format!("{}:{number}: {} must not name {named}", source.path, source.room()));
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for source in sources("src") {
        for (library, places) in LIBRARIES {
            let at_home = places.iter().any(|place| source.path.starts_with(&format!("src/{place}")));
            if at_home {
                continue;
            }
            for (number, line) in source.code() {
                if line.contains(&format!("{library}::")) {
                    faults.push(format!(
                        "{}:{number}: {library} belongs to {}",
                        source.path,
                        places.join(", ")
                    ));
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn files_stay_short() {
    let mut faults = Vec::new();
    for source in ["src", "tests"].into_iter().flat_map(sources) {
        let lines = source.text.lines().count();
        // The list of all tables is as long as there are tables.
        if lines > MAX_LINES && source.path != "src/storage/schema.rs" {
            faults.push(format!("{} has {lines} lines; split it, {MAX_LINES} are the most", source.path));
        }
    }
    report(&faults);
}

#[test]
fn every_file_says_what_it_is_for() {
    // A module's own tests are about that module; its header is in the file beside them.
    let headless = |source: &Source| !source.text.starts_with("//! ") && !source.path.ends_with("/tests.rs");
    let faults: Vec<String> = ["src", "tests"]
        .into_iter()
        .flat_map(sources)
        .filter(headless)
        .map(|source| format!("{} begins without a //! header", source.path))
        .collect();
    report(&faults);
}

#[test]
fn every_outward_code_is_used() {
    let everything: Vec<Source> =
        sources("src").into_iter().filter(|source| source.path != "src/error/codes.rs").collect();
    let is_used = |code: &str| {
        let wanted = format!("Code::{code}");
        let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        let names_it = |line: &str| line.split(wanted.as_str()).skip(1).any(|rest| !goes_on(rest));
        everything.iter().any(|source| source.code().any(|(_, line)| names_it(line)))
    };
    let unused: Vec<String> = golden_beans::error::Code::ALL
        .iter()
        .map(|code| format!("{code:?}"))
        .filter(|code| !is_used(code))
        .map(|code| format!("Code::{code} is never answered: use it or delete it"))
        .collect();
    report(&unused);
}
