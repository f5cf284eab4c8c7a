//! Checksums over one chunk.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::error::{Result, UploadError};

/// What a chunk must hash to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checksum {
    algorithm: Algorithm,
    expected: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
}

impl Checksum {
    /// Reads `algorithm=base64`; of several separated by commas only the last counts.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let last = text.rsplit(',').next().unwrap_or_default().trim();
        let (name, value) = last.split_once('=').ok_or(UploadError::MalformedChecksum)?;
        let (algorithm, length) = match name.trim().to_ascii_lowercase().as_str() {
            "md5" => (Algorithm::Md5, 16),
            "sha" | "sha1" => (Algorithm::Sha1, 20),
            "sha-256" => (Algorithm::Sha256, 32),
            _ => return Err(UploadError::UnsupportedChecksum),
        };
        match STANDARD.decode(value.trim()) {
            Ok(expected) if expected.len() == length => Ok(Self {
                algorithm,
                expected,
            }),
            _ => Err(UploadError::MalformedChecksum),
        }
    }

    pub(crate) fn hasher(&self) -> Hasher {
        match self.algorithm {
            Algorithm::Md5 => Hasher::Md5(Md5::new()),
            Algorithm::Sha1 => Hasher::Sha1(Sha1::new()),
            Algorithm::Sha256 => Hasher::Sha256(Sha256::new()),
        }
    }

    pub(crate) fn matches(&self, hasher: Hasher) -> bool {
        hasher.finish() == self.expected
    }
}

/// A running hash.
pub(crate) enum Hasher {
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(hash) => hash.update(bytes),
            Self::Sha1(hash) => hash.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Md5(hash) => hash.finalize().to_vec(),
            Self::Sha1(hash) => hash.finalize().to_vec(),
            Self::Sha256(hash) => hash.finalize().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Hashes of "hello", from the command line tools.
    const MD5: &str = "md5=XUFAKrxLKna5cZ2REBfFkg==";
    const SHA1: &str = "qvTGHdzF6KLavt4PO0gs2a6pQ00=";
    const SHA256: &str = "sha-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";

    fn check(text: &str, content: &[u8]) -> bool {
        let checksum = Checksum::parse(text).unwrap();
        let mut hasher = checksum.hasher();
        hasher.update(content);
        checksum.matches(hasher)
    }

    #[test]
    fn known_values() {
        for text in [MD5, SHA256, &format!("sha={SHA1}"), &format!("SHA1={SHA1}")] {
            assert!(check(text, b"hello"), "{text}");
            assert!(!check(text, b"hellO"), "{text}");
        }
    }

    #[test]
    fn last_of_several() {
        assert!(check(&format!("sha-512=AAAA, {MD5}"), b"hello"));
        assert!(matches!(
            Checksum::parse(&format!("{MD5},sha-512=AAAA")),
            Err(UploadError::UnsupportedChecksum)
        ));
    }

    #[test]
    fn malformed() {
        for text in [
            "",
            "md5",
            "md5=",
            "md5=!!!!",
            "md5=aGVsbG8=",
            "sha-256=XUFAKrxLKna5cZ2REBfFkg==",
        ] {
            assert!(
                matches!(Checksum::parse(text), Err(UploadError::MalformedChecksum)),
                "{text}"
            );
        }
    }
}
