//! Ids of sessions: opaque, stable for the same file of the same owner, not to be guessed.

use hmac::{Hmac, KeyInit, Mac};
use peertube_kernel::Context;
use peertube_kernel::ids::UserId;
use sha2::{Digest, Sha256};

use crate::init::NewUpload;

/// Makes ids under the instance's secret.
pub(crate) struct Ids {
    mac: Hmac<Sha256>,
}

impl Ids {
    pub(crate) fn new(secret: &[u8]) -> Self {
        // Hashing first makes the key fit into the block whatever the secret's length, so making the MAC cannot fail.
        let mut key = [0; 64];
        key[..32].copy_from_slice(&Sha256::digest(secret));
        Self {
            mac: Hmac::new(&key.into()),
        }
    }

    /// Four groups of 16 hexadecimal digits joined by `-`. Random when the client did not say when the file was
    /// modified: then nothing tells it from another file of the same name and size.
    pub(crate) fn make(&self, owner: UserId, new: &NewUpload, context: &Context) -> String {
        let mut mac = self.mac.clone();
        let mut field = |bytes: &[u8]| {
            // Lengths keep neighbouring fields apart.
            mac.update(&(bytes.len() as u64).to_be_bytes());
            mac.update(bytes);
        };
        field(&owner.get().to_be_bytes());
        field(new.purpose.as_bytes());
        field(new.name.as_bytes());
        field(new.file_name.as_bytes());
        field(&new.size.to_be_bytes());
        match &new.last_modified {
            Some(time) => field(time.as_bytes()),
            None => {
                let mut nonce = [0; 32];
                context.random.fill(&mut nonce);
                field(b"random");
                field(&nonce);
            }
        }
        let hash = hex::encode(mac.finalize().into_bytes());
        [&hash[..16], &hash[16..32], &hash[32..48], &hash[48..]].join("-")
    }
}

/// Whether a text has the shape of an id.
pub(crate) fn well_formed(id: &str) -> bool {
    id.len() == 67
        && id
            .bytes()
            .enumerate()
            .all(|(index, byte)| match index % 17 {
                16 => byte == b'-',
                _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload() -> NewUpload {
        NewUpload {
            purpose: "video".to_owned(),
            name: "Title".to_owned(),
            file_name: "a.mp4".to_owned(),
            content_type: "video/mp4".to_owned(),
            size: 10,
            last_modified: Some("1700000000000".to_owned()),
            metadata: "{}".to_owned(),
            quota: None,
            attachments: Vec::new(),
        }
    }

    #[test]
    fn stable_and_well_formed() {
        let context = Context::system();
        let ids = Ids::new(b"secret");
        let id = ids.make(UserId::from(1), &upload(), &context);
        assert!(well_formed(&id), "{id}");
        assert_eq!(id, ids.make(UserId::from(1), &upload(), &context));
    }

    #[test]
    fn every_field_and_the_secret_count() {
        let context = Context::system();
        let ids = Ids::new(b"secret");
        let id = ids.make(UserId::from(1), &upload(), &context);
        let others = [
            Ids::new(b"other").make(UserId::from(1), &upload(), &context),
            ids.make(UserId::from(2), &upload(), &context),
            ids.make(
                UserId::from(1),
                &NewUpload {
                    purpose: "source".to_owned(),
                    ..upload()
                },
                &context,
            ),
            ids.make(
                UserId::from(1),
                &NewUpload {
                    name: "Titl".to_owned(),
                    file_name: "ea.mp4".to_owned(),
                    ..upload()
                },
                &context,
            ),
            ids.make(
                UserId::from(1),
                &NewUpload {
                    file_name: "b.mp4".to_owned(),
                    ..upload()
                },
                &context,
            ),
            ids.make(
                UserId::from(1),
                &NewUpload {
                    size: 11,
                    ..upload()
                },
                &context,
            ),
            ids.make(
                UserId::from(1),
                &NewUpload {
                    last_modified: Some("2".to_owned()),
                    ..upload()
                },
                &context,
            ),
        ];
        assert!(others.iter().all(|other| *other != id));
    }

    #[test]
    fn random_without_modification_time() {
        let context = Context::system();
        let ids = Ids::new(b"secret");
        let new = NewUpload {
            last_modified: None,
            ..upload()
        };
        assert_ne!(
            ids.make(UserId::from(1), &new, &context),
            ids.make(UserId::from(1), &new, &context)
        );
    }

    #[test]
    fn shapes() {
        assert!(!well_formed(""));
        assert!(!well_formed("../../../etc/passwd"));
        assert!(!well_formed(&"a".repeat(67)));
        assert!(!well_formed(&["A".repeat(16).as_str(); 4].join("-")));
        assert!(well_formed(&["0".repeat(16).as_str(); 4].join("-")));
    }
}
