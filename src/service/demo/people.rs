//! The demo's people: at least one of every role.

use super::places::{SHOPS, UNITS};
use crate::auth::SecretText;
use crate::domain::role::Role;
use crate::error::{Error, Result};
use crate::service::{App, NewUser};

/// Everybody's password. A demo is for trying things out on one's own machine.
pub const DEMO_PASSWORD: &str = "jindou-demo-2024";

/// Somebody who can log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoUser {
    /// What they may do.
    pub role: Role,
    /// What they log in with: a phone for residents, a user name for the others.
    pub login: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Index of their unit or shop.
    place: usize,
}

const fn person(role: Role, login: &'static str, name: &'static str, place: usize) -> DemoUser {
    DemoUser { role, login, name, place }
}

pub(super) const ADMIN: DemoUser = person(Role::Admin, FIRST_USERNAME, "管理员 赵敏", 0);
pub(super) const FINANCE: DemoUser = person(Role::Finance, "finance", "财务 钱进", 0);
pub(super) const DISPATCHER: DemoUser = person(Role::Dispatcher, "dispatcher", "调度员 孙丽", 0);

/// Made first and last, so that a demo that was not finished is known.
pub(super) const FIRST_USERNAME: &str = "admin";
pub(super) const LAST_USERNAME: &str = "auditor";

const RESIDENTS: [DemoUser; 2] =
    [person(Role::Resident, "13887400001", "李秀英", 0), person(Role::Resident, "13887400002", "王建国", 0)];

const OTHERS: [DemoUser; 5] = [
    person(Role::Handler, "handler", "处置员 周强", 0),
    person(Role::Handler, "handler2", "处置员 吴刚", 1),
    person(Role::Cashier, "cashier", "收银员 郑红", 0),
    person(Role::Cashier, "cashier2", "收银员 冯军", 1),
    person(Role::Auditor, LAST_USERNAME, "审计员 陈静", 0),
];

/// Everybody, in the order in which a visitor would try them.
pub(super) fn all() -> Vec<DemoUser> {
    RESIDENTS.into_iter().chain([DISPATCHER]).chain(OTHERS).chain([FINANCE, ADMIN]).collect()
}

impl App {
    /// Adds those who do nothing in the demo's name.
    pub(super) async fn add_demo_people(&self, units: &[String], shops: &[String]) -> Result<()> {
        debug_assert_eq!((units.len(), shops.len()), (UNITS.len(), SHOPS.len()));
        for user in RESIDENTS.iter().chain(&OTHERS) {
            let place = |places: &[String]| places.get(user.place).cloned();
            let unit_id = if user.role == Role::Handler { place(units) } else { None };
            let shop_id = if user.role == Role::Cashier { place(shops) } else { None };
            self.add_demo_user(user, unit_id, shop_id).await?;
        }
        Ok(())
    }

    /// Makes one and says the id.
    pub(super) async fn add_demo_user(
        &self,
        user: &DemoUser,
        unit_id: Option<String>,
        shop_id: Option<String>,
    ) -> Result<String> {
        let is_resident = user.role == Role::Resident;
        let login = user.login.to_owned();
        let (username, phone) = if is_resident { (None, Some(login)) } else { (Some(login), None) };
        self.add_user(NewUser {
            role: user.role,
            username,
            password: Some(SecretText::from(DEMO_PASSWORD)),
            name: Some(user.name.to_owned()),
            phone,
            unit_id,
            shop_id,
        })
        .await
        .map_err(|error| Error::internal(format!("{}: {error}", user.login)))
    }
}
