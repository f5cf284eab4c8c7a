//! What a list shows of each video beyond the usual.

use peertube_kernel::video::include;

/// Members that are only there when they are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Additions {
    /// `state`.
    pub state: bool,
    /// `waitTranscoding` and `scheduledUpdate`.
    pub schedule: bool,
    /// `blacklisted` and `blacklistedReason`.
    pub blocks: bool,
    /// `blockedOwner` and `blockedServer`.
    pub mutes: bool,
    /// `files` and `streamingPlaylists`.
    pub files: bool,
    /// `videoSource`.
    pub source: bool,
    /// `automaticTags`.
    pub automatic_tags: bool,
    /// `tags`.
    pub tags: bool,
    /// `liveSchedules`.
    pub live_schedules: bool,
}

impl Additions {
    /// What the bits of `include` ask for, and scheduled lives.
    pub fn asked(bits: i64, scheduled_lives: bool) -> Self {
        let has = |bit: i64| bits & bit != 0;
        Self {
            state: has(include::NOT_PUBLISHED_STATE) || scheduled_lives,
            schedule: has(include::NOT_PUBLISHED_STATE),
            blocks: has(include::BLACKLISTED),
            mutes: has(include::BLOCKED_OWNER),
            files: has(include::FILES),
            source: has(include::SOURCE),
            automatic_tags: has(include::AUTOMATIC_TAGS),
            tags: has(include::TAGS),
            live_schedules: scheduled_lives,
        }
    }

    /// These, and what owners see of their own videos.
    pub fn for_owner(self) -> Self {
        Self {
            state: true,
            schedule: true,
            blocks: true,
            mutes: true,
            tags: true,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_of_include() {
        assert_eq!(Additions::asked(16, false), Additions::default());
        let asked = Additions::asked(1 | 128, false);
        assert!(asked.state && asked.schedule && asked.tags && !asked.blocks);
        let scheduled = Additions::asked(0, true);
        assert!(scheduled.state && scheduled.live_schedules && !scheduled.schedule);
    }
}
