//! Text that people write: what is kept of it, and what is refused.

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or nothing that can be seen.
    #[error("must not be empty")]
    Empty,
    /// A NUL or another control character.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// Too many characters.
    #[error("must not have more than {max_chars} characters")]
    TooLong {
        /// The most that is allowed.
        max_chars: usize,
    },
}

impl TextError {
    /// The stable code of a field error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "text_empty",
            Self::ControlCharacter => "text_control_character",
            Self::TooLong { .. } => "text_too_long",
        }
    }
}

/// Cleans a text of several lines: trimmed, every line break `\n`, at most `max_chars` characters (not bytes).
///
/// # Errors
/// `ControlCharacter` for any but line break and tab, `Empty`, `TooLong`, in this order.
pub fn clean_text(input: &str, max_chars: usize) -> Result<String, TextError> {
    let text = input.replace("\r\n", "\n").replace('\r', "\n");
    clean(&text, max_chars, |character| matches!(character, '\n' | '\t'))
}

/// Cleans a text of one line, such as a name: as [`clean_text`], with line breaks and tabs refused too.
///
/// # Errors
/// As [`clean_text`].
pub fn clean_line(input: &str, max_chars: usize) -> Result<String, TextError> {
    clean(input, max_chars, |_| false)
}

fn clean(input: &str, max_chars: usize, allowed: impl Fn(char) -> bool) -> Result<String, TextError> {
    let text = input.trim_matches(is_blank);
    if text.chars().any(|character| character.is_control() && !allowed(character)) {
        return Err(TextError::ControlCharacter);
    }
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max_chars {
        return Err(TextError::TooLong { max_chars });
    }
    Ok(text.to_owned())
}

/// White space, and the marks that take no room: a text of them alone would look empty. NUL and its like are no
/// white space and are found by the check.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_trimmed_and_its_lines_kept() {
        assert_eq!(
            clean_text("  井盖坏了。\r\n\t请来修\r好吗 \n", 20).as_deref(),
            Ok("井盖坏了。\n\t请来修\n好吗")
        );
        assert_eq!(clean_line("\u{feff}李小明\u{200b} ", 3).as_deref(), Ok("李小明"));
        // A family of four is one picture of seven characters; what joins them stays.
        assert_eq!(clean_text("👨‍👩‍👧‍👦", 7).as_deref(), Ok("👨‍👩‍👧‍👦"));
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        for input in ["", " \n\t ", "\u{200b}\u{feff}\u{3000}"] {
            assert_eq!(clean_text(input, 10), Err(TextError::Empty), "{input:?}");
        }
        for input in ["a\0b", "\0", "\u{1b}[31m", "a\u{7f}", "a\u{85}b"] {
            assert_eq!(clean_text(input, 10), Err(TextError::ControlCharacter), "{input:?}");
        }
        assert_eq!(clean_line("李\n明", 10), Err(TextError::ControlCharacter));
        assert_eq!(clean_text("井盖坏了", 3), Err(TextError::TooLong { max_chars: 3 }));
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(input in any::<String>(), max_chars in 0_usize..50) {
            if let Ok(text) = clean_text(&input, max_chars) {
                prop_assert!((1..=max_chars).contains(&text.chars().count()));
                prop_assert!(!text.contains(['\0', '\r']));
                prop_assert_eq!(clean_text(&text, max_chars), Ok(text));
            }
        }
    }
}
