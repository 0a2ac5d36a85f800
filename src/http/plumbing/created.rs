//! The answer to making something that needs no more said about it.

use serde::Serialize;
use utoipa::ToSchema;

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Created {
    /// Its id.
    pub id: String,
}
