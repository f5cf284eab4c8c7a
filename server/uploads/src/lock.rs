//! One writer per session: taking the lock, handing it over, keeping it alive.

use std::time::Duration;

use peertube_kernel::{Timestamp, random};
use tokio::time::Instant;

use crate::engine::Engine;
use crate::error::{Result, UploadError};
use crate::holders::HolderGuard;
use crate::session::{Lock, Session};
use crate::store::{Lease, SessionStore};

/// How often the lock is looked at while its holder is in another process.
const POLL: Duration = Duration::from_millis(100);

impl<S: SessionStore> Engine<S> {
    /// A fresh lease for a request that arrived at `since`.
    pub(crate) fn lease(&self, since: Timestamp) -> Lease {
        let context = &self.inner.context;
        Lease {
            token: random::hex(&*context.random, 32),
            node: self.inner.config.node.clone(),
            since,
            until: context.now().plus(self.inner.config.lease),
        }
    }

    /// The same lease, as of now.
    pub(crate) fn extend(&self, lease: &mut Lease) {
        lease.until = self.inner.context.now().plus(self.inner.config.lease);
    }

    /// How often a holder gives a sign of life: often enough to keep the lease, and to see a wish to stop in time.
    pub(crate) fn beat_interval(&self) -> Duration {
        let config = &self.inner.config;
        let interval = (config.lease / 3).min(config.handover_wait / 3);
        interval.max(Duration::from_millis(10))
    }

    /// Takes the writer's lock; asks the holder of an older request to let go and waits for it.
    pub(crate) async fn acquire(
        &self,
        id: &str,
        lease: &mut Lease,
    ) -> Result<(Session, HolderGuard)> {
        let store = &self.inner.store;
        // Known in this process before it holds the lock, so that nobody can meet a holder that cannot be reached.
        let guard = self.inner.holders.enter(lease.token.clone());
        let deadline = Instant::now() + self.inner.config.handover_wait;
        let mut asked = String::new();
        loop {
            self.extend(lease);
            let now = self.inner.context.now();
            if let Some(session) = store.lock(id, lease, now).await? {
                return Ok((session, guard));
            }
            let session = store.find(id).await?.ok_or(UploadError::NotFound)?;
            if session.claimed(now) {
                return Err(self.processing());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(UploadError::Locked);
            }
            if let Some(holder) = session.lock.filter(|lock| lock.until > now) {
                if holder.since > lease.since {
                    return Err(UploadError::Locked);
                }
                if holder.token != asked {
                    store.ask_to_stop(id, &holder.token).await?;
                }
                tokio::select! {
                    () = guard.stopped() => return Err(UploadError::Locked),
                    () = self.wait_for(&holder, left) => {}
                }
                asked = holder.token;
            }
        }
    }

    async fn wait_for(&self, holder: &Lock, left: Duration) {
        let holders = &self.inner.holders;
        if holders.contains(&holder.token) {
            holders.stop(&holder.token, left).await;
        } else {
            tokio::time::sleep(left.min(POLL)).await;
        }
    }
}
