//! Files that were stored for rows that are not there yet.

use std::path::Path;

use peertube_kernel::Result;
use peertube_objects::{Key, Objects};

/// Remembers what was stored, so that it can be taken back when the rows cannot be written.
pub(crate) struct Stored<'a> {
    objects: &'a Objects,
    keys: Vec<Key>,
}

impl<'a> Stored<'a> {
    pub(crate) fn new(objects: &'a Objects) -> Self {
        Self {
            objects,
            keys: Vec::new(),
        }
    }

    /// Moves a file into its place.
    pub(crate) async fn put(&mut self, key: Key, source: &Path) -> Result<()> {
        // Noted first: a copy that failed half-way is to be removed, too.
        self.keys.push(key.clone());
        Ok(self.objects.put_file(&key, source).await?)
    }

    /// Stores a few bytes.
    pub(crate) async fn put_bytes(&mut self, key: Key, content: Vec<u8>) -> Result<()> {
        self.keys.push(key.clone());
        Ok(self.objects.put_bytes(&key, content).await?)
    }

    /// Gives the result on; what was stored is removed if it is an error.
    pub(crate) async fn settle<T>(self, result: Result<T>) -> Result<T> {
        if result.is_err()
            && let Err(error) = self.objects.delete_many(&self.keys).await
        {
            tracing::warn!(%error, "files of a failed upload were not removed");
        }
        result
    }
}
