//! What a password must be.

use peertube_kernel::config::Config;
use peertube_kernel::error::Location;
use peertube_kernel::{Error, Result};
use peertube_web::passwords::wrong_length;

/// Refuses a password that is too short or too long.
pub(crate) fn check(config: &Config, password: &str) -> Result<()> {
    match wrong_length(&config.user.password_constraints, password) {
        None => Ok(()),
        Some(message) => Err(Error::invalid(Location::Body, "password", message)),
    }
}
