//! Removing data that no session knows: of sessions that were deleted while a server wrote to them, and died.

use std::sync::PoisonError;

use crate::engine::Engine;
use crate::error::Result;
use crate::id;
use crate::store::SessionStore;

impl<S: SessionStore> Engine<S> {
    pub(crate) async fn sweep_if_due(&self) -> Result<()> {
        let now = self.inner.context.now();
        let before = now.minus(self.inner.config.sweep_every);
        {
            let mut swept = self
                .inner
                .swept
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if swept.is_some_and(|swept| swept > before) {
                return Ok(());
            }
            *swept = Some(now);
        }
        self.sweep().await
    }

    /// A row is there before its data and goes before it, so data that was seen first and has no row now belongs to nobody,
    /// even while other servers work.
    async fn sweep(&self) -> Result<()> {
        let disk = &self.inner.disk;
        for folder in self.forgotten(disk.names().await?).await? {
            tracing::info!(folder, "removing the data of a forgotten upload");
            disk.remove_named(&folder).await?;
        }
        let Some(staging) = &self.inner.config.bucket else {
            return Ok(());
        };
        for folder in self.forgotten(staging.folders().await?).await? {
            tracing::info!(folder, "removing the pieces of a forgotten upload");
            staging.remove(&folder).await?;
        }
        Ok(())
    }

    /// Those of the names that are folders of sessions without a row. Other things are not ours and stay.
    async fn forgotten(&self, names: Vec<String>) -> Result<Vec<String>> {
        let mut forgotten = Vec::new();
        for name in names {
            let Some((id, generation)) = name.split_once('.') else {
                continue;
            };
            if !id::well_formed(id) {
                continue;
            }
            let session = self.inner.store.find(id).await?;
            if session.is_none_or(|session| session.generation != generation) {
                forgotten.push(name);
            }
        }
        Ok(forgotten)
    }
}
