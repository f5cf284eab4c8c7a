//! What the buckets hold.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its bytes.
    pub content: Bytes,
    /// Its media type.
    pub content_type: Option<String>,
    /// The canned ACL that was set.
    pub acl: Option<String>,
    pub(crate) etag: String,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// Objects by bucket and key.
    pub(crate) objects: BTreeMap<(String, String), Stored>,
    /// Uploads that are not completed, by id.
    pub(crate) uploads: BTreeMap<String, Upload>,
    made: u64,
}

#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) place: (String, String),
    pub(crate) content_type: Option<String>,
    pub(crate) parts: BTreeMap<i32, (String, Bytes)>,
}

impl State {
    /// A text that nothing else was given.
    pub(crate) fn unique(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}{:08x}", self.made)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Contents(Arc<Mutex<State>>);

impl Contents {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .expect("no test panics while it holds the lock")
    }
}
