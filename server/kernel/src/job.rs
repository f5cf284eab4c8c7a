//! Fixed values of background jobs: their types and states.

/// What a job does. The names are PeerTube's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobType {
    /// One activity to many inboxes, one after the other.
    ActivitypubHttpBroadcast,
    /// One activity to many inboxes at once.
    ActivitypubHttpBroadcastParallel,
    /// One activity to one inbox.
    ActivitypubHttpUnicast,
    /// Reads a remote collection.
    ActivitypubHttpFetcher,
    /// Follows a remote actor.
    ActivitypubFollow,
    /// Removes what is gone at its origin.
    ActivitypubCleaner,
    /// Reads a remote object again.
    ActivitypubRefresher,
    /// Makes the keys of an actor.
    ActorKeys,
    /// Sends a mail.
    Email,
    /// Adds a file from the disk to a video.
    VideoFileImport,
    /// Fetches a video from elsewhere.
    VideoImport,
    /// Copies videos of other instances.
    VideoRedundancy,
    /// Makes or changes a torrent.
    ManageVideoTorrent,
    /// Makes a file of a resolution.
    VideoTranscoding,
    /// Decides on what is to be transcoded.
    TranscodingJobBuilder,
    /// Ends a live.
    VideoLiveEnding,
    /// Cuts a video.
    VideoStudioEdition,
    /// Moves files to object storage.
    MoveToObjectStorage,
    /// Moves files to the local disk.
    MoveToFileSystem,
    /// Fetches a channel from elsewhere.
    VideoChannelImport,
    /// Ends the fetching of a channel.
    AfterVideoChannelImport,
    /// Writes collected figures of views.
    VideosStats,
    /// Tells subscribers.
    Notify,
    /// Tells other instances of a video.
    FederateVideo,
    /// Makes the preview pictures of a video.
    GenerateVideoStoryboard,
    /// Packs what belongs to a user.
    CreateUserExport,
    /// Unpacks what belongs to a user.
    ImportUserArchive,
    /// Writes captions of speech.
    VideoTranscription,
    /// Tags comments and videos by the user's rules.
    BuildAutomaticTags,
}

impl JobType {
    /// Every type, in the order of PeerTube's list.
    pub const ALL: &'static [Self] = &[
        Self::ActivitypubHttpBroadcast,
        Self::ActivitypubHttpBroadcastParallel,
        Self::ActivitypubHttpUnicast,
        Self::ActivitypubHttpFetcher,
        Self::ActivitypubFollow,
        Self::ActivitypubCleaner,
        Self::ActivitypubRefresher,
        Self::ActorKeys,
        Self::Email,
        Self::VideoFileImport,
        Self::VideoImport,
        Self::VideoRedundancy,
        Self::ManageVideoTorrent,
        Self::VideoTranscoding,
        Self::TranscodingJobBuilder,
        Self::VideoLiveEnding,
        Self::VideoStudioEdition,
        Self::MoveToObjectStorage,
        Self::MoveToFileSystem,
        Self::VideoChannelImport,
        Self::AfterVideoChannelImport,
        Self::VideosStats,
        Self::Notify,
        Self::FederateVideo,
        Self::GenerateVideoStoryboard,
        Self::CreateUserExport,
        Self::ImportUserArchive,
        Self::VideoTranscription,
        Self::BuildAutomaticTags,
    ];

    /// Name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ActivitypubHttpBroadcast => "activitypub-http-broadcast",
            Self::ActivitypubHttpBroadcastParallel => "activitypub-http-broadcast-parallel",
            Self::ActivitypubHttpUnicast => "activitypub-http-unicast",
            Self::ActivitypubHttpFetcher => "activitypub-http-fetcher",
            Self::ActivitypubFollow => "activitypub-follow",
            Self::ActivitypubCleaner => "activitypub-cleaner",
            Self::ActivitypubRefresher => "activitypub-refresher",
            Self::ActorKeys => "actor-keys",
            Self::Email => "email",
            Self::VideoFileImport => "video-file-import",
            Self::VideoImport => "video-import",
            Self::VideoRedundancy => "video-redundancy",
            Self::ManageVideoTorrent => "manage-video-torrent",
            Self::VideoTranscoding => "video-transcoding",
            Self::TranscodingJobBuilder => "transcoding-job-builder",
            Self::VideoLiveEnding => "video-live-ending",
            Self::VideoStudioEdition => "video-studio-edition",
            Self::MoveToObjectStorage => "move-to-object-storage",
            Self::MoveToFileSystem => "move-to-file-system",
            Self::VideoChannelImport => "video-channel-import",
            Self::AfterVideoChannelImport => "after-video-channel-import",
            Self::VideosStats => "videos-stats",
            Self::Notify => "notify",
            Self::FederateVideo => "federate-video",
            Self::GenerateVideoStoryboard => "generate-video-storyboard",
            Self::CreateUserExport => "create-user-export",
            Self::ImportUserArchive => "import-user-archive",
            Self::VideoTranscription => "video-transcription",
            Self::BuildAutomaticTags => "build-automatic-tags",
        }
    }

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// Whether an administrator may stop a running job of this type.
    pub const fn can_be_cancelled(self) -> bool {
        matches!(
            self,
            Self::VideoTranscoding
                | Self::VideoTranscription
                | Self::VideoStudioEdition
                | Self::GenerateVideoStoryboard
        )
    }
}

/// Where a job is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JobState {
    /// Runs as soon as its time has come and a worker is free.
    Waiting = 1,
    /// A worker is at it.
    Active = 2,
    /// Done.
    Completed = 3,
    /// Given up.
    Failed = 4,
    /// Waits for the end of other jobs.
    WaitingChildren = 5,
}

impl JobState {
    /// All states, by number.
    pub const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Active,
        Self::Completed,
        Self::Failed,
        Self::WaitingChildren,
    ];

    /// Number in the database.
    pub const fn id(self) -> i64 {
        self as i64
    }

    /// The state with this number.
    pub fn from_id(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_lead_back() {
        for kind in JobType::ALL {
            assert_eq!(JobType::from_name(kind.as_str()), Some(*kind));
        }
        for state in JobState::ALL {
            assert_eq!(JobState::from_id(state.id()), Some(state));
        }
        assert_eq!(JobType::ALL.len(), 29);
    }
}
