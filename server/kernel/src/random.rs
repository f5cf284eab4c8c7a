//! Randomness behind a trait.

use rand::Rng as _;
use uuid::Uuid;

/// A source of random bytes.
pub trait Random: Send + Sync {
    /// Fills the buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// Cryptographically secure randomness, seeded by the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        rand::rng().fill_bytes(buffer);
    }
}

/// `length` lower-case hexadecimal digits.
pub fn hex(random: &dyn Random, length: usize) -> String {
    pick(random, b"0123456789abcdef", length)
}

/// `length` characters of `[a-z0-9]`.
pub fn lower_alphanumeric(random: &dyn Random, length: usize) -> String {
    pick(random, b"abcdefghijklmnopqrstuvwxyz0123456789", length)
}

/// `length` characters of `[a-zA-Z0-9]`.
pub fn alphanumeric(random: &dyn Random, length: usize) -> String {
    pick(
        random,
        b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        length,
    )
}

/// A random UUID, version 4.
pub fn uuid(random: &dyn Random) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Bytes that would favour the first letters are drawn again, so every letter is equally likely.
fn pick(random: &dyn Random, alphabet: &[u8], length: usize) -> String {
    let limit = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    let mut buffer = [0; 64];
    while text.len() < length {
        random.fill(&mut buffer);
        let wanted = length - text.len();
        let letters = buffer
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|byte| *byte < limit)
            .map(|byte| char::from(alphabet[byte % alphabet.len()]));
        text.extend(letters.take(wanted));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_alphabets() {
        let text = hex(&SystemRandom, 40);
        assert_eq!(text.len(), 40);
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        );
        let text = alphanumeric(&SystemRandom, 500);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(text.len(), 500);
        let text = lower_alphanumeric(&SystemRandom, 32);
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        );
    }

    #[test]
    fn uuids_are_version_4() {
        assert_eq!(uuid(&SystemRandom).get_version_num(), 4);
    }
}
