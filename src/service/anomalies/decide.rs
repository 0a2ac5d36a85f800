//! Somebody has looked at a finding. Deciding changes nothing else: suspending is another step, by a person.

use super::list::{Anomaly, shown};
use crate::auth::Caller;
use crate::domain::anomaly::AnomalyState;
use crate::domain::role::Role;
use crate::domain::text_enum::text_enum;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::storage::anomalies;
use serde::Deserialize;
use utoipa::ToSchema;

text_enum! {
    /// What looking at a finding came to.
    "decision" Decision {
        /// Nothing to it.
        Dismissed = "dismissed",
        /// It is what it looks like.
        Confirmed = "confirmed",
    }
}

impl From<Decision> for AnomalyState {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Dismissed => Self::Dismissed,
            Decision::Confirmed => Self::Confirmed,
        }
    }
}

/// What looking at a finding came to, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = DecideAnomaly)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// What it came to.
    pub decision: Decision,
    /// Why.
    pub words: String,
}

impl App {
    /// Decides on an open finding, once.
    ///
    /// # Errors
    /// 403; 404; 409 `already_decided`; 422.
    pub async fn decide_anomaly(&self, caller: &Caller, id: String, decide: Decide) -> Result<Anomaly> {
        caller.must_be(&[Role::Admin])?;
        let mut fields = Fields::default();
        let words = fields.text("words", &decide.words, self.config.reports.comment_chars);
        fields.finish()?;
        let (by, at) = (caller.user_id.clone(), self.clock.now().naive_utc());
        let state = AnomalyState::from(decide.decision);
        tracing::info!(anomaly = %id, %state, by = %by, "anomaly decided");
        self.storage
            .write(move |tx| {
                anomalies::find(tx, &id)?;
                if !anomalies::decide(tx, &id, state.as_str(), &words, &by, at)? {
                    return Err(Error::new(Code::AlreadyDecided));
                }
                let row = anomalies::find(tx, &id)?;
                shown(tx, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
            })
            .await
    }
}
