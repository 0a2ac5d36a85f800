//! The chain's byte layout, written from `docs/ledger.md`.

use sha2::Digest;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub kind: String,
    pub owner_id: String,
    pub campaign_id: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub line: i32,
    pub account_id: i64,
    pub beans: i64,
    pub balance_after: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub seq: i64,
    pub kind: String,
    pub at_us: i64,
    pub subject_kind: String,
    pub subject_id: String,
    pub corrects: Option<i64>,
    pub actor_id: Option<String>,
    pub memo: Option<String>,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
    pub entries: Vec<Entry>,
    pub opened: Vec<Account>,
}

#[derive(Debug, Clone, Copy)]
pub enum Algorithm {
    Sha256,
    Sm3,
}

impl Algorithm {
    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Self::Sm3 => sm3::Sm3::digest(bytes).to_vec(),
        }
    }
}

/// What is hashed for a posting.
pub fn canonical_bytes(posting: &Posting) -> Vec<u8> {
    let mut out = Bytes(posting.prev_hash.clone());
    out.0.extend(b"GBJ1");
    out.number(posting.seq);
    out.number(posting.at_us);
    out.text(Some(&posting.kind));
    out.text(Some(&posting.subject_kind));
    out.text(Some(&posting.subject_id));
    out.number(posting.corrects.unwrap_or(0));
    out.text(posting.actor_id.as_deref());
    out.text(posting.memo.as_deref());
    out.count(posting.entries.len());
    for entry in &posting.entries {
        out.number(entry.account_id);
        out.number(entry.beans);
        out.number(entry.balance_after);
    }
    out.count(posting.opened.len());
    for account in &posting.opened {
        out.number(account.id);
        out.text(Some(&account.kind));
        out.text(Some(&account.owner_id));
        out.text(account.campaign_id.as_deref());
    }
    out.0
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn number(&mut self, number: i64) {
        self.0.extend(number.to_be_bytes());
    }

    fn count(&mut self, count: usize) {
        self.0.extend((count as u32).to_be_bytes());
    }

    fn text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => {
                self.count(text.len());
                self.0.extend(text.as_bytes());
            }
            None => self.0.extend([0xff; 4]),
        }
    }
}
