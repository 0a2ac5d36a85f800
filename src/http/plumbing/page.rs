//! Lists in pages: `?limit=&cursor=` → `{items, next_cursor}`, always by key, never by offset.
//!
//! A query type has `limit: Option<Limit>` and `cursor: Option<Cursor>` (both `#[serde(default)]` by being options).
//! The handler asks its use case for [`Limit::rows`] rows after [`Cursor::key`] and hands them to [`Page::cut`].

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

/// Longest cursor that is looked at; ours are far shorter.
const MAX_CURSOR_CHARS: usize = 512;

/// How many items a page has: 1 to 200, 50 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(value_type = u16, minimum = 1, maximum = 200, default = 50)]
pub struct Limit(u16);

impl Limit {
    /// The most that a page holds.
    pub const MAX: u16 = 200;

    /// Rows to read: one more than the page holds tells whether another page follows.
    #[must_use]
    pub fn rows(self) -> i64 {
        i64::from(self.0) + 1
    }

    fn items(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(limit @ 1..=Self::MAX) => Ok(Self(limit)),
            _ => Err(serde::de::Error::custom("out_of_range: a whole number from 1 to 200")),
        }
    }
}

/// Where the last page ended, as `next_cursor` gave it. Opaque to callers; [`Cursor::key`] checks it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub struct Cursor(String);

impl Cursor {
    /// The key of the last item of the page before: what [`Page::cut`] was given there.
    ///
    /// # Errors
    /// 422 on field `cursor` for a text that no page of such a list gave.
    pub fn key<K: DeserializeOwned>(cursor: Option<&Self>) -> Result<Option<K>> {
        let Some(Self(text)) = cursor else { return Ok(None) };
        let wrong = |cause: String| {
            Error::field("cursor", "invalid_cursor", "use next_cursor of the page before, unchanged")
                .because(cause)
        };
        if text.len() > MAX_CURSOR_CHARS {
            return Err(wrong("too long".to_owned()));
        }
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|error| wrong(error.to_string()))?;
        serde_json::from_slice(&json).map(Some).map_err(|error| wrong(error.to_string()))
    }

    fn of<K: Serialize>(key: &K) -> Result<String> {
        let json = serde_json::to_vec(key).map_err(Error::internal)?;
        Ok(URL_SAFE_NO_PAD.encode(json))
    }
}

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of `rows`, which were read with [`Limit::rows`]; `key` names what the list is ordered by.
    ///
    /// # Errors
    /// 500 if a key cannot be written as JSON.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: Limit, key: impl Fn(&T) -> K) -> Result<Self> {
        let more = rows.len() > limit.items();
        rows.truncate(limit.items());
        let next_cursor = match rows.last() {
            Some(last) if more => Some(Cursor::of(&key(last))?),
            _ => None,
        };
        Ok(Self { items: rows, next_cursor })
    }

    /// The page with each item in another form.
    #[must_use]
    pub fn map<U>(self, form: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(form).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Deserialize)]
    struct Query {
        limit: Option<Limit>,
    }

    fn limit_of(query: &str) -> std::result::Result<Limit, String> {
        serde_urlencoded::from_str::<Query>(query)
            .map(|query| query.limit.unwrap_or_default())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn limits_are_held() {
        assert_eq!(limit_of(""), Ok(Limit(50)));
        assert_eq!(limit_of("limit=1"), Ok(Limit(1)));
        assert_eq!(limit_of("limit=200"), Ok(Limit(200)));
        for wrong in ["0", "201", "-1", "1.5", "", "ten", "99999999999999999999"] {
            assert!(limit_of(&format!("limit={wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let page = Page::cut(vec![1, 2, 3], Limit(3), |n| *n).expect("a page");
        assert_eq!((page.items, page.next_cursor), (vec![1, 2, 3], None));
        let empty = Page::cut(Vec::<i64>::new(), Limit(3), |n| *n).expect("a page");
        assert_eq!(empty.next_cursor, None);
    }

    #[test]
    fn a_wrong_cursor_names_its_field() {
        for text in ["", "!", "bm90IGpzb24", "eyJhIjoxfQ", &"A".repeat(600)] {
            let error = Cursor::key::<(i64, String)>(Some(&Cursor(text.to_owned()))).expect_err(text);
            assert_eq!(error.fields()[0].field, "cursor");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_brings_its_key_back(seq: i64, id: String) {
            let page = Page::cut(vec![(seq, id.clone()), (0, String::new())], Limit(1), Clone::clone).expect("a page");
            let cursor = page.next_cursor.map(Cursor);
            prop_assert_eq!(Cursor::key::<(i64, String)>(cursor.as_ref()).expect("valid"), Some((seq, id)));
        }
    }
}
