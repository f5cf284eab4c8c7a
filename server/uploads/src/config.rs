//! What can be configured.

use std::path::PathBuf;
use std::time::Duration;

use peertube_objects::Staging;

/// Limits, places and times of the engine.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the data is kept while an upload lasts, or, with a bucket, while a complete upload is made something of.
    /// Should lie on the file system of its destination, so that finishing is a rename. Several servers may share it, if a
    /// file that one of them has closed is seen whole by the others (as on NFS).
    pub directory: PathBuf,
    /// Where the data of new uploads is kept instead while they last; several servers share it without further ado.
    pub bucket: Option<Staging>,
    /// Name of this server among those that share the database; must stay the same over restarts. At start, locks and
    /// claims that this name left behind are broken.
    pub node: String,
    /// Sessions without a chunk for this long are deleted.
    pub idle_limit: Duration,
    /// How many open sessions one owner may have.
    pub sessions_per_owner: u32,
    /// The largest upload, in bytes.
    pub max_size: u64,
    /// Free space in bytes that a new upload must leave on the disk.
    pub keep_free: u64,
    /// How long a newer append waits for the current writer to let go.
    pub handover_wait: Duration,
    /// How long a writer or a claim holds without a sign of life. Signs are given at a third of it.
    pub lease: Duration,
    /// When to ask again about an upload that is being processed.
    pub retry_after: Duration,
    /// Bytes that one append collects in memory before they are written; it holds at most two such buffers.
    pub buffer: usize,
    /// The same for uploads in a bucket: bytes of the largest object that they are kept in.
    pub piece: usize,
    /// How often the data is looked for that no session knows: left behind by servers that died.
    pub sweep_every: Duration,
}

impl Config {
    /// The defaults, with data under `directory`.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            bucket: None,
            node: "local".to_owned(),
            idle_limit: Duration::from_secs(12 * 60 * 60),
            sessions_per_owner: 100,
            max_size: 5 << 40,
            keep_free: 64 << 20,
            handover_wait: Duration::from_secs(5),
            lease: Duration::from_secs(15),
            retry_after: Duration::from_secs(300),
            buffer: 512 << 10,
            piece: 4 << 20,
            sweep_every: Duration::from_secs(60 * 60),
        }
    }
}
