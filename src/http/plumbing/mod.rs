//! What every handler uses and none should repeat: extractors, problems, request ids.

mod body;
mod caller;
mod created;
mod headers;
mod keyed;
mod page;
mod problem;
mod replay;
mod request_id;
mod role;
mod server_events;
mod session_cookie;
mod visitor;

pub use body::{ApiCsv, ApiJson, ApiJsonOrNothing, ApiPath, ApiQuery, collect};
pub use caller::CallerBeforeOtp;
pub use created::Created;
pub use headers::{Idempotent, bearer_token, client_address, client_host};
pub use keyed::KeyedJson;
pub use page::{Cursor, Limit, Page};
pub use problem::{IDEMPOTENCY_REPLAYED, PROBLEM_TYPE, Problem, language_of, render_problems};
pub use replay::answer;
pub use request_id::{REQUEST_ID_HEADER, RequestId, give_request_id};
pub use role::{
    Admins, AnomalyReaders, Anybody, Auditors, By, Cashiers, Center, EvaluationReaders, ExportLogReaders,
    FigureReaders, Finance, Handlers, LedgerReaders, LookBackReaders, Photographers, Residents, Roles, Staff,
    UnitReaders, Watchers,
};
pub use server_events::{EVENT_STREAM, event, event_stream};
pub use session_cookie::{CookieMode, SessionCookie, cookie_token};
pub use visitor::Visitor;
