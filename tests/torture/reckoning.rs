//! After a disaster: every answer that was heard is in the journal, nothing is in it twice, every closed report has its
//! one award, sums are zero, the chain is whole.

use super::record::{Asked, Record};
use crate::bookkeeper::{Bookkeeper, Posting};
use diesel::prelude::*;
use golden_beans::config::Config;
use golden_beans::storage::Storage;
use golden_beans::storage::schema::{award, report};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Longest wait for the sweep, and for the answer to something that is asked again.
const PATIENCE: Duration = Duration::from_secs(60);

/// Answers that are asked for again at each reckoning, at most.
const AGAIN: usize = 60;

/// The kinds of postings that people ask for by a key of their own, and the ends of the paths that ask.
const KINDS: [(&str, &str); 4] =
    [("fund", "/fund"), ("settle", "/settlements"), ("redeem", "/redemptions"), ("refund", "/refunds")];

/// What is in the database, and what was found sound of it before.
pub struct Books {
    storage: Storage,
    bookkeeper: Bookkeeper,
    postings: BTreeMap<i64, Posting>,
    heads: Vec<String>,
    reckoned: usize,
}

/// What the database says of reports and their awards.
struct Reports {
    filed: BTreeSet<String>,
    closed: BTreeSet<String>,
    /// By report: state and granted beans.
    awards: BTreeMap<String, (String, i64)>,
}

impl Books {
    pub fn open(url: &str) -> Self {
        let settings = Config::from_toml(&format!("[database]\nurl = {url:?}")).unwrap();
        let storage = Storage::open(&settings.database).unwrap();
        let (postings, heads) = (BTreeMap::new(), Vec::new());
        Self { storage, bookkeeper: Bookkeeper::new(), postings, heads, reckoned: 0 }
    }

    /// The heads that were noted at each reckoning, as `verify` writes them.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// Every award that a crash left pending is followed by the sweep alone, before anybody asks again.
    pub async fn awards_are_followed(&self) {
        let began = Instant::now();
        loop {
            let reports = self.reports().await;
            let pending: Vec<_> =
                reports.awards.iter().filter(|(_, (state, _))| state == "pending").collect();
            let awarded: BTreeSet<String> = reports.awards.keys().cloned().collect();
            if pending.is_empty() && reports.closed == awarded {
                return;
            }
            let closed = &reports.closed;
            assert!(
                began.elapsed() < PATIENCE,
                "stays pending: {pending:?}; awarded {awarded:?}, closed {closed:?}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whoever heard nothing asks again with the same key until there is an answer; some of those who heard one ask
    /// again, too, and hear the same.
    pub async fn settle(&mut self, record: &Record) {
        let since = record.since(self.reckoned);
        self.reckoned = since.last().map_or(self.reckoned, |(number, _)| number + 1);
        let (answered, open): (Vec<_>, Vec<_>) = since.into_iter().partition(|(_, answered)| *answered);
        let began = Instant::now();
        for (number, _) in open.into_iter().chain(answered.into_iter().rev().take(AGAIN)) {
            while record.ask(number).await.is_none() {
                assert!(began.elapsed() < PATIENCE, "a request is never answered");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// Compares all that was answered with all that is stored.
    pub async fn reckon(&mut self, record: &Record) {
        let new = self.bookkeeper.check(&self.storage).await.unwrap_or_else(|finding| panic!("{finding}"));
        self.postings.extend(new.into_iter().map(|posting| (posting.seq, posting)));
        let last = self.postings.last_key_value().expect("the season was funded").1;
        self.heads.push(format!("{}:{}", last.seq, hex::encode(&last.hash)));
        let asked = record.all();
        self.reckon_postings(&asked);
        self.reckon_reports(&asked).await;
    }

    fn reckon_postings(&self, asked: &[Asked]) {
        for (kind, path_end) in KINDS {
            let mut answered = BTreeSet::new();
            for asked in asked.iter().filter(|asked| asked.path.ends_with(path_end)) {
                let answer = asked.answer.as_ref().expect("everything was settled");
                if answer.status != 201 {
                    continue;
                }
                let seq = answer.json["seq"].as_i64().unwrap();
                let posting = self.postings.get(&seq);
                let posting = posting.unwrap_or_else(|| panic!("{} is lost: {}", asked.path, answer.text()));
                assert_eq!((&*posting.kind, moved(posting)), (kind, hundredths(&asked.body["beans"])));
                assert!(answered.insert(seq), "{seq} is the answer to two requests");
            }
            let posted: BTreeSet<i64> = self.of_kind(kind).map(|posting| posting.seq).collect();
            assert_eq!(posted, answered, "every {kind} in the journal was answered to somebody, and once");
        }
    }

    async fn reckon_reports(&self, asked: &[Asked]) {
        let reports = self.reports().await;
        let answered = |asked: &Asked| asked.answer.clone().expect("everything was settled");
        let filed = asked.iter().filter(|asked| asked.path == "/reports").map(answered);
        let filed: Vec<String> = filed.map(|answer| text(&answer.expect(201)["id"])).collect();
        assert_eq!(filed.len(), reports.filed.len(), "every report was filed once");
        assert_eq!(filed.into_iter().collect::<BTreeSet<_>>(), reports.filed);

        let (mut closed, mut awards) = (BTreeSet::new(), 0);
        for answer in asked.iter().filter(|asked| asked.path.ends_with("/close")).map(answered) {
            if answer.status != 200 {
                continue;
            }
            let id = text(&answer.json["report"]["id"]);
            let beans = hundredths(&answer.json["award"]["beans"]);
            assert_eq!(reports.awards.get(&id), Some(&("posted".to_owned(), beans)), "the award of {id}");
            let posted: Vec<&Posting> =
                self.of_kind("award").filter(|posting| posting.subject_id == id).collect();
            // Nothing is posted where nothing is earned.
            let expected = if beans > 0 { vec![beans] } else { Vec::new() };
            awards += expected.len();
            assert_eq!(posted.iter().map(|posting| moved(posting)).collect::<Vec<_>>(), expected, "{id}");
            closed.insert(id);
        }
        assert_eq!(closed, reports.closed, "every closing was answered to somebody");
        assert_eq!(self.of_kind("award").count(), awards, "and awarded once");
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Posting> {
        self.postings.values().filter(move |posting| posting.kind == kind)
    }

    async fn reports(&self) -> Reports {
        let read = self.storage.read(|c| {
            let rows: Vec<(String, String)> = report::table.select((report::id, report::status)).load(c)?;
            let awards: Vec<(String, String, i64)> =
                award::table.select((award::deed_id, award::state, award::beans)).load(c)?;
            Ok((rows, awards))
        });
        let (rows, awards) = read.await.unwrap();
        let closed = rows.iter().filter(|(_, status)| status == "closed").map(|(id, _)| id.clone()).collect();
        let records = awards.len();
        let awards: BTreeMap<_, _> =
            awards.into_iter().map(|(deed, state, beans)| (deed, (state, beans))).collect();
        assert_eq!(records, awards.len(), "one record a deed");
        Reports { closed, awards, filed: rows.into_iter().map(|(id, _)| id).collect() }
    }
}

/// How much a posting moves.
fn moved(posting: &Posting) -> i64 {
    posting.entries.iter().map(|entry| entry.beans.max(0)).sum()
}

/// Beans of an answer.
pub fn hundredths(beans: &Value) -> i64 {
    let beans: golden_beans::domain::beans::Beans = text(beans).parse().unwrap();
    beans.hundredths()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
