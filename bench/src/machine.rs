//! The machine and the versions, without which a figure says nothing.

use super::places::Places;
use std::path::Path;
use std::process::Command;

/// All of it, as a list.
#[must_use]
pub fn describe(places: &Places, fdatasync_ms: f64) -> String {
    let folder = places.folder();
    let lines = [
        ("measured", said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("golden-beans", said("git", &["describe", "--always", "--dirty"])),
        ("compiler", said("rustc", &["--version"])),
        ("PostgreSQL", said_by(&Places::postgres_program("postgres"), &["--version"])),
        (
            "PostgreSQL settings",
            "fsync on, synchronous_commit on, full_page_writes on, shared_buffers 256 MB".to_owned(),
        ),
        ("SQLite", "bundled; WAL, synchronous FULL".to_owned()),
        ("processor", format!("{} × {}", cores(), field("/proc/cpuinfo", "model name"))),
        ("memory", field("/proc/meminfo", "MemTotal")),
        ("system", said("uname", &["-sr"])),
        ("file system", file_system(folder)),
        ("one fdatasync", format!("{fdatasync_ms:.3} ms")),
        ("load when it began", load()),
    ];
    lines.iter().map(|(name, value)| format!("- {name}: {value}\n")).collect()
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(0, std::num::NonZero::get)
}

fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':'));
    line.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
}

fn file_system(folder: &Path) -> String {
    let said = said("df", &["--output=fstype", &folder.display().to_string()]);
    said.lines().last().unwrap_or("unknown").to_owned()
}

fn said(program: &str, arguments: &[&str]) -> String {
    said_by(Path::new(program), arguments)
}

fn said_by(program: &Path, arguments: &[&str]) -> String {
    match Command::new(program).args(arguments).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(error) => format!("unknown ({error})"),
    }
}
