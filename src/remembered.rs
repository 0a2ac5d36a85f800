//! What a process keeps in its memory by a name, up to a number; beyond it, what was asked for least lately is dropped.

use lru::LruCache;

/// A bounded memory.
pub struct Remembered<T> {
    kept: LruCache<String, T>,
    most: usize,
}

impl<T> Remembered<T> {
    /// Keeps up to `most`; with 0 nothing.
    #[must_use]
    pub fn up_to(most: usize) -> Self {
        // Takes room as it is needed, not at once for all.
        Self { kept: LruCache::unbounded(), most }
    }

    /// Keeps this under that name.
    pub fn put(&mut self, name: String, value: T) {
        self.kept.put(name, value);
        while self.kept.len() > self.most {
            self.kept.pop_lru();
        }
    }

    /// What is kept; counts as asking for it.
    pub fn get(&mut self, name: &str) -> Option<&T> {
        self.kept.get(name)
    }

    /// What is kept, to be changed; counts as asking for it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        self.kept.get_mut(name)
    }

    /// What is kept; does not count, so that the oldest is dropped first.
    #[must_use]
    pub fn peek(&self, name: &str) -> Option<&T> {
        self.kept.peek(name)
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.kept.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_least_lately_is_dropped() {
        let mut kept = Remembered::up_to(2);
        kept.put("a".to_owned(), 1);
        kept.put("b".to_owned(), 2);
        assert_eq!(kept.get("a"), Some(&1));
        kept.put("c".to_owned(), 3);
        assert_eq!((kept.peek("a"), kept.peek("b"), kept.peek("c")), (Some(&1), None, Some(&3)));
        kept.clear();
        assert_eq!(kept.peek("a"), None);
    }

    #[test]
    fn looking_is_not_asking() {
        let mut kept = Remembered::up_to(2);
        kept.put("a".to_owned(), 1);
        kept.put("b".to_owned(), 2);
        assert_eq!(kept.peek("a"), Some(&1));
        kept.put("c".to_owned(), 3);
        assert_eq!(kept.peek("a"), None);
    }

    #[test]
    fn nothing_is_kept_of_none() {
        let mut kept = Remembered::up_to(0);
        kept.put("a".to_owned(), 1);
        assert_eq!(kept.peek("a"), None);
    }
}
