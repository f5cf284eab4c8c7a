//! A clock that runs, and can be moved ahead.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use peertube_kernel::time::{Clock, SystemClock, Timestamp};

/// The machine's clock plus a distance that a test may make longer: a day passes when the test says so.
#[derive(Debug, Default)]
pub struct TravelClock {
    ahead_millis: AtomicU64,
}

impl TravelClock {
    /// Moves the clock ahead.
    pub fn advance(&self, by: Duration) {
        let millis =
            u64::try_from(by.as_millis()).expect("a distance of less than a geological age");
        self.ahead_millis.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TravelClock {
    fn now(&self) -> Timestamp {
        let ahead = self.ahead_millis.load(Ordering::SeqCst);
        SystemClock.now().plus(Duration::from_millis(ahead))
    }
}
