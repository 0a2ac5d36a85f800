//! What the journal's postings tell to whom: read by their numbers, a bounded run at a time, with a fixed number of
//! queries.

use super::letters::Letter;
use crate::domain::beans::Beans;
use crate::domain::deed::DeedKind;
use crate::domain::notice::{NoticeFacts, NoticeKind};
use crate::error::Result;
use crate::ledger::PostingKind;
use crate::service::instant_of_us;
use crate::storage::WriteTx;
use crate::storage::ledger_views::{self, PostingWithEntries};
use crate::storage::notices;
use std::collections::{BTreeMap, HashMap};

/// Names that postings are told with.
struct Names {
    reports: HashMap<String, String>,
    shops_of_redemptions: HashMap<String, String>,
    campaigns: HashMap<String, String>,
}

/// The notices of postings.
pub(super) fn letters(tx: &mut WriteTx<'_>, postings: &[PostingWithEntries]) -> Result<Vec<Letter>> {
    let names = names(tx, postings)?;
    let mut letters = Vec::new();
    for posting in postings {
        // A kind that a newer program posted is not this one's to tell of.
        let Ok(kind) = PostingKind::parse(&posting.heading.kind) else { continue };
        match kind {
            PostingKind::Award => letters.extend(to_holders(posting, NoticeKind::BeansAwarded, &names)?),
            PostingKind::Reverse => letters.extend(to_holders(posting, NoticeKind::BeansTakenBack, &names)?),
            PostingKind::Redeem => letters.extend(to_holders(posting, NoticeKind::BeansRedeemed, &names)?),
            PostingKind::Refund => letters.extend(to_holders(posting, NoticeKind::BeansRefunded, &names)?),
            PostingKind::Expire => letters.extend(to_holders(posting, NoticeKind::BeansExpired, &names)?),
            PostingKind::Settle => letters.extend(to_shop(tx, posting)?),
            PostingKind::Fund | PostingKind::Release => {}
        }
    }
    Ok(letters)
}

fn names(tx: &mut WriteTx<'_>, postings: &[PostingWithEntries]) -> Result<Names> {
    let subjects = |kind: &str| -> Vec<&str> {
        let of_kind = postings.iter().filter(|posting| posting.heading.subject_kind == kind);
        of_kind.map(|posting| posting.heading.subject_id.as_str()).collect()
    };
    Ok(Names {
        reports: notices::report_numbers(tx, &subjects(DeedKind::Report.as_str()))?,
        shops_of_redemptions: notices::shop_of_redemptions(tx, &subjects("redemption"))?,
        campaigns: ledger_views::campaign_names(tx, &subjects("campaign"))?,
    })
}

/// To whom a pocket belongs that the posting touched: what it came to in all their pockets.
fn to_holders(posting: &PostingWithEntries, kind: NoticeKind, names: &Names) -> Result<Vec<Letter>> {
    let mut changes: BTreeMap<&str, i64> = BTreeMap::new();
    for entry in posting.entries.iter().filter(|entry| entry.kind == "pocket") {
        let change = changes.entry(entry.owner_id.as_str()).or_default();
        *change = change.saturating_add(entry.hundredths);
    }
    let mut letters = Vec::new();
    for (resident_id, change) in changes {
        // The kind says which way they went.
        let Ok(beans) = Beans::from_hundredths(change.saturating_abs()) else { continue };
        letters.push(letter(posting, resident_id.to_owned(), kind, facts(posting, beans, names))?);
    }
    Ok(letters)
}

fn to_shop(tx: &mut WriteTx<'_>, posting: &PostingWithEntries) -> Result<Vec<Letter>> {
    let Some(paid) = posting.entries.iter().find(|entry| entry.kind == "shop") else { return Ok(Vec::new()) };
    let Ok(beans) = Beans::from_hundredths(paid.hundredths.saturating_abs()) else { return Ok(Vec::new()) };
    let facts = NoticeFacts {
        beans: Some(beans),
        shop: ledger_views::shop_names(tx, &[&paid.owner_id])?.remove(&paid.owner_id),
        said: posting.heading.memo.clone(),
        ..NoticeFacts::default()
    };
    let people = notices::cashiers(tx, &paid.owner_id)?;
    people.into_iter().map(|person| letter(posting, person, NoticeKind::ShopSettled, facts.clone())).collect()
}

fn facts(posting: &PostingWithEntries, beans: Beans, names: &Names) -> NoticeFacts {
    let subject =
        |kind: &str| (posting.heading.subject_kind == kind).then(|| posting.heading.subject_id.clone());
    let is_redeem = posting.heading.kind == PostingKind::Redeem.as_str();
    NoticeFacts {
        beans: Some(beans),
        report_id: subject(DeedKind::Report.as_str()),
        report_number: names.reports.get(&posting.heading.subject_id).cloned(),
        redemption_id: subject("redemption"),
        shop: names.shops_of_redemptions.get(&posting.heading.subject_id).cloned(),
        campaign: names.campaigns.get(&posting.heading.subject_id).cloned(),
        // A redemption's memo is the shop's number of the sale.
        said: posting.heading.memo.clone().filter(|_| !is_redeem),
        ..NoticeFacts::default()
    }
}

fn letter(
    posting: &PostingWithEntries,
    recipient_id: String,
    kind: NoticeKind,
    facts: NoticeFacts,
) -> Result<Letter> {
    Ok(Letter {
        recipient_id,
        cause: format!("journal:{}", posting.heading.seq),
        kind,
        facts,
        at: instant_of_us(posting.heading.at_us)?.naive_utc(),
    })
}
