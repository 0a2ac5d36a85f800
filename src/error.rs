//! The one outward error: a stable code, a status, words in two languages, and the facts that help.
//!
//! What the outside reads (`Code`, facts, fields) and what only the log reads (the inside cause) never meet.

mod codes;
mod from;

pub use codes::{Code, Language};
use std::fmt;

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Path of the field, such as `location.lat` or `photo_ids[2]`.
    pub field: String,
    /// Stable snake_case code, such as `required`, `too_long`, `unknown_field`.
    pub code: String,
    /// What to do about it.
    pub detail: String,
}

impl FieldError {
    /// A field error with its stable code.
    pub fn new(field: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), detail: detail.into() }
    }
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An error on its way to the caller. Small, because every fallible call returns it.
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    facts: Option<String>,
    fields: Vec<FieldError>,
    retry_after_s: Option<u32>,
    transient: bool,
    replayed: bool,
    cause: Option<Cause>,
}

/// Shorthand for a result with the outward error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error that the code alone explains.
    #[must_use]
    pub fn new(code: Code) -> Self {
        let retry_after_s = code.retry_after_s();
        Self(Box::new(Inner {
            code,
            facts: None,
            fields: Vec::new(),
            retry_after_s,
            transient: false,
            replayed: false,
            cause: None,
        }))
    }

    /// A value that is wrong: 422 with the fields named.
    #[must_use]
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let mut error = Self::new(Code::ValidationFailed);
        error.0.fields = fields;
        error
    }

    /// One wrong field: 422.
    pub fn field(field: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(field, code, detail)])
    }

    /// Something inside failed that the caller can do nothing about: 500, with the cause for the log only.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::new(Code::Internal).because(cause)
    }

    /// Adds outside facts to `detail`, such as the present state. Never secrets, names or inner messages.
    #[must_use]
    pub fn with_facts(mut self, facts: impl Into<String>) -> Self {
        self.0.facts = Some(facts.into());
        self
    }

    /// Adds the inside cause, for the log only.
    #[must_use]
    pub fn because(mut self, cause: impl Into<Cause>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Says after how many seconds a retry makes sense (`Retry-After`).
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_s = Some(seconds);
        self
    }

    /// Marks a failure that the same transaction, tried again, may not have.
    #[must_use]
    pub fn transient(mut self) -> Self {
        self.0.transient = true;
        self
    }

    /// Says whether this refusal was the recorded answer to an earlier request with the same key.
    #[must_use]
    pub fn replayed(mut self, replayed: bool) -> Self {
        self.0.replayed = replayed;
        self
    }

    /// Whether this refusal was recorded earlier.
    #[must_use]
    pub fn is_replayed(&self) -> bool {
        self.0.replayed
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Field errors, empty unless values were wrong.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// Outside facts for `detail`.
    #[must_use]
    pub fn facts(&self) -> Option<&str> {
        self.0.facts.as_deref()
    }

    /// Seconds for `Retry-After`, where the code has them.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u32> {
        self.0.retry_after_s
    }

    /// The same without what is behind it, for one of several who share the outcome; what is behind is told once.
    #[must_use]
    pub fn outward(&self) -> Self {
        let outward = Self::new(self.code());
        match self.retry_after_s() {
            Some(seconds) => outward.retry_after(seconds),
            None => outward,
        }
    }

    /// Whether the same transaction may be tried again at once.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.transient
    }

    /// The inside cause, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }

    /// `detail` in the caller's language: what to do, then the facts.
    #[must_use]
    pub fn detail(&self, language: Language) -> String {
        let advice = self.0.code.advice(language);
        match &self.0.facts {
            Some(facts) => format!("{advice} ({facts})"),
            None => advice.to_owned(),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("code", &self.0.code.as_str())
            .field("facts", &self.0.facts)
            .field("fields", &self.0.fields)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.as_str(), self.detail(Language::English))?;
        for field in &self.0.fields {
            write!(f, "; {}: {} ({})", field.field, field.detail, field.code)?;
        }
        match &self.0.cause {
            Some(cause) => write!(f, "; cause: {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
