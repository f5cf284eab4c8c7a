//! The facade: what an adapter calls.

use std::sync::{Arc, Mutex};

use futures_util::Stream;
use peertube_kernel::ids::UserId;
use peertube_kernel::{Context, Timestamp, random};

use crate::append::Append;
use crate::claim::CompletedUpload;
use crate::config::Config;
use crate::disk::Disk;
use crate::error::{ConflictReason, Result, UploadError};
use crate::holders::Holders;
use crate::id::{self, Ids};
use crate::init::NewUpload;
use crate::session::{Progress, Session, Started, Status};
use crate::store::SessionStore;

/// The upload engine over a store of sessions. Cheap to clone.
pub struct Engine<S> {
    pub(crate) inner: Arc<Inner<S>>,
}

impl<S> Clone for Engine<S> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

pub(crate) struct Inner<S> {
    pub(crate) config: Config,
    pub(crate) context: Context,
    pub(crate) store: S,
    pub(crate) disk: Disk,
    pub(crate) ids: Ids,
    pub(crate) holders: Arc<Holders>,
    /// When forgotten data was last looked for.
    pub(crate) swept: Mutex<Option<Timestamp>>,
}

impl<S: SessionStore> Engine<S> {
    /// Opens the engine and cleans up what a crash left: locks and claims of this node are broken, files without a
    /// session and sessions without their file are removed, and files are cut to the acknowledged offset.
    ///
    /// `secret` is the instance's own; ids of sessions are derived from it.
    pub async fn open(config: Config, secret: &[u8], context: Context, store: S) -> Result<Self> {
        let identity = random::hex(&*context.random, 32);
        let engine = Self {
            inner: Arc::new(Inner {
                disk: Disk::open_root(config.directory.clone(), identity).await?,
                swept: Mutex::default(),
                ids: Ids::new(secret),
                holders: Arc::default(),
                config,
                context,
                store,
            }),
        };
        engine.recover().await?;
        Ok(engine)
    }

    /// Starts an upload, or finds the one that the same owner started with the same purpose, name, file name, size and
    /// modification time; then its content type, metadata and attachments are replaced.
    ///
    /// Errors: `TooLarge`, `QuotaExceeded`, `NoSpace`, `TooManySessions`, `Elsewhere`, `Unavailable`.
    pub async fn init(&self, owner: UserId, new: NewUpload) -> Result<Started> {
        self.start(owner, new).await
    }

    /// Where to go on. Takes no lock and changes nothing; see the crate's promises.
    ///
    /// `total` is the client's idea of the size, if it gave one; a larger one than declared is a conflict.
    /// Errors: `MalformedId`, `NotFound`, `Forbidden`, `Conflict(TotalTooLarge)`, `Elsewhere`.
    pub async fn status(&self, owner: UserId, id: &str, total: Option<u64>) -> Result<Status> {
        let session = self.load(owner, id).await?;
        let offset = self.current_offset(&session).await?;
        let size = session.declared.size;
        if total.is_some_and(|total| total > size) {
            return Err(ConflictReason::TotalTooLarge.at(offset));
        }
        Ok(Status {
            offset,
            size,
            processing: session.claimed(self.inner.context.now()),
        })
    }

    /// Writes a chunk. See [`Append`] for how its fields are judged.
    ///
    /// The work goes on in a task of its own until the body ends or fails, so nothing received is lost when the
    /// returned future is dropped. A complete upload that nobody processes takes no more bytes and says again that it
    /// is complete.
    ///
    /// Errors: `MalformedId`, `NotFound` (also when it is cancelled meanwhile), `Forbidden`, `Conflict`, `Locked`,
    /// `UnsupportedChecksum`, `MalformedChecksum`, `ChecksumMismatch`, `Superseded`, `Interrupted`, `Processing`,
    /// `NoSpace`, `Elsewhere`, `Unavailable` (what was acknowledged is kept, and the upload can go on from there).
    pub async fn append<B, E>(
        &self,
        owner: UserId,
        id: &str,
        chunk: Append,
        body: B,
    ) -> Result<Progress>
    where
        B: Stream<Item = Result<bytes::Bytes, E>> + Send + 'static,
        E: std::fmt::Display + Send + 'static,
    {
        self.write(owner, id, chunk, body).await
    }

    /// Deletes an upload and every byte of it. An append of it that is running ends with `NotFound`.
    ///
    /// Errors: `MalformedId`, `NotFound`, `Forbidden`, `Processing` (it is complete and becomes something else now).
    pub async fn cancel(&self, owner: UserId, id: &str) -> Result<()> {
        let session = self.load(owner, id).await?;
        self.delete(&session).await
    }

    /// Deletes all uploads of an owner that are not being processed; for when the owner goes. Gives their number.
    pub async fn cancel_all(&self, owner: UserId) -> Result<u64> {
        let mut cancelled = 0;
        for session in self.inner.store.of_owner(owner).await? {
            match self.delete(&session).await {
                Ok(()) => cancelled += 1,
                Err(UploadError::NotFound | UploadError::Processing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(cancelled)
    }

    /// Takes a complete upload for processing; nobody else gets it until the claim is given back or, after a crash,
    /// runs out.
    ///
    /// Errors: `MalformedId`, `NotFound`, `Forbidden`, `Incomplete`, `Processing`, `Locked`, `NoSpace`,
    /// `Elsewhere`, `Unavailable`.
    pub async fn claim(&self, owner: UserId, id: &str) -> Result<CompletedUpload> {
        let session = self.load(owner, id).await?;
        self.take(session).await
    }

    /// The upload was used and its file moved away (or copied): forgets the session and deletes what is left of it.
    pub async fn finish(&self, upload: CompletedUpload) -> Result<()> {
        self.forget(upload).await
    }

    /// The upload is of no use: deletes its data and forgets the session.
    pub async fn abandon(&self, upload: CompletedUpload) -> Result<()> {
        self.forget(upload).await
    }

    /// Processing failed for a reason that will pass: gives the claim back, the upload stays complete.
    pub async fn release(&self, upload: CompletedUpload) -> Result<()> {
        self.give_back(upload).await
    }

    /// Deletes the sessions that were idle for too long, with their data, and from time to time the data that no session
    /// knows. Gives the number of sessions. To be called now and then.
    pub async fn expire(&self) -> Result<u64> {
        let removed = self.remove_idle().await?;
        self.sweep_if_due().await?;
        Ok(removed)
    }

    /// Ends all running appends at a stored offset; to be called when the server stops.
    pub async fn stop(&self) {
        self.inner.holders.stop_all().await;
    }

    /// The session, if it is there, alive and the owner's.
    pub(crate) async fn load(&self, owner: UserId, id: &str) -> Result<Session> {
        if !id::well_formed(id) {
            return Err(UploadError::MalformedId);
        }
        let session = self.inner.store.find(id).await?;
        let session = session.ok_or(UploadError::NotFound)?;
        if session.owner != owner {
            return Err(UploadError::Forbidden);
        }
        if self.idle(&session) {
            self.delete(&session).await?;
            return Err(UploadError::NotFound);
        }
        Ok(session)
    }

    /// What is stored without a gap, by the writer's own word if it is in this process, else by record and file.
    pub(crate) async fn current_offset(&self, session: &Session) -> Result<u64> {
        let live = session.lock.as_ref();
        if let Some(live) = live.and_then(|lock| self.inner.holders.offset(&lock.token)) {
            return Ok(live);
        }
        self.stored(session).await
    }

    /// Deletes row, running append and files, in this order.
    pub(crate) async fn delete(&self, session: &Session) -> Result<()> {
        let Inner {
            config,
            context,
            store,
            holders,
            ..
        } = &*self.inner;
        let removed = store
            .remove(&session.id, &session.generation, context.now())
            .await?;
        let Some(removed) = removed else {
            let now = store.find(&session.id).await?;
            return match now {
                Some(now) if now.generation == session.generation => Err(self.processing()),
                _ => Err(UploadError::NotFound),
            };
        };
        if let Some(lock) = &removed.lock {
            holders.stop(&lock.token, config.handover_wait).await;
        }
        self.clear(session).await
    }

    pub(crate) fn processing(&self) -> UploadError {
        UploadError::Processing {
            retry_after: self.inner.config.retry_after,
        }
    }
}
