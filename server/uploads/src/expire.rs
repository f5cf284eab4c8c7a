//! Deleting sessions that nobody goes on with.

use peertube_kernel::Timestamp;

use crate::engine::Engine;
use crate::error::Result;
use crate::session::Session;
use crate::store::SessionStore;

/// Sessions that are deleted in one statement.
const BATCH: u32 = 100;

impl<S: SessionStore> Engine<S> {
    /// Whether the session may be deleted for being idle.
    pub(crate) fn idle(&self, session: &Session) -> bool {
        let now = self.inner.context.now();
        session.touched <= self.idle_since(now) && !session.locked(now) && !session.claimed(now)
    }

    pub(crate) async fn remove_idle(&self) -> Result<u64> {
        let mut removed = 0;
        loop {
            let now = self.inner.context.now();
            let idle_since = self.idle_since(now);
            let batch = self.inner.store.remove_idle(idle_since, now, BATCH).await?;
            if batch.is_empty() {
                return Ok(removed);
            }
            for session in batch {
                self.clear(&session).await?;
                removed += 1;
            }
        }
    }

    fn idle_since(&self, now: Timestamp) -> Timestamp {
        now.minus(self.inner.config.idle_limit)
    }
}
