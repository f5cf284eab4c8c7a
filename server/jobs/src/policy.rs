//! How jobs of each type are run and kept. The figures are PeerTube's.

use std::time::Duration;

use peertube_kernel::job::JobType;

/// Most ended jobs of a type that are kept.
pub(crate) const MOST_KEPT: u64 = 10_000;
/// How long failed jobs are kept.
pub(crate) const FAILED_KEPT: Duration = hours(7 * 24);

/// How jobs of a type are run and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Runs at most, counting the first.
    pub attempts: i64,
    /// Runs of the type at once in one process.
    pub concurrency: usize,
    /// Longest run; none for no limit.
    pub time_limit: Option<Duration>,
    /// How long completed jobs are kept.
    pub completed_kept: Duration,
}

/// The policy of a type. What PeerTube leaves to the configuration has a default here that
/// [`Runner::concurrency`](crate::Runner::concurrency) and [`Runner::time_limit`](crate::Runner::time_limit) replace.
pub const fn policy(kind: JobType) -> Policy {
    use JobType as T;
    let (attempts, concurrency, time_limit) = match kind {
        T::ActivitypubHttpBroadcast | T::ActivitypubRefresher => (1, 1, Some(minutes(10))),
        T::ActivitypubHttpBroadcastParallel | T::ActivitypubHttpUnicast => {
            (1, 30, Some(minutes(10)))
        }
        T::ActivitypubHttpFetcher => (2, 3, Some(hours(10))),
        T::ActivitypubFollow => (5, 1, Some(minutes(10))),
        T::ActorKeys => (3, 1, Some(minutes(20))),
        T::Email => (5, 5, Some(minutes(10))),
        T::ActivitypubCleaner | T::VideoFileImport => (1, 1, Some(hours(1))),
        T::VideoImport => (1, 1, Some(hours(3))),
        T::VideoTranscoding => (1, 1, Some(hours(48))),
        T::TranscodingJobBuilder => (1, 1, Some(minutes(1))),
        T::VideoStudioEdition => (1, 1, Some(hours(10))),
        T::VideoLiveEnding => (1, 10, Some(minutes(10))),
        T::VideoRedundancy | T::ManageVideoTorrent => (1, 1, Some(hours(3))),
        T::MoveToObjectStorage | T::MoveToFileSystem => (3, 1, Some(hours(3))),
        T::VideosStats => (1, 1, None),
        T::VideoChannelImport => (1, 1, Some(hours(4))),
        T::AfterVideoChannelImport => (1, 1, Some(minutes(5))),
        T::GenerateVideoStoryboard => (1, 1, Some(hours(6))),
        T::Notify => (1, 5, Some(minutes(5))),
        T::FederateVideo => (1, 3, Some(minutes(5))),
        T::CreateUserExport | T::ImportUserArchive => (1, 1, Some(hours(24))),
        T::VideoTranscription => (2, 1, Some(hours(24))),
        T::BuildAutomaticTags => (1, 1, Some(minutes(30))),
    };
    let completed_kept = match kind {
        T::ActivitypubHttpBroadcastParallel => minutes(10),
        T::ActivitypubHttpUnicast => hours(1),
        T::VideosStats => hours(3),
        T::ActivitypubRefresher => hours(10),
        _ => hours(48),
    };
    Policy {
        attempts,
        concurrency,
        time_limit,
        completed_kept,
    }
}

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

const fn hours(count: u64) -> Duration {
    minutes(count * 60)
}
