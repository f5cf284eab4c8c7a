//! Access and refresh tokens: opaque for clients, stored as hashes.

use peertube_kernel::random::{self, Random};
use sha2::{Digest as _, Sha256};

/// Hexadecimal digits of a token.
const LENGTH: usize = 40;

/// A fresh token: 160 random bits in lower-case hexadecimal.
pub fn fresh(random: &dyn Random) -> String {
    random::hex(random, LENGTH)
}

/// What the database keeps of a token: its SHA-256 in hexadecimal.
///
/// A token has enough entropy of its own, so that neither salt nor a slow hash is needed.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use peertube_kernel::random::SystemRandom;

    #[test]
    fn tokens_are_forty_hex_digits_and_hashes_are_not_the_token() {
        let token = fresh(&SystemRandom);
        assert_eq!(token.len(), 40);
        assert_eq!(hash(&token).len(), 64);
        assert_ne!(hash(&token), hash(&fresh(&SystemRandom)));
    }
}
