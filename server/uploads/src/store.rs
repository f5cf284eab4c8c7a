//! What the engine needs of a database.

use std::future::Future;

use peertube_kernel::ids::UserId;
use peertube_kernel::{Result, Timestamp};
pub use peertube_store::upload_sessions::UploadLease as Lease;

use crate::session::{Declared, Session};

/// What became of a new session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is stored.
    Created,
    /// Its id is taken.
    Taken,
    /// Its owner has as many as allowed.
    TooMany,
}

/// What a writer learns when it gives a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Go on.
    Held,
    /// Go on, but let go soon: somebody waits.
    StopAsked,
    /// The session is gone, or somebody else holds it.
    Lost,
}

/// An object in a bucket that holds bytes of a session. Of those that overlap, the later ones hold the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where its first byte belongs.
    pub start: u64,
    /// Its bytes that count.
    pub length: u64,
    /// Its name in the folder of the session.
    pub name: String,
}

/// What a writer has to record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Bytes stored without a gap.
    pub offset: u64,
    /// New pieces, in the order of writing.
    pub pieces: Vec<Piece>,
    /// Names of pieces that hold no bytes any more.
    pub dropped: Vec<String>,
    /// Whether pieces may hold bytes behind the offset, which have to go.
    pub cut: bool,
}

/// Sessions in a database that several processes may share. Every method is one atomic step.
pub trait SessionStore: Send + Sync + 'static {
    /// Stores a new session unless its id is taken or its owner has `limit` sessions touched after `alive_after`.
    fn insert(
        &self,
        session: Session,
        limit: u32,
        alive_after: Timestamp,
    ) -> impl Future<Output = Result<Inserted>> + Send;

    /// The session with this id.
    fn find(&self, id: &str) -> impl Future<Output = Result<Option<Session>>> + Send;

    /// Replaces what was declared, unless the session is gone or claimed at `now`; tells whether it did.
    fn redeclare(
        &self,
        id: &str,
        generation: &str,
        declared: Declared,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Takes the writer's lock unless somebody holds it, or a claim is held, at `now`; gives the session as it is then.
    fn lock(
        &self,
        id: &str,
        lease: &Lease,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Session>>> + Send;

    /// Asks the writer `token` to let go.
    fn ask_to_stop(&self, id: &str, token: &str) -> impl Future<Output = Result<()>> + Send;

    /// A sign of life at `now` of the writer `lease.token`: extends its lock, stores its progress and the size.
    fn beat(
        &self,
        id: &str,
        lease: &Lease,
        written: &Written,
        size: u64,
        now: Timestamp,
    ) -> impl Future<Output = Result<Beat>> + Send;

    /// The writer `token` stores its progress and lets go; false if it did not hold the lock any more: then nothing is
    /// stored.
    fn unlock(
        &self,
        id: &str,
        token: &str,
        written: &Written,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// The pieces of a session, in the order of writing.
    fn pieces(&self, id: &str) -> impl Future<Output = Result<Vec<Piece>>> + Send;

    /// End of the bytes that the pieces of a session hold; 0 without any.
    fn pieces_end(&self, id: &str) -> impl Future<Output = Result<u64>> + Send;

    /// The writer `token` drops what pieces hold from `end` on; false if it does not hold the lock.
    fn cut_pieces(
        &self,
        id: &str,
        token: &str,
        end: u64,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Takes the claim of a complete session that nobody writes to or claims at `now`.
    fn claim(
        &self,
        id: &str,
        lease: &Lease,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Session>>> + Send;

    /// Extends the claim `token`; false if it is not held any more.
    fn renew_claim(
        &self,
        id: &str,
        token: &str,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Gives the claim `token` back.
    fn release_claim(&self, id: &str, token: &str) -> impl Future<Output = Result<()>> + Send;

    /// Deletes the session unless it is claimed at `now`; gives it as it was, nothing if it was not there or claimed.
    fn remove(
        &self,
        id: &str,
        generation: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Session>>> + Send;

    /// Deletes the session that is claimed by `token`; false if it is not.
    fn remove_claimed(&self, id: &str, token: &str) -> impl Future<Output = Result<bool>> + Send;

    /// Deletes up to `limit` sessions that were not touched after `idle_since` and are neither locked nor claimed at
    /// `now`; gives them as they were.
    fn remove_idle(
        &self,
        idle_since: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Session>>> + Send;

    /// Breaks all locks and claims of a node that has just started.
    fn release_node(&self, node: &str) -> impl Future<Output = Result<()>> + Send;

    /// All sessions of an owner.
    fn of_owner(&self, owner: UserId) -> impl Future<Output = Result<Vec<Session>>> + Send;

    /// Up to `limit` sessions with ids above `after`, in order of id.
    fn page(&self, after: &str, limit: u32) -> impl Future<Output = Result<Vec<Session>>> + Send;
}
