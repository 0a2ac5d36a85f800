//! What a unit, or a grader, asks the center to decide, and who may decide it.

use crate::domain::role::Role;
use crate::domain::text_enum::text_enum;

text_enum! {
    /// What is asked for.
    "kind of request" RequestKind {
        /// 退单: the unit gives the report back as not its own.
        Return = "return",
        /// 延期: the unit needs more time.
        Extension = "extension",
        /// 挂账: nothing can be done for the time being.
        Suspension = "suspension",
        /// The grade `major`, which a second person confirms.
        Major = "major",
    }
}

text_enum! {
    /// What became of a request.
    "state of a request" RequestState {
        /// It waits for the center.
        Pending = "pending",
        /// What was asked for was done.
        Approved = "approved",
        /// The center refused it.
        Refused = "refused",
        /// The report went on without it.
        Lapsed = "lapsed",
    }
}

/// Why somebody may not decide a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MayNotDecide {
    /// It was decided, or the report went on without it.
    #[error("the request is {0}")]
    NotPending(RequestState),
    /// Only an admin may.
    #[error("an admin decides this one")]
    NotAdmin,
    /// Who asks for a grade does not confirm it.
    #[error("another person than the one who graded decides")]
    SamePerson,
}

/// Checks that somebody may decide a request, of the center's people.
///
/// # Errors
/// Every `MayNotDecide`, in their order.
pub fn check_decider(
    kind: RequestKind,
    state: RequestState,
    needs_admin: bool,
    asked_by_oneself: bool,
    role: Role,
) -> Result<(), MayNotDecide> {
    if state != RequestState::Pending {
        Err(MayNotDecide::NotPending(state))
    } else if needs_admin && role != Role::Admin {
        Err(MayNotDecide::NotAdmin)
    } else if kind == RequestKind::Major && asked_by_oneself {
        Err(MayNotDecide::SamePerson)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_decided_once_and_by_somebody_who_may() {
        for &kind in RequestKind::ALL {
            for &state in RequestState::ALL {
                let decided = check_decider(kind, state, true, true, Role::Dispatcher);
                let expected = match state {
                    RequestState::Pending => MayNotDecide::NotAdmin,
                    state => MayNotDecide::NotPending(state),
                };
                assert_eq!(decided, Err(expected), "{kind} {state}");
            }
            let oneself = check_decider(kind, RequestState::Pending, true, true, Role::Admin);
            let expected = if kind == RequestKind::Major { Err(MayNotDecide::SamePerson) } else { Ok(()) };
            assert_eq!(oneself, expected, "{kind}");
            let another = check_decider(kind, RequestState::Pending, false, false, Role::Dispatcher);
            assert_eq!(another, Ok(()), "{kind}");
        }
    }
}
