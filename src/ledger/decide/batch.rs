//! Everything a batch has loaded and changed.

use super::Decision;
use crate::domain::award::reckon;
use crate::domain::beans::Beans;
use crate::domain::deed::{Deed, DeedKind};
use crate::error::{Code, Error, Result};
use crate::ledger::account::{AccountId, AccountKey, DISTRICT};
use crate::ledger::awards::PENDING;
use crate::ledger::books::Books;
use crate::ledger::commands::{Asked, Command, Recorded, Refusal};
use crate::ledger::scheme::Scheme;
use crate::ledger::store;
use crate::ledger::store::rows::{AwardRow, IdempotencyRow, PayCodeRow, RedemptionRow, RefundRow};
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
    fn loaded(row: T) -> Self {
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
            Command::IssuePayCode { .. } => {}
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
    pub(super) pay_codes: HashMap<String, Kept<PayCodeRow>>,
    pub(super) redemptions: HashMap<String, KeptRedemption>,
    pub(in crate::ledger) refunds: Vec<RefundRow>,
    pub(in crate::ledger) new_pay_codes: Vec<PayCodeRow>,
    pub(in crate::ledger) answers: Vec<IdempotencyRow>,
    first_seq: i64,
}

impl Batch {
    /// Reads what the commands need: a fixed number of queries, whatever their number. Answers that were given to
    /// their keys before are left out unless `with_answers`: then the batch cannot be saved if there are any.
    pub(in crate::ledger) fn load(
        c: &mut DbConnection,
        books: Books,
        scheme: Arc<Scheme>,
        zone: Tz,
        commands: &[&Command],
        with_answers: bool,
    ) -> Result<Self> {
        let mut needs = Needs::of(commands);
        let first_seq = books.head.seq;
        let mut batch = Self {
            books,
            scheme,
            zone,
            awards: HashMap::new(),
            known_answers: HashMap::new(),
            pay_codes: HashMap::new(),
            redemptions: HashMap::new(),
            refunds: Vec::new(),
            new_pay_codes: Vec::new(),
            answers: Vec::new(),
            first_seq,
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
        for row in store::pay_codes_of(c, &list(needs.code_hashes))? {
            needs.owners.insert(row.resident_id.clone());
            batch.pay_codes.insert(row.code_hash.clone(), Kept::loaded(row));
        }
        batch.load_redemptions(c, needs.redemption_ids, &mut needs.owners)?;
        if !batch.awards.is_empty() || needs.awards {
            // Any of the few budgets may have to pay, or be repaid.
            needs.owners.extend(batch.scheme.campaigns.iter().map(|campaign| campaign.id.clone()));
        }
        for line in store::accounts_of(c, &list(needs.owners))? {
            batch.books.load(line);
        }
        batch.take_wishes(commands.iter().copied());
        batch.load_earned(c)?;
        Ok(batch)
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
        self.books.head.seq > self.first_seq
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

    /// Voids the resident's codes and makes a new one live.
    pub(super) fn issue_pay_code(&mut self, resident_id: &str, code_hash: &str, expires_at: DateTime<Utc>) {
        let of_resident = |row: &PayCodeRow| row.resident_id == resident_id && row.state == "live";
        for kept in self.pay_codes.values_mut().filter(|kept| of_resident(&kept.row)) {
            kept.row.state = "voided".to_owned();
            kept.changed = true;
        }
        for row in self.new_pay_codes.iter_mut().filter(|row| of_resident(row)) {
            row.state = "voided".to_owned();
        }
        self.new_pay_codes.push(PayCodeRow {
            code_hash: code_hash.to_owned(),
            resident_id: resident_id.to_owned(),
            issued_at: self.books.now().naive_utc(),
            expires_at: expires_at.naive_utc(),
            state: "live".to_owned(),
            redemption_id: None,
        });
    }

    pub(in crate::ledger) fn residents_with_new_codes(&self) -> Vec<String> {
        let residents: BTreeSet<String> =
            self.new_pay_codes.iter().map(|row| row.resident_id.clone()).collect();
        list(residents)
    }

    pub(in crate::ledger) fn changed_awards(&self) -> Vec<AwardRow> {
        let mut rows = changed(self.awards.values());
        // One fixed order: use cases lock these rows too.
        rows.sort_unstable_by(|a, b| (&a.deed_kind, &a.deed_id).cmp(&(&b.deed_kind, &b.deed_id)));
        rows
    }

    pub(in crate::ledger) fn changed_pay_codes(&self) -> Vec<PayCodeRow> {
        changed(self.pay_codes.values())
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
