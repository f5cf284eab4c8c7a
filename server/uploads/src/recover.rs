//! Cleaning up after a crash, when the engine opens.

use crate::engine::Engine;
use crate::error::{Result, UploadError};
use crate::home::Home;
use crate::session::Session;
use crate::store::{SessionStore, Written};

/// Sessions that are read at once.
const PAGE: u32 = 200;

impl<S: SessionStore> Engine<S> {
    pub(crate) async fn recover(&self) -> Result<()> {
        self.inner
            .store
            .release_node(&self.inner.config.node)
            .await?;
        match self.sweep_if_due().await {
            // What is left is found later; nothing depends on it.
            Err(UploadError::Unavailable(error)) => {
                tracing::warn!(%error, "data of forgotten uploads is removed later");
            }
            swept => swept?,
        }
        let mut after = String::new();
        loop {
            let page = self.inner.store.page(&after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.id.clone();
            for session in &page {
                self.reconcile(session).await?;
            }
        }
    }

    /// Makes record and file agree on the smaller of both, as a writer: another server may write to the session now.
    async fn reconcile(&self, session: &Session) -> Result<()> {
        let now = self.inner.context.now();
        let Ok(Home::Directory(disk)) = self.home(session) else {
            return Ok(());
        };
        if session.locked(now) || session.claimed(now) {
            return Ok(());
        }
        match disk.length(session).await? {
            None if session.offset > 0 => {
                tracing::warn!(id = session.id, "an upload has lost its data");
                return match self.delete(session).await {
                    // Another server was quicker, or makes something of it right now.
                    Err(UploadError::NotFound | UploadError::Processing { .. }) => Ok(()),
                    deleted => deleted,
                };
            }
            Some(length) if length != session.offset => {}
            _ => return Ok(()),
        }
        let lease = self.lease(now);
        let store = &self.inner.store;
        let Some(session) = store.lock(&session.id, &lease, now).await? else {
            return Ok(());
        };
        let opened = self.open_target(&session, &lease).await;
        let offset = match &opened {
            Ok(Some((_, stored))) => *stored,
            _ => session.offset,
        };
        if offset < session.offset {
            tracing::warn!(id = session.id, offset, "an upload has lost its end");
        }
        let written = Written {
            offset,
            ..Written::default()
        };
        store
            .unlock(&session.id, &lease.token, &written, now)
            .await?;
        opened.map(drop)
    }
}
