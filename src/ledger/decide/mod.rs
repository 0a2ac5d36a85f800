//! Decides the commands of a batch one after the other, on the working copy, by the rules of `domain`.

mod award;
mod batch;
mod checkout;
mod pay_codes;
mod treasury;

pub(super) use batch::Batch;

use super::commands::{Command, Receipt, Recorded, Refusal};
use crate::error::{Code, Error};

/// A command's answer: done or refused, and whether it was given before.
pub(super) struct Decision {
    pub(super) recorded: Recorded,
    pub(super) replayed: bool,
}

/// Decides one command. An `Err` is a defect or a broken row: the writer rolls the batch back and tries its commands
/// one by one, so that only the one at fault fails.
pub(super) fn decide(batch: &mut Batch, command: &Command) -> Result<Decision, Error> {
    if let Some(asked) = command.asked()
        && let Some(known) = batch.answer_to(asked)
    {
        return known.map_err(Error::internal);
    }
    let outcome = match command {
        Command::PostAward(deed) => award::post(batch, deed)?,
        Command::Award(wish) => award::post(batch, &wish.deed)?,
        Command::IssuePayCode { resident_id, code_hash, expires_at } => {
            batch.issue_pay_code(resident_id, code_hash, *expires_at);
            Ok(Receipt::PayCodeIssued)
        }
        Command::Redeem { redemption_id, code_hash, redeem } => {
            checkout::redeem(batch, redemption_id, code_hash, redeem)?
        }
        Command::Refund { refund_id, refund } => checkout::refund(batch, refund_id, refund)?,
        Command::Fund(fund) => treasury::fund(batch, fund)?,
        Command::Settle(settle) => treasury::settle(batch, settle)?,
        Command::Expire { resident_id, campaign_id } => treasury::expire(batch, resident_id, campaign_id)?,
        Command::Release { campaign_id, actor_id } => {
            treasury::release(batch, campaign_id, actor_id.as_deref())?
        }
    };
    let recorded = match outcome {
        Ok(receipt) => Recorded::Done(receipt),
        Err(refusal) => Recorded::Refused(refusal),
    };
    if let Some(asked) = command.asked() {
        batch.record_answer(asked, &recorded)?;
    }
    Ok(Decision { recorded, replayed: false })
}

/// Done or refused.
pub(super) type Outcome = Result<Receipt, Refusal>;

/// A posting that the checks before it should have made impossible.
pub(super) fn defect(error: super::books::PostingError) -> Error {
    Error::new(Code::Internal).because(error)
}
