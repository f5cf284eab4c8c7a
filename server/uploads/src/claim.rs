//! Giving a complete upload to the one caller that makes something of it.

use std::path::PathBuf;

use peertube_kernel::ids::UserId;
use tokio_util::task::AbortOnDropHandle;

use crate::attachments::Attachment;
use crate::engine::Engine;
use crate::error::{Result, UploadError};
use crate::home::Gathered;
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
    session: Session,
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
        let token = lease.token.clone();
        // From now on: to fetch the bytes may take long.
        let renewal = self.renew(session.id.clone(), lease);
        match self.gather(&session, &token).await {
            Ok(Some(gathered)) => Ok(completed(session, gathered, token, renewal)),
            Ok(None) => {
                // The bytes were taken away behind our back; nothing can be made of the session any more.
                self.inner.store.remove_claimed(&session.id, &token).await?;
                self.clear(&session).await?;
                Err(UploadError::NotFound)
            }
            Err(error) => {
                drop(renewal);
                let released = self.inner.store.release_claim(&session.id, &token).await;
                if let Err(error) = released
                    .map_err(UploadError::from)
                    .and(self.forget_fetched(&session).await)
                {
                    tracing::warn!(%error, id = session.id, "a claim of an upload was not given back");
                }
                Err(error)
            }
        }
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
            session,
            token,
            renewal,
            ..
        } = upload;
        let held = self.inner.store.remove_claimed(&session.id, &token).await?;
        drop(renewal);
        if !held {
            return Err(UploadError::NotFound);
        }
        self.clear(&session).await
    }

    pub(crate) async fn give_back(&self, upload: CompletedUpload) -> Result<()> {
        let CompletedUpload {
            session,
            token,
            renewal,
            ..
        } = upload;
        drop(renewal);
        self.inner.store.release_claim(&session.id, &token).await?;
        self.forget_fetched(&session).await
    }
}

fn completed(
    session: Session,
    gathered: Gathered,
    token: String,
    renewal: AbortOnDropHandle<()>,
) -> CompletedUpload {
    let declared = session.declared.clone();
    CompletedUpload {
        id: session.id.clone(),
        owner: session.owner,
        path: gathered.file,
        size: declared.size,
        name: declared.name,
        file_name: declared.file_name,
        content_type: declared.content_type,
        metadata: declared.metadata,
        attachments: gathered.attachments,
        session,
        token,
        renewal,
    }
}
