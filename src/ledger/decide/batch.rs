//! Everything a batch has loaded and changed.

use super::Decision;
use super::pay_codes::{LIVE, PayCodes};
use crate::domain::award::reckon;
use crate::domain::beans::Beans;
use crate::domain::deed::{Deed, DeedKind};
use crate::error::{Code, Error, Result};
use crate::ledger::account::{AccountId, AccountKey, DISTRICT};
use crate::ledger::awards::PENDING;
use crate::ledger::books::{Books, HeadState};
use crate::ledger::commands::{Asked, Command, Recorded, Refusal};
use crate::ledger::memory::Memory;
use crate::ledger::scheme::Scheme;
use crate::ledger::store::rows::{AwardRow, IdempotencyRow, PayCodeRow, RedemptionRow, RefundRow};
use crate::ledger::store::{self, AccountLine};
use crate::storage::DbConnection;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A stored row in the working copy.
pub(in crate::ledger) struct Kept<T> {
    pub(super) row: T,
    pub(super) changed: bool,
}

impl<T> Kept<T> {
    pub(super) fn loaded(row: T) -> Self {
        Self { row, changed: false }
    }
}

/// A redemption with the pockets it drew on.
pub(in crate::ledger) struct KeptRedemption {
    pub(super) row: RedemptionRow,
    pub(super) draws: Vec<(AccountId, Beans)>,
    pub(super) changed: bool,
}

/// What the commands of a batch name, before anything is read.
#[derive(Default)]
struct Needs {
    owners: BTreeSet<String>,
    deeds: BTreeMap<DeedKind, BTreeSet<String>>,
    asked: BTreeSet<(String, String)>,
    code_hashes: BTreeSet<String>,
    residents_with_new_codes: BTreeSet<String>,
    redemption_ids: BTreeSet<String>,
    awards: bool,
}

impl Needs {
    /// Collects what these commands name.
    fn of(commands: &[&Command]) -> Self {
        let mut needs = Self::default();
        for command in commands {
            if let Some(asked) = command.asked() {
                needs.asked.insert((asked.caller_id.clone(), asked.key.as_str().to_owned()));
            }
            needs.note(command);
        }
        needs
    }

    fn note(&mut self, command: &Command) {
        match command {
            Command::Fund(fund) => self.budget_and_treasury(&fund.campaign_id),
            Command::Release { campaign_id, .. } => self.budget_and_treasury(campaign_id),
            Command::PostAward(deed) => {
                self.deeds.entry(deed.kind).or_default().insert(deed.id.clone());
            }
            Command::Award(wish) => {
                self.deeds.entry(wish.deed.kind).or_default().insert(wish.deed.id.clone());
                self.owners.insert(wish.resident_id.clone());
                self.awards = true;
            }
            Command::IssuePayCode { resident_id, .. } => {
                self.residents_with_new_codes.insert(resident_id.clone());
            }
            Command::Redeem { code_hash, redeem, .. } => {
                self.code_hashes.insert(code_hash.clone());
                self.owners.insert(redeem.shop_id.clone());
            }
            Command::Refund { refund, .. } => {
                self.redemption_ids.insert(refund.redemption_id.clone());
                self.owners.insert(refund.shop_id.clone());
            }
            Command::Settle(settle) => {
                self.owners.insert(settle.shop_id.clone());
                self.owners.insert(DISTRICT.to_owned());
            }
            Command::Expire { resident_id, .. } => {
                self.owners.insert(resident_id.clone());
                self.owners.insert(DISTRICT.to_owned());
            }
        }
    }

    fn budget_and_treasury(&mut self, campaign_id: &str) {
        self.owners.insert(campaign_id.to_owned());
        self.owners.insert(DISTRICT.to_owned());
    }
}

/// The working copy of a batch.
pub(in crate::ledger) struct Batch {
    pub(in crate::ledger) books: Books,
    pub(super) scheme: Arc<Scheme>,
    pub(super) zone: Tz,
    awards: HashMap<Deed, Kept<AwardRow>>,
    known_answers: HashMap<(String, String), (String, String)>,
    pub(in crate::ledger) pay_codes: PayCodes,
    pub(super) redemptions: HashMap<String, KeptRedemption>,
    pub(in crate::ledger) refunds: Vec<RefundRow>,
    pub(in crate::ledger) answers: Vec<IdempotencyRow>,
    /// The head that everything is decided on.
    pub(in crate::ledger) began_at: HeadState,
    /// The mark that this batch leaves at the head.
    pub(in crate::ledger) turn: i64,
}

impl Batch {
    /// Reads what the commands need and the writer does not remember: a fixed number of queries, whatever their number.
    /// Answers that were given to their keys before are left out unless `with_answers`: then the batch cannot be saved if
    /// there are any.
    pub(in crate::ledger) fn load(
        c: &mut DbConnection,
        books: Books,
        scheme: Arc<Scheme>,
        zone: Tz,
        commands: &[&Command],
        with_answers: bool,
        memory: &mut Memory,
    ) -> Result<Self> {
        let mut needs = Needs::of(commands);
        let began_at = books.head.clone();
        let mut batch = Self {
            books,
            scheme,
            zone,
            awards: HashMap::new(),
            known_answers: HashMap::new(),
            pay_codes: PayCodes::default(),
            redemptions: HashMap::new(),
            refunds: Vec::new(),
            answers: Vec::new(),
            began_at,
            turn: rand::random(),
        };
        if with_answers {
            for row in store::idempotency_of(c, &list(needs.asked))? {
                batch
                    .known_answers
                    .insert((row.caller_id, row.idempotency_key), (row.request_hash, row.answer));
            }
        }
        // In practice one kind: a query each.
        for (kind, ids) in needs.deeds {
            for row in store::awards_of(c, kind, &list(ids))? {
                needs.owners.insert(row.resident_id.clone());
                batch.awards.insert(row.record()?.deed, Kept::loaded(row));
            }
        }
        batch.load_codes_to_redeem(c, needs.code_hashes, &mut needs.owners, memory)?;
        batch.load_codes_to_void(c, needs.residents_with_new_codes, memory)?;
        batch.load_redemptions(c, needs.redemption_ids, &mut needs.owners)?;
        if !batch.awards.is_empty() || needs.awards {
            // Any of the few budgets may have to pay, or be repaid.
            needs.owners.extend(batch.scheme.campaigns.iter().map(|campaign| campaign.id.clone()));
        }
        batch.load_accounts(c, needs.owners, memory)?;
        batch.take_wishes(commands.iter().copied());
        batch.load_earned(c)?;
        Ok(batch)
    }

    /// Loads codes by their hashes; whose they are is added to `owners`.
    fn load_codes_to_redeem(
        &mut self,
        c: &mut DbConnection,
        hashes: BTreeSet<String>,
        owners: &mut BTreeSet<String>,
        memory: &mut Memory,
    ) -> Result<()> {
        let mut unknown = Vec::new();
        for hash in hashes {
            match memory.pay_code(&hash) {
                Some(row) => {
                    owners.insert(row.resident_id.clone());
                    self.pay_codes.load(row.clone());
                }
                None => unknown.push(hash),
            }
        }
        for row in store::pay_codes_of(c, &unknown)? {
            owners.insert(row.resident_id.clone());
            if row.state == LIVE {
                memory.keep_code(row.clone());
            }
            self.pay_codes.load(row);
        }
        Ok(())
    }

    /// Loads the live codes of residents who get a new one.
    fn load_codes_to_void(
        &mut self,
        c: &mut DbConnection,
        residents: BTreeSet<String>,
        memory: &mut Memory,
    ) -> Result<()> {
        let mut unknown = Vec::new();
        for resident_id in residents {
            match memory.newest_code(&resident_id) {
                Some(row) => self.pay_codes.load(row.clone()),
                None => unknown.push(resident_id),
            }
        }
        for row in store::live_codes_of(c, &unknown)? {
            self.pay_codes.load(row);
        }
        Ok(())
    }

    fn load_accounts(
        &mut self,
        c: &mut DbConnection,
        owners: BTreeSet<String>,
        memory: &mut Memory,
    ) -> Result<()> {
        let mut unknown = Vec::new();
        for owner_id in owners {
            match memory.accounts_of(&owner_id) {
                Some(lines) => lines.iter().cloned().for_each(|line| self.books.load(line)),
                None => unknown.push(owner_id),
            }
        }
        let lines = store::accounts_of(c, &unknown)?;
        let mut of_owners: HashMap<String, Vec<AccountLine>> =
            unknown.into_iter().map(|owner_id| (owner_id, Vec::new())).collect();
        for line in lines {
            of_owners.entry(line.key.owner_id().to_owned()).or_default().push(line.clone());
            self.books.load(line);
        }
        for (owner_id, lines) in of_owners {
            memory.keep_accounts(owner_id, lines);
        }
        Ok(())
    }

    fn load_redemptions(
        &mut self,
        c: &mut DbConnection,
        ids: BTreeSet<String>,
        owners: &mut BTreeSet<String>,
    ) -> Result<()> {
        let rows = store::redemptions_of(c, &list(ids))?;
        let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
        let mut draws = store::draws_of(c, &seqs)?;
        for row in rows {
            owners.insert(row.resident_id.clone());
            let draws = draws.remove(&row.seq).unwrap_or_default();
            self.redemptions.insert(row.id.clone(), KeptRedemption { row, draws, changed: false });
        }
        Ok(())
    }

    /// Whether the journal grew.
    pub(in crate::ledger) fn moved(&self) -> bool {
        self.books.head.seq > self.began_at.seq
    }

    /// The answer already given to this key, if any; another body under the same key is refused.
    pub(super) fn answer_to(&self, asked: &Asked) -> Option<serde_json::Result<Decision>> {
        let key = (asked.caller_id.clone(), asked.key.as_str().to_owned());
        let (request_hash, answer) = self.known_answers.get(&key)?;
        if *request_hash != asked.request_hash {
            let refusal = Refusal::new(Code::IdempotencyKeyReused);
            return Some(Ok(Decision { recorded: Recorded::Refused(refusal), replayed: false }));
        }
        Some(serde_json::from_str(answer).map(|recorded| Decision { recorded, replayed: true }))
    }

    /// Keeps the answer for good.
    pub(super) fn record_answer(&mut self, asked: &Asked, recorded: &Recorded) -> Result<()> {
        let answer = serde_json::to_string(recorded).map_err(Error::internal)?;
        let row = IdempotencyRow {
            caller_id: asked.caller_id.clone(),
            idempotency_key: asked.key.as_str().to_owned(),
            request_hash: asked.request_hash.clone(),
            answer: answer.clone(),
            permanent: true,
            created_at: self.books.now().naive_utc(),
        };
        self.known_answers.insert(
            (row.caller_id.clone(), row.idempotency_key.clone()),
            (asked.request_hash.clone(), answer),
        );
        self.answers.push(row);
        Ok(())
    }

    /// Takes in the wishes that came with their commands. A deed that has a record keeps it.
    fn take_wishes<'a>(&mut self, commands: impl Iterator<Item = &'a Command>) {
        for command in commands {
            if let Command::Award(wish) = command {
                self.awards
                    .entry(wish.deed.clone())
                    .or_insert_with(|| Kept { row: AwardRow::wished(wish), changed: true });
            }
        }
    }

    /// Loads what the pockets of undecided awards earned on the days that these are reckoned on.
    fn load_earned(&mut self, c: &mut DbConnection) -> Result<()> {
        let mut days = BTreeSet::new();
        for row in self.awards.values().map(|kept| &kept.row).filter(|row| row.state == PENDING) {
            let Some((campaign_id, reckoned_on)) = self.reckoned(row) else { continue };
            let key = AccountKey::Pocket { resident_id: row.resident_id.clone(), campaign_id };
            let Some(pocket) = self.books.find(&key) else { continue };
            days.extend(self.books.days_to_load(pocket, reckoned_on).map(|on| (on, pocket)));
        }
        for (pocket, on, beans) in store::earned_on(c, &list(days))? {
            self.books.load_earned(pocket, on, beans);
        }
        Ok(())
    }

    /// The campaign and date of an award: as first decided, or as it will be.
    fn reckoned(&self, row: &AwardRow) -> Option<(String, NaiveDate)> {
        if let (Some(campaign_id), Some(reckoned_on)) = (&row.campaign_id, row.reckoned_on) {
            return Some((campaign_id.clone(), reckoned_on));
        }
        let (submitted_at, closed_at) = (row.submitted_at.and_utc(), row.closed_at.and_utc());
        reckon(&self.scheme.campaigns, submitted_at, closed_at, self.zone, row.excluded)
            .under()
            .map(|under| (under.campaign.id.clone(), under.reckoned_on))
    }

    pub(super) fn award(&self, deed: &Deed) -> Option<&AwardRow> {
        self.awards.get(deed).map(|kept| &kept.row)
    }

    pub(super) fn change_award(&mut self, deed: &Deed, row: AwardRow) {
        self.awards.insert(deed.clone(), Kept { row, changed: true });
    }

    /// Makes a new code live, which voids the resident's code before it.
    pub(super) fn issue_pay_code(&mut self, resident_id: &str, code_hash: &str, expires_at: DateTime<Utc>) {
        self.pay_codes.issue(PayCodeRow {
            code_hash: code_hash.to_owned(),
            resident_id: resident_id.to_owned(),
            issued_at: self.books.now().naive_utc(),
            expires_at: expires_at.naive_utc(),
            state: LIVE.to_owned(),
            redemption_id: None,
        });
    }

    pub(in crate::ledger) fn changed_awards(&self) -> Vec<AwardRow> {
        let mut rows = changed(self.awards.values());
        // One fixed order: use cases lock these rows too.
        rows.sort_unstable_by(|a, b| (&a.deed_kind, &a.deed_id).cmp(&(&b.deed_kind, &b.deed_id)));
        rows
    }

    pub(in crate::ledger) fn changed_redemptions(&self) -> Vec<RedemptionRow> {
        self.redemptions.values().filter(|kept| kept.changed).map(|kept| kept.row.clone()).collect()
    }
}

fn changed<'a, T: Clone + 'a>(kept: impl Iterator<Item = &'a Kept<T>>) -> Vec<T> {
    kept.filter(|kept| kept.changed).map(|kept| kept.row.clone()).collect()
}

fn list<T>(set: BTreeSet<T>) -> Vec<T> {
    set.into_iter().collect()
}
