//! Who may call, decided before anything else of the request is looked at.

use crate::auth::Caller;
use crate::domain::role::Role;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::marker::PhantomData;
use std::pin::Pin;

/// Roles that a call is for.
pub trait Roles: 'static {
    /// These and no others.
    const ROLES: &'static [Role];
}

/// Declares types that name roles.
macro_rules! roles {
    ($( $(#[$doc:meta])* $name:ident: $($role:ident)|+ ; )+) => { $(
        $(#[$doc])*
        pub enum $name {}

        impl Roles for $name {
            const ROLES: &'static [Role] = &[$(Role::$role),+];
        }
    )+ };
}

roles! {
    /// Everybody who is logged in.
    Anybody: Resident | Dispatcher | Handler | Cashier | Finance | Auditor | Admin;
    /// Residents.
    Residents: Resident;
    /// The dispatch center.
    Center: Dispatcher | Admin;
    /// Handlers of responsible units.
    Handlers: Handler;
    /// Those who send photos.
    Photographers: Resident | Handler;
    /// Cashiers.
    Cashiers: Cashier;
    /// Finance.
    Finance: Finance;
    /// Auditors.
    Auditors: Auditor;
    /// Admins.
    Admins: Admin;
    /// Those who watch over looks at reporters' identities.
    Watchers: Auditor | Admin;
    /// Those who read the ledger.
    LedgerReaders: Finance | Auditor;
    /// Those who see campaigns with their money.
    Staff: Dispatcher | Finance | Auditor | Admin;
    /// Those who see what looks like gaming, and who is suspended.
    AnomalyReaders: Auditor | Admin;
    /// Those who see samples of closed cases.
    LookBackReaders: Dispatcher | Auditor | Admin;
    /// Those who see figures; a handler the own unit's.
    FigureReaders: Dispatcher | Handler | Auditor | Admin;
    /// Those who take the figures of all units out.
    EvaluationReaders: Dispatcher | Auditor | Admin;
    /// Those who see who took what out.
    ExportLogReaders: Auditor | Admin;
    /// Those who see responsible units.
    UnitReaders: Dispatcher | Handler | Finance | Auditor | Admin;
}

/// A caller of one of the roles, and the rest of the request. Somebody who may not call learns that, and nothing of
/// what is wrong with the rest: extractors side by side would tell whichever failure comes first.
pub struct By<R, T = ()> {
    /// Who is calling.
    pub caller: Caller,
    /// The rest.
    pub rest: T,
    roles: PhantomData<R>,
}

impl<R: Roles, T: FromRequest + 'static> FromRequest for By<R, T>
where
    T::Error: Into<actix_web::Error>,
{
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let caller = Caller::from_request(&request, &mut Payload::None).await?;
            caller.must_be(R::ROLES)?;
            let rest = T::from_request(&request, &mut payload).await.map_err(Into::into)?;
            Ok(Self { caller, rest, roles: PhantomData })
        })
    }
}
