//! Tells cargo which folders are compiled into the program, so that a change in them builds it again.

use std::env;
use std::fs;
use std::io::{self, Write};

fn main() -> io::Result<()> {
    // The pages are built by npm into a folder that git does not keep; without them the program still builds.
    fs::create_dir_all("web/dist")?;
    let mut out = io::stdout();
    for path in ["migrations", "config/default.toml"] {
        writeln!(out, "cargo:rerun-if-changed={path}")?;
    }
    // A debug build reads the pages from the folder when they are asked for; only a release has them inside.
    if env::var("PROFILE").as_deref() == Ok("release") {
        writeln!(out, "cargo:rerun-if-changed=web/dist")?;
    }
    Ok(())
}
