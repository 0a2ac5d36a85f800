//! A made-up past of any length, quickly: awards and redemptions of many days with a chain that verifies, and reports.
//!
//! It is written in sets, past the ledger, and is what the ledger would have left: numbers, hashes, balances, counted
//! caps, award records and redemptions agree. `verify` is run over it before anything is measured on it.

mod lanes;
mod reports;
mod rows;

use crate::places::Database;
use crate::seed::{self, AWARD_HUNDREDTHS, CAMPAIGN, DISPATCHER};
use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use golden_beans::domain::calendar::month_of;
use golden_beans::ledger::{AccountKey, Entry, Hash, HashAlgorithm, Link, canonical_bytes};
use lanes::{Indexes, Lanes};
use rows::{AccountRow, AwardRow, BalanceRow, EarnedRow, EntryRow, JournalRow, RedemptionRow};
use std::collections::BTreeMap;
use std::io::Write;

/// Postings that are written together.
const PIECE: usize = 10_000;

/// Days that the past reaches back; fewer than the season.
const DAYS: i64 = 300;

/// Of ten postings, these many are redemptions; the others are awards.
const REDEMPTIONS_OF_TEN: u64 = 3;

/// What one redemption takes, hundredths.
const REDEEMED_HUNDREDTHS: i64 = 100;

/// The tables whose indexes are built afterwards.
const TABLES: [&str; 7] = ["account", "account_balance", "journal", "entry", "earned", "award", "redemption"];

/// How long a past.
#[derive(Debug, Clone, Copy)]
pub struct Length {
    /// Postings.
    pub journal_rows: u64,
    /// Reports; the first awards are for them.
    pub reports: u64,
    /// Residents that they are shared out among.
    pub residents: u32,
}

/// Writes a past into a planted database. The bytes that its chain hashes go to `hashed` too, one posting after the
/// other.
///
/// # Errors
/// The database's.
pub fn write(database: &Database, now: DateTime<Utc>, length: Length, hashed: &mut dyn Write) -> Result<()> {
    let mut connection = lanes::connect(database)?;
    let indexes = Indexes::take(&mut connection, &TABLES)?;
    let mut past = Past::begin(database, now, length)?;
    while past.seq < i64::try_from(length.journal_rows)? {
        past.post_next(hashed)?;
    }
    past.end(&mut connection)?;
    indexes.give_back(&mut connection)?;
    reports::write(database, now, length)?;
    Ok(())
}

#[derive(Clone, Default)]
struct Pocket {
    id: i64,
    balance: i64,
    /// The first day of the latest month in which it earned, and what.
    month: Option<(NaiveDate, i64)>,
}

impl Pocket {
    fn earn(&mut self, month_on: NaiveDate) {
        self.balance += AWARD_HUNDREDTHS;
        let before = self.month.filter(|(on, _)| *on == month_on).map_or(0, |(_, beans)| beans);
        self.month = Some((month_on, before + AWARD_HUNDREDTHS));
    }
}

/// What has been made up so far.
struct Past {
    lanes: Lanes,
    length: Length,
    begins_at: DateTime<Utc>,
    step_us: i64,
    seq: i64,
    hash: Hash,
    last_account_id: i64,
    pockets: Vec<Pocket>,
    shops: Vec<Pocket>,
    budget: i64,
    earned: BTreeMap<i64, i64>,
    earned_on: NaiveDate,
    awards_made: u64,
    piece: Piece,
    buffer: Vec<u8>,
}

#[derive(Default)]
struct Piece {
    journal: Vec<JournalRow>,
    entries: Vec<EntryRow>,
    accounts: Vec<AccountRow>,
    earned: Vec<EarnedRow>,
    awards: Vec<AwardRow>,
    redemptions: Vec<RedemptionRow>,
}

/// The treasury and the budget are the first accounts.
const TREASURY: i64 = 1;
const BUDGET: i64 = 2;

/// What a posting says.
struct Said {
    kind: &'static str,
    subject_kind: &'static str,
    subject_id: String,
    actor_id: String,
}

impl Past {
    fn begin(database: &Database, now: DateTime<Utc>, length: Length) -> Result<Self> {
        let begins_at = now - TimeDelta::days(DAYS);
        let pockets = vec![Pocket::default(); usize::try_from(length.residents)?];
        let shops = vec![Pocket::default(); usize::try_from(seed::SHOPS)?];
        let span_us = DAYS * 86_400 * 1_000_000;
        Ok(Self {
            lanes: Lanes::open(database, 2)?,
            length,
            begins_at,
            step_us: span_us / i64::try_from(length.journal_rows.max(1))?,
            seq: 0,
            hash: HashAlgorithm::Sha256.genesis(),
            last_account_id: TREASURY,
            pockets,
            shops,
            budget: 0,
            earned: BTreeMap::new(),
            earned_on: begins_at.date_naive(),
            awards_made: 0,
            piece: Piece::default(),
            buffer: Vec::with_capacity(512),
        })
    }

    fn at(&self) -> DateTime<Utc> {
        self.begins_at + TimeDelta::microseconds(self.step_us * (self.seq + 1))
    }

    fn post_next(&mut self, hashed: &mut dyn Write) -> Result<()> {
        if self.seq == 0 {
            return self.fund(hashed);
        }
        let number = rand::random_range(0..self.pockets.len());
        let can_spend = self.pockets[number].balance >= REDEEMED_HUNDREDTHS;
        if can_spend && rand::random_range(0..10) < REDEMPTIONS_OF_TEN {
            self.redeem(number, hashed)
        } else {
            self.award(number, hashed)
        }
    }

    fn fund(&mut self, hashed: &mut dyn Write) -> Result<()> {
        let beans = seed::BUDGET.hundredths();
        let opened = self.open(AccountKey::Budget { campaign_id: CAMPAIGN.to_owned() });
        self.budget = beans;
        let entries = [entry(TREASURY, -beans, -beans), entry(BUDGET, beans, beans)];
        let said = Said {
            kind: "fund",
            subject_kind: "campaign",
            subject_id: CAMPAIGN.to_owned(),
            actor_id: "finance".to_owned(),
        };
        self.post(said, &entries, Some(opened), hashed)
    }

    fn award(&mut self, number: usize, hashed: &mut dyn Write) -> Result<()> {
        let resident_id = seed::resident(u32::try_from(number)?);
        let opened = (self.pockets[number].id == 0).then(|| {
            self.open(AccountKey::Pocket {
                resident_id: resident_id.clone(),
                campaign_id: CAMPAIGN.to_owned(),
            })
        });
        let at = self.at();
        let pocket = &mut self.pockets[number];
        pocket.id = opened.as_ref().map_or(pocket.id, |(id, _)| *id);
        pocket.earn(month_of(at.date_naive()).0);
        self.budget -= AWARD_HUNDREDTHS;
        let entries = [
            entry(BUDGET, -AWARD_HUNDREDTHS, self.budget),
            entry(pocket.id, AWARD_HUNDREDTHS, pocket.balance),
        ];
        let pocket_id = pocket.id;
        self.count_earned(pocket_id, at.date_naive());
        let is_report = self.awards_made < self.length.reports;
        let subject_kind = if is_report { "report" } else { "volunteering" };
        let deed_id = id_of(if is_report { 'r' } else { 'v' }, self.awards_made);
        self.awards_made += 1;
        self.piece.awards.push(AwardRow {
            deed_kind: subject_kind,
            deed_id: deed_id.clone(),
            resident_id,
            grade: Some("general"),
            submitted_at: at.naive_utc(),
            closed_at: at.naive_utc(),
            excluded: false,
            state: "posted",
            campaign_id: Some(CAMPAIGN),
            rule_version: Some(1),
            reckoned_on: Some(at.date_naive()),
            tier_beans: AWARD_HUNDREDTHS,
            beans: AWARD_HUNDREDTHS,
            seq: Some(self.seq + 1),
        });
        let said = Said { kind: "award", subject_kind, subject_id: deed_id, actor_id: DISPATCHER.to_owned() };
        self.post(said, &entries, opened, hashed)
    }

    fn redeem(&mut self, number: usize, hashed: &mut dyn Write) -> Result<()> {
        let shop_number = rand::random_range(0..self.shops.len());
        let shop_id = seed::shop(u32::try_from(shop_number)?);
        let opened = (self.shops[shop_number].id == 0)
            .then(|| self.open(AccountKey::Shop { shop_id: shop_id.clone() }));
        let pocket = &mut self.pockets[number];
        let shop = &mut self.shops[shop_number];
        shop.id = opened.as_ref().map_or(shop.id, |(id, _)| *id);
        pocket.balance -= REDEEMED_HUNDREDTHS;
        shop.balance += REDEEMED_HUNDREDTHS;
        let entries = [
            entry(pocket.id, -REDEEMED_HUNDREDTHS, pocket.balance),
            entry(shop.id, REDEEMED_HUNDREDTHS, shop.balance),
        ];
        let (seq, at) = (self.seq + 1, self.at());
        let redemption_id = id_of('s', u64::try_from(seq)?);
        let cashier_id = seed::cashier(u32::try_from(shop_number)?);
        self.piece.redemptions.push(RedemptionRow {
            id: redemption_id.clone(),
            seq,
            shop_id,
            cashier_id: cashier_id.clone(),
            resident_id: seed::resident(u32::try_from(number)?),
            order_no: None,
            beans: REDEEMED_HUNDREDTHS,
            refunded_beans: 0,
            at: at.naive_utc(),
            redeemed_on: at.date_naive(),
        });
        let said = Said {
            kind: "redeem",
            subject_kind: "redemption",
            subject_id: redemption_id,
            actor_id: cashier_id,
        };
        self.post(said, &entries, opened, hashed)
    }

    fn open(&mut self, key: AccountKey) -> (i64, AccountKey) {
        self.last_account_id += 1;
        let id = self.last_account_id;
        self.piece.accounts.push(AccountRow {
            id,
            kind: key.kind().as_str(),
            owner_id: key.owner_id().to_owned(),
            campaign_id: key.campaign_id().map(str::to_owned),
            opened_seq: self.seq + 1,
        });
        (id, key)
    }

    fn count_earned(&mut self, pocket_id: i64, on: NaiveDate) {
        if on != self.earned_on {
            let earned_on = std::mem::replace(&mut self.earned_on, on);
            let day = std::mem::take(&mut self.earned);
            self.piece.earned.extend(day.into_iter().map(|(pocket_id, beans)| EarnedRow {
                pocket_id,
                earned_on,
                beans,
            }));
        }
        *self.earned.entry(pocket_id).or_default() += AWARD_HUNDREDTHS;
    }

    fn post(
        &mut self,
        said: Said,
        entries: &[Entry],
        opened: Option<(i64, AccountKey)>,
        hashed: &mut dyn Write,
    ) -> Result<()> {
        let (seq, at_us) = (self.seq + 1, self.at().timestamp_micros());
        let link = Link {
            seq,
            at_us,
            kind: said.kind,
            subject_kind: said.subject_kind,
            subject_id: &said.subject_id,
            corrects: None,
            actor_id: Some(&said.actor_id),
            memo: None,
        };
        let opened = opened.as_ref().map(|(id, key)| (*id, key));
        canonical_bytes(&mut self.buffer, &self.hash, &link, entries, opened.as_slice().iter().copied());
        hashed.write_all(&self.buffer)?;
        let hash = HashAlgorithm::Sha256.hash(&self.buffer);
        for (line, entry) in (1..).zip(entries) {
            self.piece.entries.push(EntryRow {
                seq,
                line,
                account_id: entry.account_id,
                beans: entry.change,
                balance_after: entry.balance_after,
            });
        }
        self.piece.journal.push(JournalRow {
            seq,
            kind: said.kind,
            at_us,
            subject_kind: said.subject_kind,
            subject_id: said.subject_id,
            actor_id: Some(said.actor_id),
            prev_hash: self.hash.to_vec(),
            hash: hash.to_vec(),
        });
        (self.hash, self.seq) = (hash, seq);
        if self.piece.journal.len() == PIECE { self.flush() } else { Ok(()) }
    }

    /// Two lanes of about the same work.
    fn flush(&mut self) -> Result<()> {
        let Piece { journal, entries, accounts, earned, awards, redemptions } =
            std::mem::take(&mut self.piece);
        self.lanes.write(0, move |c| {
            JournalRow::write_all(c, &journal)?;
            AccountRow::write_all(c, &accounts)?;
            EarnedRow::write_all(c, &earned)
        })?;
        self.lanes.write(1, move |c| {
            EntryRow::write_all(c, &entries)?;
            AwardRow::write_all(c, &awards)?;
            RedemptionRow::write_all(c, &redemptions)
        })
    }

    /// The rest, what accounts hold, the head, and that nobody waits for notices of what is long past.
    fn end(mut self, connection: &mut golden_beans::storage::DbConnection) -> Result<()> {
        let tomorrow = self.earned_on.succ_opt().unwrap_or(self.earned_on);
        let earned = std::mem::take(&mut self.earned);
        let earned_on = std::mem::replace(&mut self.earned_on, tomorrow);
        self.piece.earned.extend(earned.into_iter().map(|(pocket_id, beans)| EarnedRow {
            pocket_id,
            earned_on,
            beans,
        }));
        self.flush()?;
        let held = |pocket: &Pocket| BalanceRow {
            account_id: pocket.id,
            beans: pocket.balance,
            owed_beans: 0,
            month_on: pocket.month.map(|(on, _)| on),
            month_beans: pocket.month.map_or(0, |(_, beans)| beans),
        };
        let treasury = Pocket { id: TREASURY, balance: -seed::BUDGET.hundredths(), month: None };
        let budget = Pocket { id: BUDGET, balance: self.budget, month: None };
        let others = self.pockets.iter().chain(&self.shops).filter(|pocket| pocket.id != 0);
        let balances: Vec<BalanceRow> = [&treasury, &budget].into_iter().chain(others).map(held).collect();
        for piece in balances.chunks(PIECE) {
            let piece = piece.to_vec();
            self.lanes.write(0, move |c| BalanceRow::write_all(c, &piece))?;
        }
        let at_us = (self.at() - TimeDelta::microseconds(self.step_us)).timestamp_micros();
        let (seq, last_account_id, hash) = (self.seq, self.last_account_id, hex::encode(self.hash));
        self.lanes.close()?;
        let hash = match connection {
            golden_beans::storage::DbConnection::Postgresql(_) => format!("'\\x{hash}'"),
            golden_beans::storage::DbConnection::Sqlite(_) => format!("x'{hash}'"),
        };
        connection.batch_execute(&format!(
            "UPDATE ledger_head SET seq = {seq}, hash = {hash}, at_us = {at_us},
             last_account_id = {last_account_id}, hash_algorithm = 'sha256';
             UPDATE notice_head SET journal_seq = {seq}"
        ))?;
        Ok(())
    }
}

fn entry(account_id: i64, change: i64, balance_after: i64) -> Entry {
    Entry { account_id, change, balance_after }
}

/// An id as long as the program's, in the order of its number.
fn id_of(kind: char, number: u64) -> String {
    format!("00000000-{kind}000-7000-8000-{number:012}")
}
