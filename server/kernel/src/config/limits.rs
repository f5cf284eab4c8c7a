//! Limits: requests, registrations, quotas, uploads.

use std::time::Duration;

use super::tree::sections;
use super::units::{ByteLimit, ByteSize, hours, minutes, seconds};
use super::value::choice;

/// Declares buckets: the same two keys with different defaults.
macro_rules! buckets {
    ($($name:ident: $max:literal per $window:expr, $doc:literal;)*) => {
        sections! {$(
            #[doc = $doc]
            $name {
                /// Length of the window in which requests are counted.
                window: Duration = $window,
                /// Requests that one address may send in a window.
                max: u32 = $max,
            }
        )*}
    };
}

buckets! {
    ApiRate: 50 per seconds(10), "All operations together.";
    LoginRate: 15 per minutes(5), "Logins.";
    SignupRate: 2 per minutes(5), "Registrations; only those that succeed count.";
    AskSendEmailRate: 3 per minutes(5), "Requests that send mail.";
    ReceiveClientLogRate: 30 per minutes(1), "Logs of web clients.";
    PluginsRate: 500 per seconds(10), "Files of plugins.";
    WellKnownRate: 200 per seconds(10), "`/.well-known`.";
    FeedsRate: 50 per seconds(10), "Feeds.";
    ActivityPubRate: 500 per seconds(10), "Federation.";
    ClientRate: 500 per seconds(10), "HTML pages.";
    DownloadGenerateVideoRate: 5 per seconds(5), "Downloads that are put together on the fly.";
}

choice! {
    /// Where the data of unfinished uploads is kept.
    UploadStorage {
        Auto = "auto",
        Directory = "directory",
        ObjectStorage = "object-storage",
    }
}

sections! {
    /// Requests per address and window.
    RatesLimit {
        api: ApiRate,
        login: LoginRate,
        signup: SignupRate,
        ask_send_email: AskSendEmailRate,
        receive_client_log: ReceiveClientLogRate,
        plugins: PluginsRate,
        well_known: WellKnownRate,
        feeds: FeedsRate,
        activity_pub: ActivityPubRate,
        client: ClientRate,
        download_generate_video: DownloadGenerateVideoRate,
    }

    /// Registration.
    Signup {
        enabled: bool = false,
        /// Users at which registration closes; -1 is no limit.
        limit: i64 = 10,
        minimum_age: i64 = 16,
        requires_approval: bool = true,
        requires_email_verification: bool = false,
        filters: SignupFilters,
    }

    /// Who may register.
    SignupFilters {
        cidr: CidrFilters,
    }

    /// Networks, such as `10.0.0.0/8`.
    CidrFilters {
        /// Only these may register; empty is all.
        whitelist: Vec<String>,
        blacklist: Vec<String>,
    }

    /// New users.
    User {
        history: UserHistory,
        /// Refuse logins of `root`.
        disable_root_auth: bool = false,
        video_quota: ByteLimit,
        video_quota_daily: ByteLimit,
        /// Display name of a new user's channel; `$1` is the user name.
        default_channel_name: String = "Main $1 channel",
        password_constraints: PasswordConstraints,
    }

    /// Watch history.
    UserHistory {
        videos: super::OnSwitch,
    }

    /// What a password must be.
    PasswordConstraints {
        /// Characters.
        min_length: u16 = 8,
    }

    /// Channels.
    VideoChannels {
        max_per_user: i64 = 20,
        max_collaborators_per_channel: i64 = 20,
    }

    /// Resumable uploads. These keys are this server's own; PeerTube has none of them.
    Uploads {
        /// Where the data of an unfinished upload is kept: `directory` (in `storage.tmp`; of several servers only those that
        /// share it can take all parts of an upload), `object-storage` (in `object_storage.uploads`; any server can), or
        /// `auto`: in object storage if that is on and the database is PostgreSQL, else in the directory.
        storage: UploadStorage,
        /// Silence after which an upload and its data are deleted.
        session_expiry: Duration = hours(12),
        /// Unfinished uploads that one user may have at a time.
        sessions_per_user: u32 = 100,
        /// Space that must stay free on the disk; uploads that would not leave it are refused.
        min_free_disk: ByteSize = ByteSize::mebibytes(512),
    }

    /// Background jobs. These keys are this server's own; PeerTube has none of them.
    Jobs {
        /// Silence of a server after which others take over the jobs it was at.
        lease: Duration = seconds(60),
    }

    /// Export of user data.
    Export {
        users: ExportUsers,
    }

    /// Export of user data.
    ExportUsers {
        enabled: bool = true,
        max_user_video_quota: ByteSize = ByteSize::gibibytes(10),
        export_expiration: Duration = hours(48),
    }
}
