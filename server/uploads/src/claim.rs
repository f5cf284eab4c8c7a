//! Giving a complete upload to the one caller that makes something of it.

use std::path::PathBuf;

use peertube_kernel::ids::UserId;
use tokio_util::task::AbortOnDropHandle;

use crate::attachments::{self, Attachment};
use crate::engine::Engine;
use crate::error::{Result, UploadError};
use crate::session::Session;
use crate::store::{Lease, SessionStore};

/// A complete upload in the hands of its only processor.
///
/// While it lives, its claim is renewed. To be given to [`Engine::finish`], [`Engine::abandon`] or
/// [`Engine::release`]; if it is just dropped, the upload can be claimed again when the lease runs out.
#[derive(Debug)]
pub struct CompletedUpload {
    /// The session's id.
    pub id: String,
    /// Whose it is.
    pub owner: UserId,
    /// The file with the uploaded bytes; may be moved away.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
    /// What the owner calls it.
    pub name: String,
    /// The file's name at the client.
    pub file_name: String,
    /// The media type that the client announced.
    pub content_type: String,
    /// The caller's own data from the newest init.
    pub metadata: String,
    /// Files given with the newest init; may be moved away.
    pub attachments: Vec<Attachment>,
    generation: String,
    token: String,
    renewal: AbortOnDropHandle<()>,
}

impl<S: SessionStore> Engine<S> {
    pub(crate) async fn take(&self, session: Session) -> Result<CompletedUpload> {
        let now = self.inner.context.now();
        let lease = self.lease(now);
        let claimed = self.inner.store.claim(&session.id, &lease, now).await?;
        let Some(session) = claimed else {
            return Err(self.why_not(&session).await?);
        };
        let length = self.inner.disk.length(&session).await?;
        if length.unwrap_or(0) != session.declared.size {
            // The bytes were taken away behind our back; nothing can be made of the session any more.
            let token = &lease.token;
            self.inner.store.remove_claimed(&session.id, token).await?;
            self.inner.disk.remove(&session).await?;
            return Err(UploadError::NotFound);
        }
        let attachments = attachments::list(&self.inner.disk, &session).await?;
        Ok(CompletedUpload {
            path: self.inner.disk.data(&session),
            id: session.id.clone(),
            owner: session.owner,
            size: session.declared.size,
            name: session.declared.name,
            file_name: session.declared.file_name,
            content_type: session.declared.content_type,
            metadata: session.declared.metadata,
            attachments,
            generation: session.generation,
            token: lease.token.clone(),
            renewal: self.renew(session.id, lease),
        })
    }

    async fn why_not(&self, session: &Session) -> Result<UploadError> {
        let Some(session) = self.inner.store.find(&session.id).await? else {
            return Ok(UploadError::NotFound);
        };
        Ok(if session.claimed(self.inner.context.now()) {
            self.processing()
        } else if session.complete() {
            UploadError::Locked
        } else {
            UploadError::Incomplete {
                offset: session.offset,
                size: session.declared.size,
            }
        })
    }

    fn renew(&self, id: String, mut lease: Lease) -> AbortOnDropHandle<()> {
        let engine = self.clone();
        let interval = self.inner.config.lease / 3;
        AbortOnDropHandle::new(tokio::spawn(async move {
            loop {
                tokio::time::sleep(interval).await;
                engine.extend(&mut lease);
                let renewed = engine
                    .inner
                    .store
                    .renew_claim(&id, &lease.token, lease.until)
                    .await;
                match renewed {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => tracing::warn!(%error, id, "cannot renew the claim of an upload"),
                }
            }
        }))
    }

    pub(crate) async fn forget(&self, upload: CompletedUpload) -> Result<()> {
        let CompletedUpload {
            id,
            generation,
            token,
            renewal,
            ..
        } = upload;
        let held = self.inner.store.remove_claimed(&id, &token).await?;
        drop(renewal);
        if !held {
            return Err(UploadError::NotFound);
        }
        self.inner.disk.remove_named(&id, &generation).await?;
        Ok(())
    }

    pub(crate) async fn give_back(&self, upload: CompletedUpload) -> Result<()> {
        let store = &self.inner.store;
        Ok(store.release_claim(&upload.id, &upload.token).await?)
    }
}
