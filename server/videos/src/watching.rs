//! When watching becomes a view.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use peertube_kernel::Timestamp;
use peertube_kernel::ids::VideoId;

/// Pieces of a video that are remembered of one viewer.
const SECTIONS: usize = 100;
/// A viewer without a sign of life for this long is forgotten.
const IDLE: Duration = Duration::from_secs(60 * 60);
/// How often those are looked for.
const SWEEP: Duration = Duration::from_secs(60);
/// Viewers that are remembered at most; more are not counted, so that made-up sessions cannot fill the memory.
const VIEWERS: usize = 100_000;

/// When a view counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Time that must be watched.
    pub(crate) after: Duration,
    /// Time after which the same viewer counts again.
    pub(crate) expiration: Duration,
}

impl Rule {
    /// Whether `watched` of `duration` seconds is enough: of videos shorter than the usual time, more than a half.
    fn enough(self, watched: i64, duration: i64) -> bool {
        let after = i64::try_from(self.after.as_secs()).unwrap_or(i64::MAX);
        if duration < after {
            watched * 2 > duration
        } else {
            watched >= after
        }
    }
}

/// One sign of a viewer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sign<'a> {
    /// What is watched.
    pub(crate) video: VideoId,
    /// Its length in seconds.
    pub(crate) duration: i64,
    /// Who watches.
    pub(crate) viewer: &'a str,
    /// Where, in seconds.
    pub(crate) position: i64,
    /// Whether the viewer jumped there.
    pub(crate) seek: bool,
}

/// Who has watched what of which video. Kept in memory.
#[derive(Debug, Default)]
pub(crate) struct Watching {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    viewers: HashMap<(VideoId, String), Viewer>,
    swept: Option<Timestamp>,
}

#[derive(Debug)]
struct Viewer {
    /// Start and end in seconds.
    sections: Vec<(i64, i64)>,
    seen: Timestamp,
    counted: Option<Timestamp>,
}

impl Watching {
    /// Notes where somebody is; whether that makes a view.
    pub(crate) fn note(&self, sign: Sign<'_>, rule: Rule, now: Timestamp) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sweep(now);
        let key = (sign.video, sign.viewer.to_owned());
        if state.viewers.len() >= VIEWERS && !state.viewers.contains_key(&key) {
            return false;
        }
        let viewer = state.viewers.entry(key).or_insert_with(|| Viewer {
            sections: Vec::new(),
            seen: now,
            counted: None,
        });
        viewer.seen = now;
        viewer.move_to(sign.position, sign.seek);
        let expired = viewer
            .counted
            .is_none_or(|counted| now.since(counted) >= rule.expiration);
        let counts = expired && rule.enough(viewer.watched(), sign.duration);
        if counts {
            viewer.counted = Some(now);
        }
        counts
    }
}

impl State {
    fn sweep(&mut self, now: Timestamp) {
        if self.swept.is_some_and(|swept| now.since(swept) < SWEEP) {
            return;
        }
        self.swept = Some(now);
        self.viewers
            .retain(|_, viewer| now.since(viewer.seen) < IDLE);
    }
}

impl Viewer {
    fn move_to(&mut self, position: i64, seek: bool) {
        if !seek
            && let Some((start, end)) = self.sections.last_mut()
            && position >= *start
        {
            *end = position;
        } else if self.sections.len() < SECTIONS {
            self.sections.push((position, position));
        }
    }

    fn watched(&self) -> i64 {
        self.sections.iter().map(|(start, end)| end - start).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        after: Duration::from_secs(10),
        expiration: Duration::from_secs(3600),
    };

    /// Signs of one viewer of a video of this length, all in the same second: whether each made a view.
    fn views(duration: i64, signs: &[(i64, bool)]) -> Vec<bool> {
        let watching = Watching::default();
        let note = |(position, seek): &(i64, bool)| {
            let sign = Sign {
                video: 1.into(),
                duration,
                viewer: "a",
                position: *position,
                seek: *seek,
            };
            watching.note(sign, RULE, Timestamp::from_millis(0))
        };
        signs.iter().map(note).collect()
    }

    #[test]
    fn ten_seconds_make_one_view() {
        let signs = [(0, false), (5, false), (10, false), (20, false)];
        assert_eq!(views(60, &signs), [false, false, true, false]);
    }

    #[test]
    fn jumping_is_not_watching() {
        let signs = [(0, false), (50, true), (54, false), (3, false), (9, false)];
        assert_eq!(views(60, &signs), [false, false, false, false, true]);
    }

    #[test]
    fn more_than_half_of_a_short_video() {
        assert_eq!(
            views(4, &[(0, false), (2, false), (3, false)]),
            [false, false, true]
        );
    }

    #[test]
    fn again_after_an_hour() {
        let watching = Watching::default();
        let at = |position, millis| {
            let sign = Sign {
                video: 1.into(),
                duration: 7200,
                viewer: "a",
                position,
                seek: false,
            };
            watching.note(sign, RULE, Timestamp::from_millis(millis))
        };
        assert!(!at(0, 0));
        assert!(at(10, 10_000));
        assert!(!at(1800, 1_800_000));
        assert!(at(3700, 3_700_000));
    }

    #[test]
    fn too_many_sections_are_dropped() {
        let signs: Vec<_> = (0..200).map(|position| (position, true)).collect();
        assert!(views(1000, &signs).iter().all(|counted| !counted));
    }
}
