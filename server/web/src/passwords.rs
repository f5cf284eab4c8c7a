//! Passwords: argon2id hashes, made and checked off the async threads.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use peertube_kernel::config::PasswordConstraints;
use peertube_kernel::{Error, Result};
use tokio::sync::Semaphore;

/// Most characters of a password.
pub const MAX_LENGTH: usize = 50;
/// Most bytes of a password in UTF-8: what PeerTube's hash can hold. The limit stays, so that users can move between
/// servers.
pub const MAX_BYTES: usize = 72;

/// Whether a password is longer than any may be.
pub fn is_too_long(password: &str) -> bool {
    password.len() > MAX_BYTES || password.chars().count() > MAX_LENGTH
}

/// What is wrong with the length of a password, if anything is.
pub fn wrong_length(constraints: &PasswordConstraints, password: &str) -> Option<String> {
    let shortest = usize::from(constraints.min_length);
    if password.chars().count() >= shortest && !is_too_long(password) {
        return None;
    }
    Some(format!(
        "Should have {shortest} to {MAX_LENGTH} characters and at most {MAX_BYTES} bytes in UTF-8"
    ))
}

/// What one hash costs.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Cost {
    /// The recommendation of OWASP for argon2id: 19 MiB, two passes, one lane.
    pub const STANDARD: Self = Self {
        memory: 19 * 1024,
        passes: 2,
    };

    /// As little as argon2 allows: for tests, which log in thousands of times.
    pub const CHEAP: Self = Self {
        memory: 8,
        passes: 1,
    };
}

/// Hashes and verifies passwords. Cheap to clone.
///
/// At most two run at a time: each takes the memory of [`Cost`], and an instance must stay small while it is attacked.
#[derive(Debug, Clone)]
pub struct Passwords {
    cost: Cost,
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// A hasher of this cost.
    pub fn new(cost: Cost) -> Self {
        Self {
            cost,
            turns: Arc::new(Semaphore::new(2)),
        }
    }

    /// The PHC string of the password, with a salt of its own.
    ///
    /// # Errors
    /// Internal, when the operating system gives no randomness.
    pub async fn hash(&self, password: String) -> Result<String> {
        let cost = self.cost;
        self.off_thread(move || {
            let hash = hasher(cost)?.hash_password(password.as_bytes());
            Ok(hash
                .map_err(|e| Error::internal(e.to_string()))?
                .to_string())
        })
        .await
    }

    /// Whether the password is the one that was hashed. A hash that cannot be read matches nothing.
    ///
    /// # Errors
    /// Internal, when the work could not be done.
    pub async fn verify(&self, password: String, hash: String) -> Result<bool> {
        self.off_thread(move || {
            // Cost and salt are those that the hash names.
            let Ok(parsed) = PasswordHash::new(&hash) else {
                return Ok(false);
            };
            Ok(Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok())
        })
        .await
    }

    /// Spends the time of a verification, so that a login of nobody takes as long as one with a wrong password.
    ///
    /// # Errors
    /// Internal, when the work could not be done.
    pub async fn verify_nobody(&self, password: String) -> Result<()> {
        self.hash(password).await.map(drop)
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(Error::internal)?
    }
}

fn hasher(cost: Cost) -> Result<Argon2<'static>> {
    let params = Params::new(cost.memory, cost.passes, 1, None)
        .map_err(|e| Error::internal(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_bytes_are_counted() {
        let constraints = PasswordConstraints::default();
        let fits = |password: &str| wrong_length(&constraints, password).is_none();
        assert!(!fits("1234567"));
        assert!(fits("12345678"));
        assert!(fits(&"x".repeat(50)));
        assert!(!fits(&"x".repeat(51)));
        assert!(fits(&"é".repeat(36)));
        assert!(!fits(&"é".repeat(37)));
        assert!(!fits(""));
    }

    #[tokio::test]
    async fn only_the_right_password_matches() {
        let passwords = Passwords::new(Cost::CHEAP);
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(
            passwords
                .verify("correct horse".into(), hash.clone())
                .await
                .unwrap()
        );
        assert!(!passwords.verify("battery".into(), hash).await.unwrap());
        assert!(
            !passwords
                .verify("battery".into(), "garbage".into())
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn two_hashes_of_one_password_differ() {
        let passwords = Passwords::new(Cost::CHEAP);
        let one = passwords.hash("same".into()).await.unwrap();
        let two = passwords.hash("same".into()).await.unwrap();
        assert_ne!(one, two);
    }
}
