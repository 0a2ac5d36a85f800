//! What reporters are called: read to mask it, to keep it out of what others are shown, and for a recorded look.

use super::view::MaskedReporter;
use crate::domain::name::mask_name;
use crate::domain::phone::Phone;
use crate::error::{Error, Result};
use crate::storage::DbConnection;
use crate::storage::report_lists::{self, ReporterRow};
use crate::storage::reports::ReportRow;

/// The reporters of some reports, by id.
pub(in crate::service) struct Reporters(Vec<ReporterRow>);

impl Reporters {
    /// Reads the reporters of these reports.
    ///
    /// # Errors
    /// The database's.
    pub fn of(connection: &mut DbConnection, reports: &[ReportRow]) -> Result<Self> {
        let mut ids: Vec<&str> = reports.iter().map(|report| report.resident_id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut rows = report_lists::reporters(connection, &ids)?;
        rows.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        Ok(Self(rows))
    }

    /// What the reporter is called, to be taken out of texts.
    pub fn names_of(&self, report: &ReportRow) -> Vec<&str> {
        self.find(report).map(ReporterRow::names).unwrap_or_default()
    }

    /// The reporter's name and phone in full. Only for a look that is recorded.
    ///
    /// # Errors
    /// 500 for a report whose reporter is not there.
    pub fn in_full(&self, report: &ReportRow) -> Result<(Option<String>, Option<String>)> {
        let row = self.known(report)?;
        Ok((row.name.clone().or_else(|| row.handle.clone()), row.phone.clone()))
    }

    /// The reporter as the center sees them.
    ///
    /// # Errors
    /// 500 for a report whose reporter is not there.
    pub fn masked(&self, report: &ReportRow) -> Result<MaskedReporter> {
        let row = self.known(report)?;
        let phone = row.phone.as_deref().and_then(|phone| Phone::parse(phone).ok());
        Ok(MaskedReporter {
            name: row.name.as_deref().or(row.handle.as_deref()).map(mask_name),
            phone: phone.map(|phone| phone.masked()),
        })
    }

    fn known(&self, report: &ReportRow) -> Result<&ReporterRow> {
        self.find(report).ok_or_else(|| Error::internal("a report without its reporter"))
    }

    fn find(&self, report: &ReportRow) -> Option<&ReporterRow> {
        let place = self.0.binary_search_by(|row| row.id.cmp(&report.resident_id)).ok()?;
        self.0.get(place)
    }
}
