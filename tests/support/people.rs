//! People of every role, logged in.

use super::{Actor, TestApp};
use golden_beans::domain::Role;
use golden_beans::service::NewUser;

/// Everybody's password.
pub const PASSWORD: &str = "a good password";

impl TestApp {
    /// A resident of this name, logged in.
    pub async fn resident(&self, name: &str) -> Actor {
        let phone = format!("139{:08}", self.next_number());
        self.person(NewUser::resident(phone, PASSWORD.into(), Some(name.to_owned()))).await
    }

    /// Somebody of a role that needs neither unit nor shop, logged in.
    pub async fn staff(&self, role: Role) -> Actor {
        self.person(self.new_staff(role)).await
    }

    /// An admin, logged in.
    pub async fn admin(&self) -> Actor {
        self.staff(Role::Admin).await
    }

    /// Somebody who fixes problems for a unit, logged in.
    pub async fn handler(&self, unit_id: &str) -> Actor {
        self.person(NewUser { unit_id: Some(unit_id.to_owned()), ..self.new_staff(Role::Handler) }).await
    }

    /// Somebody at a shop's till, logged in.
    pub async fn cashier(&self, shop_id: &str) -> Actor {
        self.person(NewUser { shop_id: Some(shop_id.to_owned()), ..self.new_staff(Role::Cashier) }).await
    }

    /// A user to be made, with a user name that nobody else in this test has.
    pub fn new_staff(&self, role: Role) -> NewUser {
        NewUser {
            role,
            username: Some(format!("{role}-{}", self.next_number())),
            password: Some(PASSWORD.into()),
            name: Some(format!("{role} of the test")),
            phone: None,
            unit_id: None,
            shop_id: None,
        }
    }

    /// Makes a user and logs in.
    pub async fn person(&self, new: NewUser) -> Actor {
        let mut actor = self.anonymous();
        actor.username = new.username.clone().or_else(|| new.phone.clone()).unwrap();
        actor.password = PASSWORD.to_owned();
        actor.id = self.app.add_user(new).await.unwrap();
        actor.log_in().await;
        actor
    }
}
