//! Fixed values of videos: privacy, state, comments policy, where files lie.

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal => $label:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* $variant = $number,)*
        }

        impl $name {
            /// All values, by number.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// Number on the wire and in the database.
            pub const fn id(self) -> i64 {
                self as i64
            }

            /// Label on the wire.
            pub const fn label(self) -> &'static str {
                match self {
                    $($name::$variant => $label,)*
                }
            }

            /// The value with this number.
            pub fn from_id(id: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.id() == id)
            }
        }
    };
}

numbered! {
    /// Who may find and see a video.
    Privacy {
        /// Listed, seen by everybody.
        Public = 1 => "Public",
        /// Not listed, seen by everybody who knows its UUID.
        Unlisted = 2 => "Unlisted",
        /// Seen by those who manage its channel, and by moderators.
        Private = 3 => "Private",
        /// Listed for and seen by logged-in users.
        Internal = 4 => "Internal",
        /// Not listed, seen with one of its passwords.
        PasswordProtected = 5 => "Password protected",
    }
}

impl Privacy {
    /// Whether files of such a video lie in the private folder, behind access checks.
    pub const fn has_private_files(self) -> bool {
        !matches!(self, Privacy::Public | Privacy::Unlisted)
    }
}

numbered! {
    /// Where a video is in its life.
    VideoState {
        /// Done.
        Published = 1 => "Published",
        /// Waiting for, or in, its first transcoding.
        ToTranscode = 2 => "To transcode",
        /// Its file is being fetched.
        ToImport = 3 => "To import",
        /// A live that has not started.
        WaitingForLive = 4 => "Waiting for livestream",
        /// A live that is over.
        LiveEnded = 5 => "Livestream ended",
        /// Its files go to object storage.
        ToMoveToExternalStorage = 6 => "To move to an external storage",
        /// A transcoding job failed.
        TranscodingFailed = 7 => "Transcoding failed",
        /// The move to object storage failed.
        ToMoveToExternalStorageFailed = 8 => "External storage move failed",
        /// Studio tasks are running.
        ToEdit = 9 => "To edit",
        /// Its files come back from object storage.
        ToMoveToFileSystem = 10 => "To move to file system",
        /// The move back failed.
        ToMoveToFileSystemFailed = 11 => "Move to file system failed",
        /// The import failed.
        ToImportFailed = 12 => "Import failed",
    }
}

numbered! {
    /// Who may comment on a video.
    CommentsPolicy {
        /// Everybody with an account.
        Enabled = 1 => "Enabled",
        /// Nobody.
        Disabled = 2 => "Disabled",
        /// Everybody, but comments are held for review.
        RequiresApproval = 3 => "Requires approval",
    }
}

numbered! {
    /// On which sites a video may be embedded.
    EmbedPrivacy {
        /// On all.
        AllAllowed = 1 => "All allowed",
        /// On those listed.
        Allowlist = 2 => "Allowlist",
        /// As the video's own instance says.
        RemoteRestrictions = 3 => "Remote restrictions",
    }
}

numbered! {
    /// Where a file lies.
    FileStorage {
        /// On this machine's disk.
        FileSystem = 0 => "File system",
        /// In an object store.
        ObjectStorage = 1 => "Object storage",
    }
}

/// What a person wants done with NSFW videos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NsfwPolicy {
    /// Left out of lists.
    DoNotList,
    /// Shown after a question.
    Warn,
    /// Shown with blurred pictures.
    Blur,
    /// Shown.
    Display,
}

impl NsfwPolicy {
    /// All policies.
    pub const ALL: [NsfwPolicy; 4] = [Self::DoNotList, Self::Warn, Self::Blur, Self::Display];

    /// Name on the wire, in the configuration and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DoNotList => "do_not_list",
            Self::Warn => "warn",
            Self::Blur => "blur",
            Self::Display => "display",
        }
    }

    /// The policy of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == name)
    }
}

/// Bits of `nsfwFlags`.
pub mod nsfw_flag {
    /// Violent content.
    pub const VIOLENT: i64 = 1;
    /// Explicit sex.
    pub const EXPLICIT_SEX: i64 = 2;
}

/// Bits of the `include` filter of video lists.
pub mod include {
    /// Videos that are not published yet.
    pub const NOT_PUBLISHED_STATE: i64 = 1;
    /// Videos blocked by moderators.
    pub const BLACKLISTED: i64 = 2;
    /// Videos of muted accounts and servers.
    pub const BLOCKED_OWNER: i64 = 4;
    /// The files of each video.
    pub const FILES: i64 = 8;
    /// Captions; adds nothing to lists.
    pub const CAPTIONS: i64 = 16;
    /// The source record of each video.
    pub const SOURCE: i64 = 32;
    /// Automatic tags.
    pub const AUTOMATIC_TAGS: i64 = 64;
    /// The tags of each video.
    pub const TAGS: i64 = 128;
}

/// Label of a resolution: `Audio only` for 0, else `<n>p`.
///
/// A height that is no common one is labelled after the longer side, where that is a common width.
pub fn resolution_label(resolution: i64, width: i64, height: i64) -> String {
    const COMMON: [i64; 8] = [144, 240, 360, 480, 720, 1080, 1440, 2160];
    if resolution == 0 {
        return "Audio only".to_owned();
    }
    if COMMON.contains(&resolution) {
        return format!("{resolution}p");
    }
    let label = match width.max(height) {
        3840 => 2160,
        1920 => 1080,
        1280 => 720,
        854 => 480,
        640 => 360,
        426 => 240,
        256 => 144,
        _ => resolution,
    };
    format!("{label}p")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip() {
        assert_eq!(VideoState::ALL.len(), 12);
        for (position, state) in VideoState::ALL.iter().enumerate() {
            assert_eq!(state.id(), i64::try_from(position).unwrap() + 1);
            assert_eq!(VideoState::from_id(state.id()), Some(*state));
        }
        assert_eq!(
            Privacy::from_id(5).map(Privacy::label),
            Some("Password protected")
        );
        assert_eq!(Privacy::from_id(0), None);
        assert_eq!(FileStorage::from_id(0), Some(FileStorage::FileSystem));
    }

    #[test]
    fn only_public_and_unlisted_files_are_open() {
        let open: Vec<_> = Privacy::ALL
            .iter()
            .filter(|p| !p.has_private_files())
            .collect();
        assert_eq!(open, [&Privacy::Public, &Privacy::Unlisted]);
    }

    #[test]
    fn resolution_labels() {
        assert_eq!(resolution_label(0, 0, 0), "Audio only");
        assert_eq!(resolution_label(720, 1280, 720), "720p");
        assert_eq!(resolution_label(534, 1280, 534), "720p");
        assert_eq!(resolution_label(100, 100, 100), "100p");
    }
}
