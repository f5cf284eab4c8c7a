//! What can go wrong with a store, on demand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A way to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Answers with this status.
    Status(u16),
    /// Closes the connection without an answer.
    Disconnect,
    /// Answers late.
    Slow(Duration),
}

/// A fault and the requests that it befalls.
#[derive(Debug)]
struct Planned {
    /// Part of the request line, such as `PUT` or `partNumber=2`.
    request: String,
    fault: Fault,
    /// How many requests it befalls still.
    times: usize,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Arc<Mutex<Vec<Planned>>>);

impl Faults {
    pub(crate) fn plan(&self, request: &str, fault: Fault, times: usize) {
        self.0.lock().expect("no poison").push(Planned {
            request: request.to_owned(),
            fault,
            times,
        });
    }

    pub(crate) fn clear(&self) {
        self.0.lock().expect("no poison").clear();
    }

    /// The fault that befalls this request.
    pub(crate) fn befalling(&self, line: &str) -> Option<Fault> {
        let mut planned = self.0.lock().expect("no poison");
        let next = planned
            .iter_mut()
            .find(|planned| planned.times > 0 && line.contains(&planned.request))?;
        next.times -= 1;
        Some(next.fault)
    }
}
