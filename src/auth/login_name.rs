//! What people log in with: a phone for residents, a user name for everybody else.

use crate::domain::phone::Phone;
use crate::domain::redacted::fmt_redacted;
use std::fmt;

/// Why a text cannot be a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsernameError {
    /// None, or too many characters.
    #[error("must have 1 to {max_chars} characters")]
    Length {
        /// The most that is allowed.
        max_chars: usize,
    },
    /// Something else than letters, digits and `. _ - @`.
    #[error("must have only letters, digits, Chinese characters and . _ - @")]
    Character,
    /// It could not be told from a resident's login.
    #[error("must not look like a phone number")]
    LooksLikePhone,
}

impl UsernameError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length { .. } => "wrong_length",
            Self::Character => "wrong_character",
            Self::LooksLikePhone => "looks_like_phone",
        }
    }
}

/// A user name in the form that is stored and compared: trimmed, ASCII letters in lower case.
///
/// # Errors
/// See [`UsernameError`].
pub fn parse_username(text: &str, max_chars: usize) -> Result<String, UsernameError> {
    let name = text.trim().to_ascii_lowercase();
    if name.is_empty() || name.chars().count() > max_chars {
        return Err(UsernameError::Length { max_chars });
    }
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '.' | '_' | '-' | '@')
            || ('\u{4e00}'..='\u{9fff}').contains(&c)
    };
    if !name.chars().all(allowed) {
        return Err(UsernameError::Character);
    }
    if Phone::parse(&name).is_ok() {
        return Err(UsernameError::LooksLikePhone);
    }
    Ok(name)
}

/// A login name as somebody typed it. People type passwords into the wrong field: `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub enum LoginName {
    /// A resident's phone.
    Phone(Phone),
    /// A user name, perhaps of nobody.
    Username(String),
    /// Text that can be nobody's, such as one with a NUL, which a database would refuse to compare.
    Nobodys(String),
}

impl fmt::Debug for LoginName {
    fmt_redacted!("LoginName");
}

impl LoginName {
    /// Any text names somebody or nobody; what reads as a phone is one.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match Phone::parse(text) {
            Ok(phone) => Self::Phone(phone),
            Err(_) => match parse_username(text, usize::MAX) {
                Ok(name) => Self::Username(name),
                Err(_) => Self::Nobodys(text.trim().to_ascii_lowercase()),
            },
        }
    }

    /// The one form of the name.
    #[must_use]
    pub fn normal(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.expose(),
            Self::Username(name) | Self::Nobodys(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_form() {
        assert_eq!(parse_username(" Till-01@Qilin ", 64).as_deref(), Ok("till-01@qilin"));
        assert_eq!(parse_username("调度员.李", 64).as_deref(), Ok("调度员.李"));
        assert_eq!(LoginName::of(" Till-01 "), LoginName::of("till-01"));
        assert_eq!(LoginName::of("+86 138-1234-1234"), LoginName::of("13812341234"));
        assert!(matches!(LoginName::of("a\0"), LoginName::Nobodys(_)));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let length = Err(UsernameError::Length { max_chars: 4 });
        for text in ["", "  ", "abcde"] {
            assert_eq!(parse_username(text, 4), length, "{text}");
        }
        for text in ["a b", "a\0b", "ａdmin", "a\u{200b}b", "<b>", "аdmin"] {
            assert_eq!(parse_username(text, 64), Err(UsernameError::Character), "{text}");
        }
        assert_eq!(parse_username("13812341234", 64), Err(UsernameError::LooksLikePhone));
    }
}
