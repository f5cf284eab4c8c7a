//! Roles of users and the rights they carry.

/// What a user is on this instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Holds every right.
    Administrator = 0,
    /// Holds the rights of [`Right::moderator`].
    Moderator = 1,
    /// Holds no right.
    User = 2,
}

impl Role {
    /// All roles, by number.
    pub const ALL: [Role; 3] = [Role::Administrator, Role::Moderator, Role::User];

    /// Number on the wire and in the database.
    pub const fn id(self) -> i64 {
        self as i64
    }

    /// Label on the wire.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Administrator => "Administrator",
            Role::Moderator => "Moderator",
            Role::User => "User",
        }
    }

    /// The role with this number.
    pub fn from_id(id: i64) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.id() == id)
    }

    /// Whether the role carries the right.
    pub const fn has(self, right: Right) -> bool {
        match self {
            Role::Administrator => true,
            Role::Moderator => right.moderator(),
            Role::User => false,
        }
    }
}

/// Something only certain roles may do. The names are the scope names of the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// `all`.
    All = 0,
    /// `manage-users`.
    ManageUsers = 1,
    /// `manage-server-follow`.
    ManageServerFollow = 2,
    /// `manage-logs`.
    ManageLogs = 3,
    /// `manage-debug`.
    ManageDebug = 4,
    /// `manage-server-redundancy`.
    ManageServerRedundancy = 5,
    /// `manage-abuses`.
    ManageAbuses = 6,
    /// `manage-jobs`.
    ManageJobs = 7,
    /// `manage-configuration`.
    ManageConfiguration = 8,
    /// `manage-instance-custom-page`.
    ManageInstanceCustomPage = 9,
    /// `manage-server-accounts-blocklist`.
    ManageServerAccountsBlocklist = 10,
    /// `manage-server-servers-blocklist`.
    ManageServerServersBlocklist = 11,
    /// `manage-video-blacklist`.
    ManageVideoBlacklist = 12,
    /// `manage-any-video-channel`.
    ManageAnyVideoChannel = 13,
    /// `remove-any-video`.
    RemoveAnyVideo = 14,
    /// `remove-any-video-playlist`.
    RemoveAnyVideoPlaylist = 15,
    /// `manage-any-video-comment`.
    ManageAnyVideoComment = 16,
    /// `update-any-video`.
    UpdateAnyVideo = 17,
    /// `update-any-video-playlist`.
    UpdateAnyVideoPlaylist = 18,
    /// `get-any-live`.
    GetAnyLive = 19,
    /// `see-all-videos`.
    SeeAllVideos = 20,
    /// `see-all-comments`.
    SeeAllComments = 21,
    /// `change-video-ownership`.
    ChangeVideoOwnership = 22,
    /// `manage-plugins`.
    ManagePlugins = 23,
    /// `manage-videos-redundancies`.
    ManageVideosRedundancies = 24,
    /// `manage-video-files`.
    ManageVideoFiles = 25,
    /// `run-video-transcoding`.
    RunVideoTranscoding = 26,
    /// `manage-video-imports`.
    ManageVideoImports = 27,
    /// `manage-registrations`.
    ManageRegistrations = 28,
    /// `manage-runners`.
    ManageRunners = 29,
    /// `manage-user-exports`.
    ManageUserExports = 30,
    /// `manage-user-imports`.
    ManageUserImports = 31,
    /// `manage-instance-watched-words`.
    ManageInstanceWatchedWords = 32,
    /// `manage-instance-auto-tags`.
    ManageInstanceAutoTags = 33,
    /// `manage-server-blocklist-subscriptions`.
    ManageServerBlocklistSubscriptions = 34,
}

impl Right {
    /// All rights, by number.
    pub const ALL: [Right; 35] = [
        Right::All,
        Right::ManageUsers,
        Right::ManageServerFollow,
        Right::ManageLogs,
        Right::ManageDebug,
        Right::ManageServerRedundancy,
        Right::ManageAbuses,
        Right::ManageJobs,
        Right::ManageConfiguration,
        Right::ManageInstanceCustomPage,
        Right::ManageServerAccountsBlocklist,
        Right::ManageServerServersBlocklist,
        Right::ManageVideoBlacklist,
        Right::ManageAnyVideoChannel,
        Right::RemoveAnyVideo,
        Right::RemoveAnyVideoPlaylist,
        Right::ManageAnyVideoComment,
        Right::UpdateAnyVideo,
        Right::UpdateAnyVideoPlaylist,
        Right::GetAnyLive,
        Right::SeeAllVideos,
        Right::SeeAllComments,
        Right::ChangeVideoOwnership,
        Right::ManagePlugins,
        Right::ManageVideosRedundancies,
        Right::ManageVideoFiles,
        Right::RunVideoTranscoding,
        Right::ManageVideoImports,
        Right::ManageRegistrations,
        Right::ManageRunners,
        Right::ManageUserExports,
        Right::ManageUserImports,
        Right::ManageInstanceWatchedWords,
        Right::ManageInstanceAutoTags,
        Right::ManageServerBlocklistSubscriptions,
    ];

    /// Number in messages of PeerTube.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Name of the scope, in kebab case.
    pub const fn name(self) -> &'static str {
        match self {
            Right::All => "all",
            Right::ManageUsers => "manage-users",
            Right::ManageServerFollow => "manage-server-follow",
            Right::ManageLogs => "manage-logs",
            Right::ManageDebug => "manage-debug",
            Right::ManageServerRedundancy => "manage-server-redundancy",
            Right::ManageAbuses => "manage-abuses",
            Right::ManageJobs => "manage-jobs",
            Right::ManageConfiguration => "manage-configuration",
            Right::ManageInstanceCustomPage => "manage-instance-custom-page",
            Right::ManageServerAccountsBlocklist => "manage-server-accounts-blocklist",
            Right::ManageServerServersBlocklist => "manage-server-servers-blocklist",
            Right::ManageVideoBlacklist => "manage-video-blacklist",
            Right::ManageAnyVideoChannel => "manage-any-video-channel",
            Right::RemoveAnyVideo => "remove-any-video",
            Right::RemoveAnyVideoPlaylist => "remove-any-video-playlist",
            Right::ManageAnyVideoComment => "manage-any-video-comment",
            Right::UpdateAnyVideo => "update-any-video",
            Right::UpdateAnyVideoPlaylist => "update-any-video-playlist",
            Right::GetAnyLive => "get-any-live",
            Right::SeeAllVideos => "see-all-videos",
            Right::SeeAllComments => "see-all-comments",
            Right::ChangeVideoOwnership => "change-video-ownership",
            Right::ManagePlugins => "manage-plugins",
            Right::ManageVideosRedundancies => "manage-videos-redundancies",
            Right::ManageVideoFiles => "manage-video-files",
            Right::RunVideoTranscoding => "run-video-transcoding",
            Right::ManageVideoImports => "manage-video-imports",
            Right::ManageRegistrations => "manage-registrations",
            Right::ManageRunners => "manage-runners",
            Right::ManageUserExports => "manage-user-exports",
            Right::ManageUserImports => "manage-user-imports",
            Right::ManageInstanceWatchedWords => "manage-instance-watched-words",
            Right::ManageInstanceAutoTags => "manage-instance-auto-tags",
            Right::ManageServerBlocklistSubscriptions => "manage-server-blocklist-subscriptions",
        }
    }

    /// The right with this scope name.
    pub fn from_name(name: &str) -> Option<Right> {
        Right::ALL.into_iter().find(|right| right.name() == name)
    }

    /// Whether moderators hold it.
    pub const fn moderator(self) -> bool {
        matches!(
            self,
            Right::ManageUsers
                | Right::ManageAbuses
                | Right::ManageServerAccountsBlocklist
                | Right::ManageServerServersBlocklist
                | Right::ManageVideoBlacklist
                | Right::ManageAnyVideoChannel
                | Right::RemoveAnyVideo
                | Right::RemoveAnyVideoPlaylist
                | Right::ManageAnyVideoComment
                | Right::UpdateAnyVideo
                | Right::SeeAllVideos
                | Right::SeeAllComments
                | Right::ManageRegistrations
                | Right::ManageInstanceWatchedWords
                | Right::ManageInstanceAutoTags
                | Right::ManageServerBlocklistSubscriptions
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_positions() {
        for (position, right) in Right::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(right.number()), position);
            assert_eq!(Right::from_name(right.name()), Some(right));
        }
        assert_eq!(Right::ALL.len(), 35);
    }

    #[test]
    fn roles_carry_their_rights() {
        assert!(
            Right::ALL
                .into_iter()
                .all(|right| Role::Administrator.has(right))
        );
        assert!(!Right::ALL.into_iter().any(|right| Role::User.has(right)));
        assert!(Role::Moderator.has(Right::SeeAllVideos));
        assert!(!Role::Moderator.has(Right::ManageVideoFiles));
        assert_eq!(
            Right::ALL
                .into_iter()
                .filter(|r| Role::Moderator.has(*r))
                .count(),
            16
        );
    }

    #[test]
    fn roles_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::from_id(role.id()), Some(role));
        }
        assert_eq!(Role::from_id(3), None);
    }
}
