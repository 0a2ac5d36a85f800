//! Requests whose place came in words only: a dispatcher puts them on the map, and only then they are reports.

use super::origin::read;
use crate::auth::Caller;
use crate::domain::calendar::local_date;
use crate::domain::open311::attribute::Answer;
use crate::domain::reporter::Reporter;
use crate::domain::role::Role;
use crate::error::{Code, Error, Result};
use crate::service::App;
use crate::service::fields::Fields;
use crate::service::idempotency::{Answered, Keep, Keyed};
use crate::service::reports::{
    Clockwork, Filing, NewLocation, NumberBy, Reason, Submitted, checked_location, submit_in, usable_category,
};
use crate::storage::WriteTx;
use crate::storage::open311::origins::{self, OriginRow};
use crate::storage::open311::unplaced::{self, UnplacedRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Who puts requests on the map.
const CENTER: [Role; 2] = [Role::Dispatcher, Role::Admin];

/// A request that waits. Nobody is told who reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnplacedRequest {
    /// Its id.
    pub id: String,
    /// The category's code.
    pub category: String,
    /// The category's name.
    pub category_name: String,
    /// What is wrong.
    pub description: String,
    /// The place in words.
    pub address: String,
    /// The program it came through.
    pub program: String,
    /// Where the program keeps a picture. It is the program's word: nobody has looked at what is there.
    pub media_url: Option<String>,
    /// What was answered to the service's questions.
    pub answers: Vec<Answer>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
}

/// Where a request is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceRequest {
    /// On the map; the place in words stays as it came unless another is given.
    pub location: NewLocation,
    /// The right category's code, where the program chose a wrong one.
    pub category: Option<String>,
}

impl App {
    /// Requests that wait, oldest first.
    ///
    /// # Errors
    /// 403.
    pub async fn unplaced_requests(
        &self,
        caller: &Caller,
        after_id: Option<String>,
        rows: i64,
    ) -> Result<Vec<UnplacedRequest>> {
        caller.must_be(&CENTER)?;
        self.storage
            .read(move |c| {
                let rows = unplaced::waiting(c, after_id.as_deref(), rows)?;
                rows.into_iter().map(view_of).collect()
            })
            .await
    }

    /// Makes a report of a request, as of when it came in. The program's token leads to it from now on.
    ///
    /// # Errors
    /// 403; 404; 409 `request_settled`, `category_inactive`; 422.
    pub async fn place_request(
        &self,
        caller: &Caller,
        id: String,
        place: PlaceRequest,
        request: Keyed,
    ) -> Result<Answered<Submitted>> {
        caller.must_be(&CENTER)?;
        let mut fields = Fields::default();
        let location = checked_location(&mut fields, &place.location);
        let address = place.location.address.as_deref();
        let address = fields.optional_line("location.address", address, self.config.reports.address_chars);
        fields.finish()?;
        let location = location.ok_or_else(|| Error::internal("a place was neither right nor wrong"))?;
        let district = self.config.district.clone();
        self.once(request, Keep::ForDays, self.clock.now(), move |tx| {
            let waiting = locked(tx, &id)?;
            let received_at = waiting.received_at.and_utc();
            let code = place.category.as_deref().unwrap_or(&waiting.category_code);
            let category = usable_category(tx, code)?;
            let clockwork = Arc::new(Clockwork::of_category(tx, &category.code, district.timezone)?);
            let filing = Filing {
                reporter: Reporter::of_user(&waiting.resident_id),
                category,
                description: waiting.description,
                location,
                address: Some(address.clone().unwrap_or(waiting.address)),
                subdistrict: None,
                number: NumberBy::Next {
                    prefix: district.number_prefix.clone(),
                    filed_on: local_date(received_at, district.timezone),
                },
                clockwork,
            };
            let report = submit_in(tx, &filing, received_at)?;
            let origin = OriginRow {
                report_id: report.id.clone(),
                api_key_id: waiting.api_key_id,
                media_url: waiting.media_url,
                answers: waiting.answers,
            };
            origins::insert(tx, &origin)?;
            unplaced::became(tx, &id, &report.id)?;
            Ok(Submitted { status: report.status()?, id: report.id, number: report.number })
        })
        .await
    }

    /// Refuses a request, with a reason that the program is told.
    ///
    /// # Errors
    /// 403; 404; 409 `request_settled`; 422.
    pub async fn refuse_request(&self, caller: &Caller, id: String, reason: Reason) -> Result<()> {
        caller.must_be(&CENTER)?;
        let mut fields = Fields::default();
        let reason = fields.text("reason", &reason.reason, self.config.reports.comment_chars);
        fields.finish()?;
        let (by, at) = (caller.user_id.clone(), self.clock.now().naive_utc());
        self.storage
            .write(move |tx| {
                locked(tx, &id)?;
                unplaced::refuse(tx, &id, &by, &reason, at)
            })
            .await
    }

    /// The id of the report that a token leads to; `None` while the request waits.
    ///
    /// # Errors
    /// 404 for an unknown token, and with the reason for a request that was refused.
    pub async fn request_of_token(&self, token: String) -> Result<Option<String>> {
        let row = self.storage.read(move |c| unplaced::find(c, &token)).await?;
        let row = row.ok_or_else(|| Error::new(Code::NotFound).with_facts("token"))?;
        match row.reason {
            Some(reason) => Err(Error::new(Code::NotFound).with_facts(reason)),
            None => Ok(row.report_id),
        }
    }
}

fn locked(tx: &mut WriteTx<'_>, id: &str) -> Result<UnplacedRow> {
    let row = unplaced::lock(tx, id)?.ok_or_else(|| Error::new(Code::NotFound))?;
    if row.report_id.is_some() || row.refused_at.is_some() {
        return Err(Error::new(Code::RequestSettled));
    }
    Ok(row)
}

fn view_of((row, category_name, program): (UnplacedRow, String, String)) -> Result<UnplacedRequest> {
    Ok(UnplacedRequest {
        id: row.id,
        category: row.category_code,
        category_name,
        description: row.description,
        address: row.address,
        program,
        media_url: row.media_url,
        answers: read(&row.answers)?,
        received_at: row.received_at.and_utc(),
    })
}
