//! Ids of rows, one type per table, so that they cannot be mixed up.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(i64);

        impl $name {
            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A person who can log in.
    UserId;
    /// The account of a user, of the instance, or of a remote person.
    AccountId;
    /// What federates: the actor behind an account or a channel.
    ActorId;
    /// A video channel.
    ChannelId;
    /// A video.
    VideoId;
    /// One file of a video.
    VideoFileId;
    /// One picture of a video.
    ThumbnailId;
    /// The record of an uploaded original file.
    VideoSourceId;
    /// A token session: one access and one refresh token.
    SessionId;
    /// A playlist.
    PlaylistId;
    /// A background job.
    JobId;
}
