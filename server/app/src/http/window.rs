//! Counting requests in fixed windows.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Keys that are counted at a time before those whose window is over are thrown away the first time.
const SWEEP: usize = 4096;
/// Keys that are counted at most. When most of them are still in their window all begin anew: who has that many addresses is
/// not held up by a limit for each, and must not fill the memory.
const MOST: usize = 1 << 18;

/// How a key stands after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The request is within the limit.
    pub(crate) admitted: bool,
    /// Requests a window.
    pub(crate) limit: u32,
    /// Requests left in this window.
    pub(crate) remaining: u32,
    /// When the window ends, in ms of the clock.
    pub(crate) ends: i64,
}

/// Counters by key. A window begins with the first request and ends after its length.
#[derive(Debug)]
pub(crate) struct Windows<K> {
    max: u32,
    length: i64,
    state: Mutex<State<K>>,
}

#[derive(Debug)]
struct State<K> {
    counters: HashMap<K, Counter>,
    /// Number of counters at which the next sweep is due: twice what the last one left, so that each request pays for a
    /// few counters only.
    sweep_at: usize,
}

#[derive(Debug, Clone, Copy)]
struct Counter {
    ends: i64,
    count: u32,
}

impl<K: Hash + Eq> Windows<K> {
    pub(crate) fn new(max: u32, length: Duration) -> Self {
        Self {
            max,
            length: i64::try_from(length.as_millis()).unwrap_or(i64::MAX),
            state: Mutex::new(State {
                counters: HashMap::new(),
                sweep_at: SWEEP,
            }),
        }
    }

    /// Counts a request at `now` (ms).
    pub(crate) fn count(&self, key: K, now: i64) -> Standing {
        let mut state = self.lock();
        state.make_room(now);
        let fresh = Counter {
            ends: now.saturating_add(self.length),
            count: 0,
        };
        let counter = state.counters.entry(key).or_insert(fresh);
        if counter.ends <= now {
            *counter = fresh;
        }
        counter.count = counter.count.saturating_add(1);
        self.standing(counter.ends, counter.count)
    }

    /// Says how a request at `now` would stand, without counting it.
    pub(crate) fn peek(&self, key: &K, now: i64) -> Standing {
        let current = self.lock().counters.get(key).copied();
        match current.filter(|counter| counter.ends > now) {
            Some(counter) => self.standing(counter.ends, counter.count.saturating_add(1)),
            None => self.standing(now.saturating_add(self.length), 1),
        }
    }

    fn standing(&self, ends: i64, count: u32) -> Standing {
        Standing {
            admitted: count <= self.max,
            limit: self.max,
            remaining: self.max.saturating_sub(count),
            ends,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<K>> {
        // A counter is whole after every statement, so a panic elsewhere leaves nothing broken behind.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq> State<K> {
    fn make_room(&mut self, now: i64) {
        if self.counters.len() >= self.sweep_at {
            self.counters.retain(|_, counter| counter.ends > now);
            if self.counters.len() > MOST / 2 {
                self.counters = HashMap::new();
            }
            self.sweep_at = (self.counters.len() * 2).clamp(SWEEP, MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_fill_and_begin_anew() {
        let windows = Windows::new(2, Duration::from_secs(10));
        assert_eq!(windows.count("a", 0).remaining, 1);
        let second = windows.count("a", 5_000);
        assert!(second.admitted);
        assert_eq!((second.remaining, second.ends), (0, 10_000));
        assert!(!windows.peek(&"a", 9_000).admitted);
        assert!(!windows.count("a", 9_999).admitted);
        assert!(windows.count("b", 9_999).admitted);
        let fresh = windows.count("a", 10_000);
        assert!(fresh.admitted);
        assert_eq!(fresh.ends, 20_000);
    }

    #[test]
    fn there_is_a_most_of_counters() {
        let windows = Windows::new(1, Duration::from_secs(1));
        for key in 0..=MOST {
            assert!(windows.count(key, 0).admitted);
        }
        assert_eq!(windows.lock().counters.len(), 1);
        assert!(!windows.count(MOST, 0).admitted);
    }

    #[test]
    fn counters_of_the_past_are_thrown_away() {
        let windows = Windows::new(1, Duration::from_secs(1));
        for key in 0..SWEEP {
            windows.count(key, 0);
        }
        windows.count(SWEEP, 5_000);
        assert_eq!(windows.lock().counters.len(), 1);
    }
}
