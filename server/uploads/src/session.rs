//! A session as it is stored, and what callers are told about it.

use peertube_kernel::Timestamp;
use peertube_kernel::ids::UserId;

/// One unfinished upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Four groups of 16 hexadecimal digits.
    pub id: String,
    /// Random; tells this session from an earlier or later one with the same id.
    pub generation: String,
    /// Whose it is.
    pub owner: UserId,
    /// What it was declared with.
    pub declared: Declared,
    /// Bytes stored without a gap.
    pub offset: u64,
    /// Time of the start or of the newest chunk.
    pub touched: Timestamp,
    /// Who writes now.
    pub lock: Option<Lock>,
    /// Until when a completed upload is being processed.
    pub claimed_until: Option<Timestamp>,
    /// Where its bytes lie: `bucket`, or the identity of a directory. Nothing in sessions of earlier versions, whose bytes
    /// lie in the only directory there was.
    pub place: Option<String>,
}

/// What the owner said about the upload; a repeated init replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// What the upload is called by its owner.
    pub name: String,
    /// The name of the file at the client.
    pub file_name: String,
    /// The media type that the client announced.
    pub content_type: String,
    /// Bytes of the whole upload; the first chunk that knows better may lower it.
    pub size: u64,
    /// The caller's own data, JSON by convention; the engine never looks inside.
    pub metadata: String,
}

/// The writer of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Random name of the append that holds it.
    pub token: String,
    /// It is broken after this.
    pub until: Timestamp,
    /// When the append arrived; a later one may ask it to stop.
    pub since: Timestamp,
}

impl Session {
    /// The name of what holds its bytes, whichever place that is in.
    pub(crate) fn folder(&self) -> String {
        format!("{}.{}", self.id, self.generation)
    }

    pub(crate) fn complete(&self) -> bool {
        self.offset == self.declared.size
    }

    pub(crate) fn locked(&self, now: Timestamp) -> bool {
        self.lock.as_ref().is_some_and(|lock| lock.until > now)
    }

    pub(crate) fn claimed(&self, now: Timestamp) -> bool {
        self.claimed_until.is_some_and(|until| until > now)
    }
}

/// What [`crate::Engine::init`] found or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The session's id: four groups of 16 hexadecimal digits joined by `-`.
    pub id: String,
    /// Bytes that are stored already; 0 in a new session.
    pub offset: u64,
    /// Bytes of the whole upload.
    pub size: u64,
    /// Whether the session is new.
    pub created: bool,
}

/// What [`crate::Engine::status`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Bytes stored without a gap: where to go on.
    pub offset: u64,
    /// Bytes of the whole upload.
    pub size: u64,
    /// Whether the complete upload is being processed right now.
    pub processing: bool,
}

impl Status {
    /// Whether every byte is there.
    pub fn complete(&self) -> bool {
        self.offset == self.size
    }
}

/// What [`crate::Engine::append`] reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes stored without a gap: where to go on.
    pub offset: u64,
    /// Whether every byte is there, so that the upload can be claimed.
    pub complete: bool,
}
