//! Who watches what right now.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use peertube_kernel::Timestamp;
use peertube_kernel::ids::VideoId;

/// How long somebody counts as watching after the last sign of it.
const PATIENCE: Duration = Duration::from_secs(120);

/// People who watch, by video. Kept in memory: after a restart everybody is counted anew within seconds.
#[derive(Debug, Default)]
pub struct Viewers {
    watching: Mutex<HashMap<VideoId, HashMap<String, Timestamp>>>,
}

/// Viewers of one video that are remembered at most; more are not counted, so that made-up sessions cannot fill the memory.
const VIEWERS: usize = 20_000;

impl Viewers {
    /// Notes that a viewer watches a video.
    pub fn note(&self, video: VideoId, viewer: &str, now: Timestamp) {
        let mut watching = self.lock();
        let viewers = watching.entry(video).or_default();
        if let Some(seen) = viewers.get_mut(viewer) {
            *seen = now;
        } else if viewers.len() < VIEWERS {
            viewers.insert(viewer.to_owned(), now);
        }
    }

    /// How many watch a video.
    pub fn count(&self, video: VideoId, now: Timestamp) -> i64 {
        let mut watching = self.lock();
        let Some(viewers) = watching.get_mut(&video) else {
            return 0;
        };
        viewers.retain(|_, seen| now.since(*seen) < PATIENCE);
        let count = i64::try_from(viewers.len()).unwrap_or(i64::MAX);
        if count == 0 {
            watching.remove(&video);
        }
        count
    }

    /// Forgets who went away, so that videos nobody asks for take no memory.
    pub fn forget_gone(&self, now: Timestamp) {
        self.lock().retain(|_, viewers| {
            viewers.retain(|_, seen| now.since(*seen) < PATIENCE);
            !viewers.is_empty()
        });
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<VideoId, HashMap<String, Timestamp>>> {
        self.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn viewers_count_once_and_for_two_minutes() {
        let viewers = Viewers::default();
        let start = Timestamp::from_millis(0);
        let video = VideoId::from(1);
        viewers.note(video, "a", start);
        viewers.note(video, "a", start);
        viewers.note(video, "b", start.plus(PATIENCE / 2));
        assert_eq!(viewers.count(video, start.plus(PATIENCE / 2)), 2);
        assert_eq!(viewers.count(2.into(), start), 0);
        assert_eq!(viewers.count(video, start.plus(PATIENCE)), 1);
        viewers.forget_gone(start.plus(PATIENCE * 2));
        assert_eq!(viewers.count(video, start), 0);
    }

    #[test]
    fn made_up_viewers_are_not_all_remembered() {
        let viewers = Viewers::default();
        let (video, now) = (VideoId::from(1), Timestamp::from_millis(0));
        for number in 0..VIEWERS + 10 {
            viewers.note(video, &number.to_string(), now);
        }
        assert_eq!(viewers.count(video, now), i64::try_from(VIEWERS).unwrap());
    }
}
