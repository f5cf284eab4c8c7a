//! What a password must be.

use peertube_kernel::config::Config;
use peertube_kernel::error::Location;
use peertube_kernel::{Error, Result};
use peertube_web::passwords::{MAX_BYTES, MAX_LENGTH};

/// Whether a password is longer than any may be.
pub(crate) fn is_too_long(password: &str) -> bool {
    password.len() > MAX_BYTES || password.chars().count() > MAX_LENGTH
}

/// Refuses a password that is too short or too long.
pub(crate) fn check(config: &Config, password: &str) -> Result<()> {
    let shortest = usize::from(config.user.password_constraints.min_length);
    if password.chars().count() >= shortest && !is_too_long(password) {
        return Ok(());
    }
    Err(Error::invalid(
        Location::Body,
        "password",
        format!(
            "Should have {shortest} to {MAX_LENGTH} characters and at most {MAX_BYTES} bytes in UTF-8"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_and_bytes_are_counted() {
        let config = Config::default();
        let fits = |password: &str| check(&config, password).is_ok();
        assert!(!fits("1234567"));
        assert!(fits("12345678"));
        assert!(fits(&"x".repeat(50)));
        assert!(!fits(&"x".repeat(51)));
        assert!(fits(&"é".repeat(36)));
        assert!(!fits(&"é".repeat(37)));
        assert!(!fits(""));
    }
}
