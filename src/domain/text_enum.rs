//! One way to write an enum whose values are stored and sent as snake_case words.
//!
//! Owns the macro and its error. The word of a value is part of the database and of the API: it is written
//! once, beside the value, and never changed.

/// A word that is none of the allowed ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what}, expected one of {}", allowed.join(", "))]
pub struct UnknownWord {
    /// What the word should have named, for example `tier`.
    pub what: &'static str,
    /// Every word that would have been understood.
    pub allowed: &'static [&'static str],
}

/// Declares an enum with one word per value: `as_str`, `parse`, `ALL`, `WORDS`, `Display`, `FromStr`, serde and
/// an OpenAPI schema, all of them saying the same word.
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        $what:literal $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $word:tt, )+ }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        pub enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant, )+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];
            /// Every word, in the order of declaration.
            pub const WORDS: &'static [&'static str] = &[ $( $word, )+ ];

            /// The word that is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }

            /// The value of a word, exactly as `as_str` writes it.
            ///
            /// # Errors
            /// `UnknownWord` for any other text.
            pub fn parse(word: &str) -> Result<Self, $crate::domain::text_enum::UnknownWord> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::domain::text_enum::UnknownWord { what: $what, allowed: Self::WORDS }),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::text_enum::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::parse(word)
            }
        }
    };
}

pub(crate) use text_enum;

#[cfg(test)]
mod tests;
