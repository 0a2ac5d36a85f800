//! One way to keep secrets and personal data out of logs.

/// The body of a `Debug` that names the type and nothing of its content.
macro_rules! fmt_redacted {
    ($name:literal) => {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(concat!($name, "(…)"))
        }
    };
}

pub(crate) use fmt_redacted;
