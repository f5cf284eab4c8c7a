//! Time and randomness as parameters, so that tests can hold them still.

use std::sync::Arc;

use uuid::Uuid;

use crate::random::{Random, SystemRandom};
use crate::time::{Clock, SystemClock, Timestamp};

/// The clock and the randomness of a running server. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where tokens and names come from.
    pub random: Arc<dyn Random>,
}

impl Context {
    /// The machine's clock and the operating system's randomness.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        }
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh random UUID, version 4.
    pub fn uuid(&self) -> Uuid {
        crate::random::uuid(&*self.random)
    }
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").finish_non_exhaustive()
    }
}
