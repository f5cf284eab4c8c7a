//! The appends that run in this process, so that they can be asked to stop without going through the database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Stands for "nothing known yet".
const UNKNOWN: u64 = u64::MAX;

/// Running appends by their lock's token.
#[derive(Default)]
pub(crate) struct Holders {
    running: Mutex<HashMap<String, Arc<Holder>>>,
}

struct Holder {
    stop: CancellationToken,
    done: CancellationToken,
    offset: AtomicU64,
}

/// One running append; when it is dropped, those who wait for it go on.
pub(crate) struct HolderGuard {
    holders: Arc<Holders>,
    pub(crate) token: String,
    holder: Arc<Holder>,
}

impl Holders {
    pub(crate) fn enter(self: &Arc<Self>, token: String) -> HolderGuard {
        let holder = Arc::new(Holder {
            stop: CancellationToken::new(),
            done: CancellationToken::new(),
            offset: AtomicU64::new(UNKNOWN),
        });
        self.lock().insert(token.clone(), Arc::clone(&holder));
        HolderGuard {
            holders: Arc::clone(self),
            token,
            holder,
        }
    }

    /// Asks an append to stop and waits until it has, or until the time is over. Returns at once if it is not here.
    pub(crate) async fn stop(&self, token: &str, wait: Duration) {
        if let Some(holder) = self.get(token) {
            holder.stop.cancel();
            // Whoever waits looks again anyway; the outcome of the wait does not matter.
            let _ = tokio::time::timeout(wait, holder.done.cancelled()).await;
        }
    }

    pub(crate) async fn stop_all(&self) {
        let all: Vec<_> = self.lock().values().cloned().collect();
        for holder in &all {
            holder.stop.cancel();
        }
        for holder in &all {
            holder.done.cancelled().await;
        }
    }

    pub(crate) fn contains(&self, token: &str) -> bool {
        self.lock().contains_key(token)
    }

    /// What a running append has stored so far.
    pub(crate) fn offset(&self, token: &str) -> Option<u64> {
        let offset = self.get(token)?.offset.load(Ordering::Acquire);
        (offset != UNKNOWN).then_some(offset)
    }

    fn get(&self, token: &str) -> Option<Arc<Holder>> {
        self.lock().get(token).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Holder>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HolderGuard {
    /// Ends when the append shall stop.
    pub(crate) async fn stopped(&self) {
        self.holder.stop.cancelled().await;
    }

    /// Publishes what is stored without a gap.
    pub(crate) fn reached(&self, offset: u64) {
        self.holder.offset.store(offset, Ordering::Release);
    }
}

impl Drop for HolderGuard {
    fn drop(&mut self) {
        self.holders.lock().remove(&self.token);
        self.holder.done.cancel();
    }
}
