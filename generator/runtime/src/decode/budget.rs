//! A limit to how often values are tried as one of several forms.
//!
//! A form that contains itself is tried at every depth once for each way in which all around it was tried, which doubles with
//! every level: a body of a hundred brackets could keep the server busy for years.

use std::cell::Cell;

/// Most attempts in one reading of an input.
const MOST_ATTEMPTS: u32 = 50_000;

thread_local! {
    static LEFT: Cell<u32> = const { Cell::new(MOST_ATTEMPTS) };
}

/// Begins the reading of an input; readings do not wait for anything, so that one thread has one at a time.
pub(super) fn begin() {
    LEFT.set(MOST_ATTEMPTS);
}

/// Counts an attempt; false when there were too many.
pub(super) fn take() -> bool {
    let left = LEFT.get();
    LEFT.set(left.saturating_sub(1));
    left > 0
}
