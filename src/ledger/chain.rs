//! The chain: each posting's hash covers the one before and every field of itself. `docs/ledger.md` has the layout
//! with a worked example.

use super::account::{AccountId, AccountKey};
use super::posting::Entry;
use sha2::Digest;

/// The first bytes of what is hashed for a posting; a change of layout changes them.
const LAYOUT: &[u8; 4] = b"GBJ1";

/// Stands for the length of a text that is not there.
const ABSENT: u32 = u32::MAX;

/// Bytes of a hash, with either algorithm.
pub const HASH_BYTES: usize = 32;

/// A link of the chain.
pub type Hash = [u8; HASH_BYTES];

/// Which hash the chain uses; fixed when the database is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashAlgorithm {
    /// SHA-256.
    Sha256,
    /// SM3 (GB/T 32905).
    Sm3,
}

impl HashAlgorithm {
    /// The name in settings and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// The algorithm of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "sha256" => Some(Self::Sha256),
            "sm3" => Some(Self::Sm3),
            _ => None,
        }
    }

    /// Hashes bytes.
    #[must_use]
    pub fn hash(self, bytes: &[u8]) -> Hash {
        match self {
            Self::Sha256 => sha2::Sha256::digest(bytes).into(),
            Self::Sm3 => sm3::Sm3::digest(bytes).into(),
        }
    }

    /// What stands before the first posting: the hash of the layout's name.
    #[must_use]
    pub fn genesis(self) -> Hash {
        self.hash(LAYOUT)
    }
}

/// A posting as it is hashed, borrowed from wherever it lies.
pub struct Link<'a> {
    /// Number.
    pub seq: i64,
    /// Microseconds since 1970, UTC.
    pub at_us: i64,
    /// `PostingKind` as stored.
    pub kind: &'a str,
    /// What it is about.
    pub subject_kind: &'a str,
    /// Which one.
    pub subject_id: &'a str,
    /// The posting that it mends.
    pub corrects: Option<i64>,
    /// Who did it.
    pub actor_id: Option<&'a str>,
    /// Why.
    pub memo: Option<&'a str>,
}

/// Writes what is hashed for a posting: the hash before, then every field in a fixed order. `buffer` is cleared
/// first and kept by the caller, so that hashing millions allocates nothing.
pub fn canonical_bytes<'a>(
    buffer: &mut Vec<u8>,
    previous: &Hash,
    link: &Link<'_>,
    entries: &[Entry],
    opened: impl ExactSizeIterator<Item = (AccountId, &'a AccountKey)>,
) {
    buffer.clear();
    buffer.extend_from_slice(previous);
    buffer.extend_from_slice(LAYOUT);
    put_i64(buffer, link.seq);
    put_i64(buffer, link.at_us);
    put_text(buffer, Some(link.kind));
    put_text(buffer, Some(link.subject_kind));
    put_text(buffer, Some(link.subject_id));
    put_i64(buffer, link.corrects.unwrap_or(0));
    put_text(buffer, link.actor_id);
    put_text(buffer, link.memo);
    put_count(buffer, entries.len());
    for entry in entries {
        put_i64(buffer, entry.account_id);
        put_i64(buffer, entry.change);
        put_i64(buffer, entry.balance_after);
    }
    put_count(buffer, opened.len());
    for (account_id, key) in opened {
        put_i64(buffer, account_id);
        put_text(buffer, Some(key.kind().as_str()));
        put_text(buffer, Some(key.owner_id()));
        put_text(buffer, key.campaign_id());
    }
}

fn put_i64(buffer: &mut Vec<u8>, number: i64) {
    buffer.extend_from_slice(&number.to_be_bytes());
}

fn put_count(buffer: &mut Vec<u8>, count: usize) {
    // More lines than a u32 counts cannot be in one posting; saturating keeps the function total.
    buffer.extend_from_slice(&u32::try_from(count).unwrap_or(ABSENT).to_be_bytes());
}

fn put_text(buffer: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => {
            put_count(buffer, text.len());
            buffer.extend_from_slice(text.as_bytes());
        }
        None => buffer.extend_from_slice(&ABSENT.to_be_bytes()),
    }
}
