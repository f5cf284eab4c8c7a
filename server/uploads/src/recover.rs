//! Cleaning up after a crash, when the engine opens.

use std::io;
use std::path::Path;

use crate::disk::blocking;
use crate::engine::Engine;
use crate::error::Result;
use crate::id;
use crate::session::Session;
use crate::store::SessionStore;

/// Sessions that are read at once.
const PAGE: u32 = 200;

impl<S: SessionStore> Engine<S> {
    pub(crate) async fn recover(&self) -> Result<()> {
        tokio::fs::create_dir_all(self.inner.disk.root()).await?;
        self.inner
            .store
            .release_node(&self.inner.config.node)
            .await?;
        self.remove_orphans().await?;
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

    /// Removes directories without a row. A row is there before its directory and goes before it, so a directory that
    /// was seen first and has no row now belongs to nobody, even while other servers work.
    async fn remove_orphans(&self) -> Result<()> {
        let root = self.inner.disk.root().to_owned();
        for (id, generation) in blocking(move || directories(&root)).await? {
            let session = self.inner.store.find(&id).await?;
            if session.is_none_or(|session| session.generation != generation) {
                tracing::info!(id, "removing the data of a forgotten upload");
                self.inner.disk.remove_named(&id, &generation).await?;
            }
        }
        Ok(())
    }

    /// Makes record and file agree on the smaller of both.
    async fn reconcile(&self, session: &Session) -> Result<()> {
        let now = self.inner.context.now();
        if session.locked(now) || session.claimed(now) {
            return Ok(());
        }
        let Some(length) = self.inner.disk.length(session).await? else {
            if session.offset > 0 {
                tracing::warn!(id = session.id, "an upload has lost its data");
                self.delete(session).await?;
            }
            return Ok(());
        };
        let offset = session.offset.min(length);
        if offset < session.offset {
            tracing::warn!(id = session.id, offset, "an upload has lost its end");
            self.inner
                .store
                .set_offset(&session.id, &session.generation, offset, now)
                .await?;
        }
        if offset < length {
            let path = self.inner.disk.data(session);
            let cut = blocking(move || {
                let file = std::fs::File::options().write(true).open(path)?;
                file.set_len(offset)
            });
            cut.await?;
        }
        Ok(())
    }
}

/// Ids and generations of the sessions that have a directory. Other things in there are not ours and stay.
fn directories(root: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root)? {
        let name = entry?.file_name();
        let parts = name.to_str().and_then(|name| name.split_once('.'));
        if let Some((id, generation)) = parts.filter(|(id, _)| id::well_formed(id)) {
            found.push((id.to_owned(), generation.to_owned()));
        }
    }
    Ok(found)
}
