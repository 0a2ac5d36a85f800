//! Makes what was granted for a deed follow what is wished for it.

use super::{Batch, Outcome, defect};
use crate::domain::award::{self, Caps, Correction, Grant, LimitedBy, Standing};
use crate::domain::beans::Beans;
use crate::domain::calendar::local_date;
use crate::domain::campaign::RuleVersion;
use crate::domain::deed::Deed;
use crate::error::{Code, Error, Result};
use crate::ledger::account::{AccountId, AccountKey};
use crate::ledger::awards::POSTED;
use crate::ledger::commands::{Receipt, Refusal};
use crate::ledger::posting::{Heading, PostingKind, Transfer};
use crate::ledger::scheme::Scheme;
use crate::ledger::store::rows::AwardRow;
use chrono_tz::Tz;
use std::sync::Arc;

/// Decides a pending record and posts the difference. A record that is posted is answered as it stands.
pub(super) fn post(batch: &mut Batch, deed: &Deed) -> Result<Outcome> {
    let Some(row) = batch.award(deed) else {
        return Ok(Err(Refusal::new(Code::NotFound)));
    };
    if row.state == POSTED {
        return Ok(Ok(Receipt::Award(Box::new(row.record()?))));
    }
    let mut row = row.clone();
    let scheme = Arc::clone(&batch.scheme);
    if row.reckoned_on.is_none() {
        reckon(&scheme, batch.zone, &mut row);
    }
    let rules = rules_of(&scheme, &row);
    let tier_beans = match (rules, row.wished_grade()?) {
        (Some(rules), Some(grade)) => rules.amount(deed.kind, &grade),
        _ => Beans::ZERO,
    };
    let grant = match (barred(&row), rules) {
        (Some(limit), _) => Grant::none(tier_beans, limit),
        (None, None) => Grant::none(tier_beans, LimitedBy::NoCampaign),
        (None, Some(rules)) => follow(batch, deed, &mut row, tier_beans, rules)?,
    };
    row.tier_beans = grant.tier_beans.hundredths();
    row.beans = grant.beans.hundredths();
    row.limited_by = grant.limited_by.map(|limit| limit.as_str().to_owned());
    row.state = POSTED.to_owned();
    let record = row.record()?;
    batch.change_award(deed, row);
    Ok(Ok(Receipt::Award(Box::new(record))))
}

/// The first decision: which campaign, rules and date, or why none. Kept for every later correction.
fn reckon(scheme: &Scheme, zone: Tz, row: &mut AwardRow) {
    let (submitted_at, closed_at) = (row.submitted_at.and_utc(), row.closed_at.and_utc());
    let reckoning = award::reckon(&scheme.campaigns, submitted_at, closed_at, zone, row.excluded);
    row.limited_by = reckoning.limited_by().map(|limit| limit.as_str().to_owned());
    row.reckoned_on = Some(local_date(closed_at, zone));
    if let Some(under) = reckoning.under() {
        row.campaign_id = Some(under.campaign.id.clone());
        row.rule_version = Some(under.rules.version);
        row.reckoned_on = Some(under.reckoned_on);
    }
}

/// The rules that a record was first reckoned by.
fn rules_of<'a>(scheme: &'a Scheme, row: &AwardRow) -> Option<&'a RuleVersion> {
    let campaign = scheme.campaign(row.campaign_id.as_deref()?)?;
    let version = row.rule_version?;
    campaign.rules.iter().find(|rules| rules.version == version)
}

/// Why a deed earns nothing whatever its grade. Decided once, kept for every later correction.
fn barred(row: &AwardRow) -> Option<LimitedBy> {
    match LimitedBy::parse(row.limited_by.as_deref()?) {
        Ok(limit @ (LimitedBy::NoCampaign | LimitedBy::Paused | LimitedBy::Excluded)) => Some(limit),
        _ => None,
    }
}

/// Posts the difference between what was granted and what the wished grade earns, and says what is granted now.
fn follow(
    batch: &mut Batch,
    deed: &Deed,
    row: &mut AwardRow,
    tier_beans: Beans,
    rules: &RuleVersion,
) -> Result<Grant> {
    let (Some(reckoned_on), Some(campaign_id)) = (row.reckoned_on, row.campaign_id.clone()) else {
        return Err(Error::internal("a decided award has no date or campaign"));
    };
    let granted = Beans::from_hundredths(row.beans).map_err(Error::internal)?;
    let budget_key = AccountKey::Budget { campaign_id: campaign_id.clone() };
    let pocket_key = AccountKey::Pocket { resident_id: row.resident_id.clone(), campaign_id };
    let (earned_that_day, earned_that_month) = match batch.books.find(&pocket_key) {
        Some(pocket) => batch.books.earned(pocket, reckoned_on),
        None => (Beans::ZERO, Beans::ZERO),
    };
    let budget_left = batch.books.find(&budget_key).map_or(Beans::ZERO, |id| batch.books.beans_in(id));
    let standing = Standing { earned_that_day, earned_that_month, budget_left };
    let caps = Caps { daily: rules.daily_cap, monthly: rules.monthly_cap };
    let correction = award::correction(granted, tier_beans, caps, standing);
    if matches!(correction, Correction::Unchanged(_)) {
        // Opens nothing: an account comes into being with its first entry.
        return Ok(correction.grant());
    }
    let (budget, pocket) = (batch.books.open(budget_key), batch.books.open(pocket_key));
    match correction {
        Correction::Unchanged(_) => {}
        Correction::TopUp { beans, .. } => {
            row.seq = Some(transfer(batch, deed, row, PostingKind::Award, (budget, pocket), beans)?);
            batch.books.count_earned(pocket, reckoned_on, beans.hundredths());
            repay(batch, deed, row, pocket, beans)?;
        }
        Correction::TakeBack { beans, .. } => {
            let taken_back = award::take_back(beans, batch.books.beans_in(pocket));
            if !taken_back.taken.is_zero() {
                let taken = taken_back.taken;
                row.seq = Some(transfer(batch, deed, row, PostingKind::Reverse, (pocket, budget), taken)?);
            }
            batch.books.change_owed(pocket, taken_back.newly_owed.hundredths());
            batch.books.count_earned(pocket, reckoned_on, -beans.hundredths());
        }
    }
    Ok(correction.grant())
}

/// What is owed is repaid first: to the budget of the campaign it came from, oldest pocket first.
fn repay(batch: &mut Batch, deed: &Deed, row: &AwardRow, pocket: AccountId, awarded: Beans) -> Result<()> {
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
