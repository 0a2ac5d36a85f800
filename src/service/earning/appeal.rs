//! A resident appeals against a suspension, once; an admin answers, once.

use super::lift::{Lifted, lift_in};
use super::view::{OwnEarning, Suspension};
use crate::auth::Caller;
use crate::domain::role::Role;
use crate::domain::suspension::AppealDecision;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::storage::suspensions::{self, AppealRow, Lifting, SuspensionFilter};
use serde::Deserialize;
use utoipa::ToSchema;

/// Why a suspension is wrong.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    /// In words.
    pub words: String,
}

/// What becomes of an appeal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealAnswer {
    /// Whether the suspension stays.
    pub decision: AppealDecision,
    /// Why; the resident reads it.
    pub answer: String,
    /// Only with `lifted`: awards what the suspension barred, as lifting does. False unless said otherwise.
    #[serde(default)]
    pub make_good: bool,
}

impl App {
    /// Appeals against the caller's latest suspension that was not lifted.
    ///
    /// # Errors
    /// 403; 409 `not_suspended`, `already_appealed`; 422.
    pub async fn appeal_suspension(&self, caller: &Caller, appeal: Appeal) -> Result<OwnEarning> {
        caller.must_be(&[Role::Resident])?;
        let mut fields = Fields::default();
        let words = fields.text("words", &appeal.words, self.config.reports.comment_chars);
        fields.finish()?;
        let (resident_id, at) = (caller.user_id.clone(), self.clock.now().naive_utc());
        self.storage
            .write(move |tx| {
                suspensions::lock_resident(tx, &resident_id)?;
                let filter = SuspensionFilter {
                    resident_id: Some(resident_id.clone()),
                    ..SuspensionFilter::default()
                };
                let latest = suspensions::list(tx, &filter, 1)?.pop();
                let (suspension, _, appealed) = latest
                    .filter(|(suspension, ..)| suspension.lifted_at.is_none())
                    .ok_or_else(|| Error::new(Code::NotSuspended))?;
                if appealed.is_some() {
                    return Err(Error::new(Code::AlreadyAppealed));
                }
                let row = AppealRow {
                    suspension_id: suspension.id,
                    words: words.clone(),
                    at,
                    decision: None,
                    answer: None,
                    answered_by: None,
                    answered_at: None,
                };
                suspensions::insert_appeal(tx, &row)
            })
            .await?;
        self.own_earning(caller).await
    }

    /// Answers an appeal; `lifted` ends the suspension. Sent again with the same key it answers the same.
    ///
    /// # Errors
    /// 403; 404 for a suspension without appeal; 409 `already_answered`, `suspension_ended`; 422.
    pub async fn answer_appeal(
        &self,
        caller: &Caller,
        id: String,
        answer: AppealAnswer,
        request: Keyed,
    ) -> Result<Answered<Lifted>> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let words = fields.text("answer", &answer.answer, self.config.reports.comment_chars);
        if answer.make_good && answer.decision == AppealDecision::Upheld {
            fields.wrong("make_good", "not_possible", "only with the decision lifted");
        }
        fields.finish()?;
        let now = self.clock.now();
        let lifting = Lifting {
            at: now.naive_utc(),
            by: caller.user_id.clone(),
            reason: words,
            make_good: answer.make_good,
        };
        let answered = self
            .once(request, Keep::ForGood, now, move |tx| {
                let (_, _, appeal) = suspensions::find(tx, &id)?;
                appeal.ok_or_else(|| Error::new(Code::NotFound))?;
                let decision = answer.decision.as_str();
                if !suspensions::answer_appeal(tx, &id, decision, &lifting.reason, &lifting.by, lifting.at)? {
                    return Err(Error::new(Code::AlreadyAnswered));
                }
                match answer.decision {
                    AppealDecision::Lifted => lift_in(tx, &id, &lifting, now),
                    AppealDecision::Upheld => Ok(Lifted {
                        suspension: Suspension::of(suspensions::find(tx, &id)?, now)?,
                        made_good: Vec::new(),
                    }),
                }
            })
            .await?;
        self.post_made_good(&answered.value.made_good).await;
        Ok(answered)
    }
}
