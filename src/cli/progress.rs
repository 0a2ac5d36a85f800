//! Progress bars on standard error, only where a person watches.

use indicatif::{ProgressBar, ProgressStyle};

const TEMPLATE: &str = "{bar:40} {human_pos}/{human_len} {msg}  {per_sec}  {eta} left";

/// A bar that counts such things; its length may be set later. Hidden where standard error is no terminal.
pub fn bar(things: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_message(things);
    match ProgressStyle::with_template(TEMPLATE) {
        Ok(style) => bar.with_style(style),
        // The template is a constant; a bar of the default looks is as good.
        Err(_) => bar,
    }
}
