//! Passwords: argon2id, off the async threads, a bounded number at a time.
//!
//! Owns the form of stored hashes. Asks no database: the use case brings the hash and keeps a new one.

use super::SecretText;
use crate::config::AuthConfig;
use crate::error::{Error, FieldError, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// One lane: parallel work comes from many logins, not from one.
const LANES: u32 = 1;

/// Stands in for the salt of users who are not there.
const NOBODYS_SALT: [u8; 16] = *b"nobody has this.";

/// What a password turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordVerdict {
    /// It is the right one, hashed with today's settings.
    Right,
    /// It is the right one, hashed with settings that are no longer in use: hash it anew.
    RightButOutdated,
    /// It is not the right one, or there is none.
    Wrong,
}

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    min_chars: usize,
    max_chars: usize,
}

impl Passwords {
    /// Takes the parameters from the settings.
    ///
    /// # Errors
    /// Argon2 does not take the parameters.
    pub fn new(config: &AuthConfig) -> Result<Self> {
        let params = Params::new(config.argon2_memory_kib, config.argon2_iterations, LANES, None)
            .map_err(|error| Error::internal(error.to_string()))?;
        Ok(Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            turns: Arc::new(Semaphore::new(config.argon2_concurrency)),
            min_chars: config.password_min_chars,
            max_chars: config.password_max_chars,
        })
    }

    /// What is wrong with a new password, if anything; `known` are texts that others know about the user, such as
    /// the phone.
    #[must_use]
    pub fn problem_of(&self, field: &str, password: &SecretText, known: &[&str]) -> Option<FieldError> {
        let chars = password.expose().chars().count();
        if chars < self.min_chars {
            let detail = format!("must have {} characters or more", self.min_chars);
            return Some(FieldError::new(field, "too_short", detail));
        }
        if chars > self.max_chars {
            let detail = format!("must have {} characters or fewer", self.max_chars);
            return Some(FieldError::new(field, "too_long", detail));
        }
        if known.iter().any(|text| text.eq_ignore_ascii_case(password.expose())) {
            return Some(FieldError::new(field, "too_easy", "must not be the user name or the phone"));
        }
        None
    }

    /// The PHC string of a password, with a salt of its own.
    ///
    /// # Errors
    /// 500 if the system gives no random numbers.
    pub async fn hash(&self, password: SecretText) -> Result<String> {
        let argon2 = self.argon2.clone();
        self.work(move || {
            let hash: PasswordHash = argon2.hash_password(password.expose().as_bytes()).map_err(hashing)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Compares a password with a stored hash. Without one it works as long and says `Wrong`, so that the time tells
    /// nobody who is there.
    ///
    /// # Errors
    /// 500 if the stored hash is none.
    pub async fn check(&self, stored: Option<String>, password: SecretText) -> Result<PasswordVerdict> {
        let argon2 = self.argon2.clone();
        self.work(move || {
            let Some(stored) = stored else {
                let _: PasswordHash = argon2
                    .hash_password_with_salt(password.expose().as_bytes(), &NOBODYS_SALT)
                    .map_err(hashing)?;
                return Ok(PasswordVerdict::Wrong);
            };
            let hash = PasswordHash::new(&stored).map_err(|error| Error::internal(error.to_string()))?;
            match argon2.verify_password(password.expose().as_bytes(), &hash) {
                Ok(()) if is_of(&argon2, &hash) => Ok(PasswordVerdict::Right),
                Ok(()) => Ok(PasswordVerdict::RightButOutdated),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(PasswordVerdict::Wrong),
                Err(error) => Err(hashing(error)),
            }
        })
        .await
    }

    async fn work<T, F>(&self, work: F) -> Result<T>
    where
        F: FnOnce() -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

fn hashing(error: argon2::password_hash::Error) -> Error {
    Error::internal(error.to_string())
}

/// Whether the hash was made with the parameters of `argon2`.
fn is_of(argon2: &Argon2<'_>, hash: &PasswordHash) -> bool {
    let current = argon2.params();
    let same_costs = Params::try_from(hash).is_ok_and(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost())
            == (current.m_cost(), current.t_cost(), current.p_cost())
    });
    same_costs
        && hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && hash.version == Some(Version::V0x13.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn passwords(iterations: u32) -> Passwords {
        let toml = format!(
            "[auth]\nargon2_memory_kib = 16\nargon2_iterations = {iterations}\nargon2_concurrency = 2"
        );
        Passwords::new(&Config::from_toml(&toml).expect("settings").auth).expect("parameters")
    }

    #[tokio::test]
    async fn right_wrong_and_nobody() {
        let passwords = passwords(1);
        let hash = passwords.hash("correct horse".into()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=16,t=1,p=1$"), "{hash}");
        let check = |stored, text: &str| passwords.check(stored, text.into());
        assert_eq!(
            check(Some(hash.clone()), "correct horse").await.expect("checked"),
            PasswordVerdict::Right
        );
        assert_eq!(check(Some(hash), "Correct horse").await.expect("checked"), PasswordVerdict::Wrong);
        assert_eq!(check(None, "correct horse").await.expect("checked"), PasswordVerdict::Wrong);
    }

    #[tokio::test]
    async fn a_hash_of_other_settings_is_outdated() {
        let hash = passwords(1).hash("correct horse".into()).await.expect("a hash");
        let verdict = passwords(2).check(Some(hash), "correct horse".into()).await.expect("checked");
        assert_eq!(verdict, PasswordVerdict::RightButOutdated);
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let passwords = passwords(1);
        let code =
            |text: &str| passwords.problem_of("password", &text.into(), &["13812341234"]).map(|e| e.code);
        assert_eq!(code("七个字的密码啊").as_deref(), Some("too_short"));
        assert_eq!(code("八个字的密码好了"), None);
        assert_eq!(code(&"好".repeat(128)), None);
        assert_eq!(code(&"好".repeat(129)).as_deref(), Some("too_long"));
        assert_eq!(code("13812341234").as_deref(), Some("too_easy"));
    }

    #[test]
    fn a_secret_is_not_shown() {
        assert_eq!(format!("{:?}", SecretText::from("hunter22")), "SecretText(…)");
    }
}
