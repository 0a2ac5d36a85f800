//! Fills an empty database with a district to try things in: people of every role, units, shops, categories, the
//! season of 2024 with July's reports, and a season that runs today. Everything goes through the use cases.

mod people;
mod places;
mod results;
mod seasons;

pub use people::{DEMO_PASSWORD, DemoUser};

use crate::auth::Caller;
use crate::domain::role::Role;
use crate::error::Result;
use crate::service::App;
use crate::service::import::{ImportNews, ImportSummary};
use crate::storage::{campaigns, users};
use std::io::Read;

/// July 2024 as the newspaper counted it: part of the project.
pub const JULY_2024: &[u8] = include_bytes!("../../../samples/qilin-2024-07.csv");

/// What a database is, before it is made a demo's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoState {
    /// Nothing is in it.
    Empty,
    /// It was made a demo's before, to the end.
    Ready,
    /// Something else is in it, or a demo that was not finished.
    Foreign,
}

/// Those who do things in the demo's name.
pub(super) struct Staff {
    pub admin: Caller,
    pub finance: Caller,
    pub dispatcher: Caller,
}

impl App {
    /// What the database is.
    ///
    /// # Errors
    /// 503.
    pub async fn demo_state(&self) -> Result<DemoState> {
        self.storage
            .read(|conn| {
                let finished = users::find_by_username(conn, people::LAST_USERNAME)?.is_some();
                let has_people = users::find_by_username(conn, people::FIRST_USERNAME)?.is_some();
                let is_empty = !has_people && !users::any(conn)? && campaigns::all(conn)?.is_empty();
                Ok(match (is_empty, has_people && finished) {
                    (true, _) => DemoState::Empty,
                    (false, true) => DemoState::Ready,
                    (false, false) => DemoState::Foreign,
                })
            })
            .await
    }

    /// Makes an empty database a demo's, with these reports of July 2024: [`JULY_2024`], or a part of it. `tell` hears
    /// of their import.
    ///
    /// # Errors
    /// 503, or a defect: everything in it is known to be right.
    pub async fn fill_demo(
        &self,
        july: impl Read,
        tell: impl FnMut(ImportNews<'_>),
    ) -> Result<ImportSummary> {
        let admin = self.add_demo_user(&people::ADMIN, None, None).await?;
        let finance = self.add_demo_user(&people::FINANCE, None, None).await?;
        let dispatcher = self.add_demo_user(&people::DISPATCHER, None, None).await?;
        let staff = Staff {
            admin: caller(admin, Role::Admin),
            finance: caller(finance, Role::Finance),
            dispatcher: caller(dispatcher, Role::Dispatcher),
        };
        let units = self.add_demo_units(&staff.admin).await?;
        self.add_demo_categories(&staff.admin).await?;
        let shops = self.add_demo_shops(&staff.admin).await?;
        let summary = self.add_season_of_2024(&staff, july, tell).await?;
        self.publish_demo_results(&staff.dispatcher).await?;
        self.add_present_season(&staff).await?;
        self.add_demo_people(&units, &shops).await?;
        Ok(summary)
    }

    /// Who can log in, with the shared password [`DEMO_PASSWORD`].
    #[must_use]
    pub fn demo_users() -> Vec<DemoUser> {
        people::all()
    }
}

/// Somebody who acts without a session.
fn caller(user_id: String, role: Role) -> Caller {
    Caller {
        user_id,
        session_id: String::new(),
        role,
        unit_id: None,
        shop_id: None,
        masked_name: String::new(),
    }
}
