//! Where the bytes of sessions lie: in the directory, or in a bucket.
//!
//! A session stays where it was begun. In the directory its bytes are one file that is written at exact offsets. In a
//! bucket they are objects that are written once and count only when the session's row names them, which is written by
//! the holder of the lock alone.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use peertube_objects::Staging;
use tokio::io::AsyncWriteExt as _;

use crate::attachments::{self, Attachment};
use crate::disk::Disk;
use crate::engine::Engine;
use crate::error::{Result, UploadError};
use crate::pieces::{self, Segment};
use crate::session::Session;
use crate::store::{Lease, SessionStore, Written};
use crate::target::{PieceFolder, Target};

/// What stands in the place of a session whose bytes are in a bucket.
const BUCKET: &str = "bucket";
/// Pieces that are fetched at the same time.
const FETCHES: usize = 4;

/// Where the bytes of one session lie.
pub(crate) enum Home<'a> {
    Directory(&'a Disk),
    Bucket(&'a Staging),
}

/// The bytes of a complete session as local files.
pub(crate) struct Gathered {
    pub(crate) file: PathBuf,
    pub(crate) attachments: Vec<Attachment>,
}

impl<S: SessionStore> Engine<S> {
    /// The place of new sessions.
    pub(crate) fn new_place(&self) -> String {
        match self.inner.config.bucket {
            Some(_) => BUCKET.to_owned(),
            None => self.inner.disk.identity().to_owned(),
        }
    }

    /// Where the session's bytes lie, if this server reaches them.
    pub(crate) fn home(&self, session: &Session) -> Result<Home<'_>> {
        let disk = &self.inner.disk;
        match session.place.as_deref() {
            Some(BUCKET) => match &self.inner.config.bucket {
                Some(staging) => Ok(Home::Bucket(staging)),
                None => Err(UploadError::Elsewhere),
            },
            None => Ok(Home::Directory(disk)),
            Some(identity) if identity == disk.identity() => Ok(Home::Directory(disk)),
            Some(_) => Err(UploadError::Elsewhere),
        }
    }

    /// What of the recorded offset is there.
    pub(crate) async fn stored(&self, session: &Session) -> Result<u64> {
        match self.home(session)? {
            Home::Directory(disk) => {
                let length = disk.length(session).await?;
                Ok(session.offset.min(length.unwrap_or(0)))
            }
            Home::Bucket(_) => Ok(session.offset),
        }
    }

    /// Makes room for a session, or for the newest attachments of one that is there.
    pub(crate) async fn furnish(
        &self,
        session: &Session,
        created: bool,
        attached: Vec<Attachment>,
    ) -> Result<()> {
        match self.home(session)? {
            Home::Directory(disk) => {
                disk.create(session).await?;
                Ok(attachments::replace(disk, session, attached).await?)
            }
            Home::Bucket(staging) => {
                attachments::replace_in_bucket(staging, session, created, attached).await
            }
        }
    }

    /// Opens the place for the holder of the lock, brought to what is acknowledged; nothing if it has vanished.
    pub(crate) async fn open_target(
        &self,
        session: &Session,
        lease: &Lease,
    ) -> Result<Option<(Target, u64)>> {
        match self.home(session)? {
            Home::Directory(disk) => {
                let (file, length) = match disk.open(session).await {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                    opened => opened?,
                };
                let target = Target::File(Arc::new(file));
                let stored = session.offset.min(length);
                if stored < length {
                    target.cut(stored).await?;
                }
                Ok(Some((target, stored)))
            }
            Home::Bucket(staging) => {
                let store = &self.inner.store;
                let stored = session.offset;
                if store.pieces_end(&session.id).await? > stored
                    && !store.cut_pieces(&session.id, &lease.token, stored).await?
                {
                    return Err(UploadError::Superseded { offset: stored });
                }
                let folder = PieceFolder {
                    staging: staging.clone(),
                    folder: session.folder(),
                    token: lease.token.clone(),
                };
                Ok(Some((Target::Pieces(Arc::new(folder)), stored)))
            }
        }
    }

    /// Names of pieces that hold nothing any more once this is recorded.
    pub(crate) async fn unneeded(
        &self,
        session: &Session,
        written: &Written,
    ) -> Result<Vec<String>> {
        let mut all = self.inner.store.pieces(&session.id).await?;
        all.extend_from_slice(&written.pieces);
        Ok(pieces::unneeded(&all, written.offset))
    }

    /// Removes objects that no row names (any more). If that fails they go with the session.
    pub(crate) async fn discard(&self, session: &Session, names: &[String]) {
        if let Ok(Home::Bucket(staging)) = self.home(session)
            && !names.is_empty()
            && let Err(error) = staging.delete(&session.folder(), names).await
        {
            tracing::warn!(%error, id = session.id, "needless pieces of an upload stay until it ends");
        }
    }

    /// Removes every byte of a session whose row is gone. What cannot be removed now is found by a later sweep, here or on
    /// the server that reaches it.
    pub(crate) async fn clear(&self, session: &Session) -> Result<()> {
        match self.home(session) {
            Ok(Home::Directory(disk)) => return Ok(disk.remove(session).await?),
            Ok(Home::Bucket(staging)) => {
                if let Err(error) = staging.remove(&session.folder()).await {
                    tracing::warn!(%error, id = session.id, "the data of an upload is removed later");
                }
            }
            Err(_) => {
                tracing::info!(id = session.id, "the data of an upload lies elsewhere");
            }
        }
        // What was fetched.
        Ok(self.inner.disk.remove(session).await?)
    }

    /// The bytes of a complete session as files; nothing if some have vanished.
    pub(crate) async fn gather(&self, session: &Session, token: &str) -> Result<Option<Gathered>> {
        let size = session.declared.size;
        match self.home(session)? {
            Home::Directory(disk) => {
                if disk.length(session).await?.unwrap_or(0) != size {
                    return Ok(None);
                }
                Ok(Some(Gathered {
                    file: disk.data(session),
                    attachments: attachments::list(disk, session).await?,
                }))
            }
            Home::Bucket(staging) => {
                self.check_space(size).await?;
                let directory = self.inner.disk.directory(session);
                tokio::fs::create_dir_all(&directory).await?;
                let file = directory.join(format!("fetched-{token}"));
                let pieces = self.inner.store.pieces(&session.id).await?;
                let segments = pieces::visible(&pieces, size);
                if !pieces::is_whole(&segments, size) {
                    return Ok(None);
                }
                if !fetch(staging, session, segments, &file).await? {
                    return Ok(None);
                }
                let attachments = attachments::fetch(staging, session, &directory).await?;
                Ok(Some(Gathered { file, attachments }))
            }
        }
    }

    /// Removes what was fetched of a session that is given back.
    pub(crate) async fn forget_fetched(&self, session: &Session) -> Result<()> {
        match self.home(session)? {
            Home::Directory(_) => Ok(()),
            Home::Bucket(_) => Ok(self.inner.disk.remove(session).await?),
        }
    }
}

/// Reads the segments into a file, in order; false if an object is not there.
async fn fetch(
    staging: &Staging,
    session: &Session,
    segments: Vec<Segment>,
    file: &std::path::Path,
) -> Result<bool> {
    let mut file = tokio::fs::File::create(file).await?;
    let folder = session.folder();
    let fetched = segments.into_iter().map(|segment| {
        let folder = folder.as_str();
        async move { read(staging, folder, segment).await }
    });
    let mut fetched = stream::iter(fetched).buffered(FETCHES);
    while let Some(content) = fetched.next().await {
        let Some(content) = content? else {
            return Ok(false);
        };
        file.write_all(&content).await?;
    }
    file.flush().await?;
    Ok(true)
}

async fn read(staging: &Staging, folder: &str, segment: Segment) -> Result<Option<Bytes>> {
    let wanted = segment.within.end - segment.within.start;
    let content = staging
        .get(folder, &segment.name, Some(segment.within))
        .await?;
    // A shorter object is none of ours.
    Ok(content.filter(|content| content.len() as u64 == wanted))
}
