//! Writes a batch of lines in one transaction, through the steps of live reports.

use super::line::{BadLine, Line};
use crate::domain::deed::Deed;
use crate::domain::reporter::Reporter;
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::new_id;
use crate::service::reports::{By, Clockwork, Closing, Filing, NumberBy, accept_in, close_in, submit_in};
use crate::storage::WriteTx;
use crate::storage::reports::{self, ReportRow};
use crate::storage::users::{self, UserRow};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What came of a batch.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub added: u64,
    pub already_there: u64,
    pub bad: Vec<BadLine>,
    /// What the ledger has to award, in the order of the file.
    pub deeds: Vec<Deed>,
}

/// Writes the lines that are not there yet.
pub(super) fn write_in(
    tx: &mut WriteTx<'_>,
    lines: &[Line],
    clockwork: &Arc<Clockwork>,
    now: DateTime<Utc>,
) -> Result<Written> {
    let mut written = Written::default();
    for line in lines {
        match reports::id_of_number(tx, &line.number.to_string())? {
            None => {
                written.deeds.extend(add_in(tx, line, clockwork, now)?);
                written.added += 1;
            }
            Some(id) => match reports::find(tx, &id)? {
                Some(report) if is_same(&report, line) => written.already_there += 1,
                _ => {
                    let reason = format!("number: {} is another report's", line.number);
                    written.bad.push(BadLine { line: line.line, reason });
                }
            },
        }
    }
    Ok(written)
}

/// Whether a stored report came from this line, whatever happened to it since.
fn is_same(report: &ReportRow, line: &Line) -> bool {
    report.submitted_at == line.submitted_at.naive_utc() && report.description == line.description
}

fn add_in(
    tx: &mut WriteTx<'_>,
    line: &Line,
    clockwork: &Arc<Clockwork>,
    now: DateTime<Utc>,
) -> Result<Vec<Deed>> {
    let filing = Filing {
        reporter: Reporter::Resident(resident_in(tx, &line.handle, now)?),
        category: line.category.clone(),
        description: line.description.clone(),
        location: line.location,
        address: None,
        subdistrict: Some(line.subdistrict.clone()),
        number: NumberBy::Given(line.number.clone()),
        clockwork: Arc::clone(clockwork),
    };
    let report = submit_in(tx, &filing, line.submitted_at)?;
    // The file does not say who graded it, nor when it was accepted.
    let by = By { actor_id: None, at: line.closed_at, zone: clockwork.zone(), except: None };
    let report = accept_in(tx, report, None, None, &by)?;
    let closing = Closing { tier: line.tier, comment: None, graded_by: None };
    let (_, deeds) = close_in(tx, report, &closing, &by)?;
    Ok(deeds)
}

/// The resident of a handle; made if there is none yet. Without phone and password nobody can log in as them.
fn resident_in(tx: &mut WriteTx<'_>, handle: &str, now: DateTime<Utc>) -> Result<String> {
    if let Some(known) = users::find_by_handle(tx, handle)? {
        return Ok(known.id);
    }
    let row = UserRow {
        id: new_id(),
        role: Role::Resident.as_str().to_owned(),
        username: None,
        phone: None,
        name: None,
        handle: Some(handle.to_owned()),
        password_hash: None,
        totp_secret: None,
        totp_pending_secret: None,
        totp_last_step: None,
        unit_id: None,
        shop_id: None,
        active: true,
        created_at: now.naive_utc(),
        updated_at: now.naive_utc(),
    };
    users::insert(tx, &row)?;
    Ok(row.id)
}
