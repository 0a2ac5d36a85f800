//! Makes what was granted for a deed follow what is wished for it.

use super::{Batch, Outcome, defect};
use crate::domain::award::{self, Caps, Correction, Grant, LimitedBy, Standing};
use crate::domain::beans::Beans;
use crate::domain::deed::{Deed, Grade};
use crate::error::{Code, Error, Result};
use crate::ledger::account::{AccountId, AccountKey};
use crate::ledger::awards::POSTED;
use crate::ledger::commands::{Receipt, Refusal};
use crate::ledger::posting::{Heading, PostingKind, Transfer};
use crate::ledger::store::rows::AwardRow;

/// Decides a pending record and posts the difference. A record that is posted is answered as it stands.
pub(super) fn post(batch: &mut Batch, deed: &Deed) -> Result<Outcome> {
    let Some(row) = batch.award(deed) else {
        return Ok(Err(Refusal::new(Code::NotFound)));
    };
    if row.state == POSTED {
        return Ok(Ok(Receipt::Award(Box::new(row.record()?))));
    }
    let mut row = row.clone();
    let grade = row.wished_grade()?;
    if row.reckoned_on.is_none() {
        reckon(batch, deed, &mut row);
    }
    match rules_of(batch, &row) {
        Some(rules) => follow(batch, deed, &mut row, grade.as_ref(), &rules)?,
        None => row.tier_beans = 0,
    }
    row.state = POSTED.to_owned();
    let record = row.record()?;
    batch.change_award(deed, row);
    Ok(Ok(Receipt::Award(Box::new(record))))
}

/// The first decision: which campaign, rules and date, or why none. Kept for every later correction.
fn reckon(batch: &Batch, _deed: &Deed, row: &mut AwardRow) {
    let reckoning = award::reckon(
        &batch.scheme.campaigns,
        row.submitted_at.and_utc(),
        row.closed_at.and_utc(),
        batch.zone,
        row.excluded,
    );
    row.limited_by = reckoning.limited_by().map(|limit| limit.as_str().to_owned());
    if let Some(under) = reckoning.under() {
        row.campaign_id = Some(under.campaign.id.clone());
        row.rule_version = Some(under.rules.version);
        row.reckoned_on = Some(under.reckoned_on);
    } else {
        row.reckoned_on = Some(crate::domain::calendar::local_date(row.closed_at.and_utc(), batch.zone));
    }
}

/// What a record is decided by.
struct Rules {
    campaign_id: String,
    caps: Caps,
    amount: Box<dyn Fn(&Grade) -> Beans>,
    /// Set if the deed earns nothing whatever its grade.
    barred: Option<LimitedBy>,
}

fn rules_of(batch: &Batch, row: &AwardRow) -> Option<Rules> {
    let campaign = batch.scheme.campaign(row.campaign_id.as_deref()?)?;
    let version = row.rule_version?;
    let rules = campaign.rules.iter().find(|rules| rules.version == version)?.clone();
    let kind = row.record().ok()?.deed.kind;
    let barred = match row.limited_by.as_deref().map(LimitedBy::parse) {
        Some(Ok(limit @ (LimitedBy::NoCampaign | LimitedBy::Paused | LimitedBy::Excluded))) => Some(limit),
        _ => None,
    };
    Some(Rules {
        campaign_id: campaign.id.clone(),
        caps: Caps { daily: rules.daily_cap, monthly: rules.monthly_cap },
        amount: Box::new(move |grade| rules.amount(kind, grade)),
        barred,
    })
}

/// Posts the difference between what was granted and what the wished grade earns.
fn follow(
    batch: &mut Batch,
    deed: &Deed,
    row: &mut AwardRow,
    grade: Option<&Grade>,
    rules: &Rules,
) -> Result<()> {
    let tier_beans = grade.map_or(Beans::ZERO, |grade| (rules.amount)(grade));
    if let Some(limit) = rules.barred {
        keep(row, Grant::none(tier_beans, limit));
        return Ok(());
    }
    let reckoned_on = row.reckoned_on.ok_or_else(|| Error::internal("a decided award has no date"))?;
    let granted = Beans::from_hundredths(row.beans).map_err(Error::internal)?;
    let budget = batch.books.open(AccountKey::Budget { campaign_id: rules.campaign_id.clone() });
    let pocket = batch.books.open(AccountKey::Pocket {
        resident_id: row.resident_id.clone(),
        campaign_id: rules.campaign_id.clone(),
    });
    let (earned_that_day, earned_that_month) = batch.books.earned(pocket, reckoned_on);
    let standing = Standing {
        earned_that_day,
        earned_that_month,
        budget_left: batch.books.account(budget).map_or(Beans::ZERO, |account| account.beans()),
    };
    let correction = award::correction(granted, tier_beans, rules.caps, standing);
    match correction {
        Correction::Unchanged(_) => {}
        Correction::TopUp { beans, .. } => {
            let seq = transfer(batch, deed, row, PostingKind::Award, (budget, pocket), beans)?;
            batch.books.count_earned(pocket, reckoned_on, beans.hundredths());
            row.seq = Some(seq);
            repay(batch, deed, row, pocket, beans)?;
        }
        Correction::TakeBack { beans, .. } => {
            let holds = batch.books.account(pocket).map_or(Beans::ZERO, |account| account.beans());
            let taken_back = award::take_back(beans, holds);
            if !taken_back.taken.is_zero() {
                let seq =
                    transfer(batch, deed, row, PostingKind::Reverse, (pocket, budget), taken_back.taken)?;
                row.seq = Some(seq);
            }
            batch.books.change_owed(pocket, taken_back.newly_owed.hundredths());
            batch.books.count_earned(pocket, reckoned_on, -beans.hundredths());
        }
    }
    keep(row, correction.grant());
    Ok(())
}

/// What is owed is repaid first: to the budget of the campaign it came from, oldest pocket first.
fn repay(
    batch: &mut Batch,
    deed: &Deed,
    row: &AwardRow,
    pocket: AccountId,
    awarded: Beans,
) -> Result<()> {
    let debts: Vec<(AccountId, Beans, AccountKey)> = batch
        .books
        .accounts_of(&row.resident_id)
        .filter(|(_, account)| account.owed > 0)
        .filter_map(|(id, account)| {
            let campaign_id = account.key.campaign_id()?.to_owned();
            Some((id, account.owed_beans(), AccountKey::Budget { campaign_id }))
        })
        .collect();
    let mut left = awarded;
    for (owing_pocket, owed, budget) in debts {
        let repaid = award::repay(owed, left);
        if repaid.is_zero() {
            continue;
        }
        let budget = batch.books.open(budget);
        transfer(batch, deed, row, PostingKind::Reverse, (pocket, budget), repaid)?;
        batch.books.change_owed(owing_pocket, -repaid.hundredths());
        left = left.saturating_sub(repaid);
    }
    Ok(())
}

fn transfer(
    batch: &mut Batch,
    deed: &Deed,
    row: &AwardRow,
    kind: PostingKind,
    (from, to): (AccountId, AccountId),
    beans: Beans,
) -> Result<i64> {
    let heading = Heading {
        kind,
        subject_kind: deed.kind.as_str().to_owned(),
        subject_id: deed.id.clone(),
        corrects: row.seq,
        actor_id: row.actor_id.clone(),
        memo: row.reason.clone(),
    };
    batch.books.post(&heading, &[Transfer { from, to, beans }]).map_err(defect)
}

fn keep(row: &mut AwardRow, grant: Grant) {
    row.tier_beans = grant.tier_beans.hundredths();
    row.beans = grant.beans.hundredths();
    row.limited_by = grant.limited_by.map(|limit| limit.as_str().to_owned());
}
