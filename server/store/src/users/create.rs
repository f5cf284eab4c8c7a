//! Making users with all that every user has.

use peertube_kernel::ids::{AccountId, ChannelId, UserId};
use peertube_kernel::video::NsfwPolicy;
use peertube_kernel::{Error, Result, Role};

use super::NotificationSettings;
use crate::accounts;
use crate::actors;
use crate::channels::{self, NewChannel};
use crate::conn::Conn;
use crate::error::is_unique_violation;
use crate::playlists;
use crate::query::insert;
use crate::value::Bind as _;

/// How often a default channel name gets another number before giving up.
const NAME_ATTEMPTS: u32 = 30;

/// A user to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Name to log in with; also the name of the account.
    pub username: String,
    /// Name of the account shown to people.
    pub display_name: String,
    /// Address.
    pub email: String,
    /// Whether the address is verified; `None` when nobody asks.
    pub email_verified: Option<bool>,
    /// Hash of the password in PHC form.
    pub password_hash: Option<String>,
    /// Role.
    pub role: Role,
    /// Bytes; -1 is unlimited.
    pub video_quota: i64,
    /// Bytes in 24 hours; -1 is unlimited.
    pub video_quota_daily: i64,
    /// Bits; 1 lets videos pass the automatic block.
    pub admin_flags: i64,
    /// What to do with NSFW videos.
    pub nsfw_policy: NsfwPolicy,
    /// Whether the player may share with other viewers.
    pub p2p_enabled: bool,
    /// Whether watched videos are remembered.
    pub videos_history_enabled: bool,
    /// Whether videos start by themselves.
    pub auto_play_video: bool,
    /// The first channel.
    pub channel: InitialChannel,
}

/// The channel a user starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InitialChannel {
    /// As asked for.
    Named {
        /// Name in handles.
        name: String,
        /// Name shown to people.
        display_name: String,
    },
    /// `<username>_channel`, with a number when that is taken.
    Default {
        /// Name shown to people.
        display_name: String,
    },
}

/// Ids of a new user and of what came with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreatedUser {
    /// The user.
    pub user: UserId,
    /// The account.
    pub account: AccountId,
    /// The first channel.
    pub channel: ChannelId,
}

/// Makes a user with account, first channel and "Watch later" playlist.
///
/// A conflict when name or address belong to a user, or a name is or was an actor's.
pub async fn create(conn: &mut Conn<'_>, new: &NewUser) -> Result<CreatedUser> {
    if super::is_login_taken(conn, &[&new.username, &new.email]).await? {
        return Err(login_taken());
    }
    let user = insert_user(conn, new).await?;
    let account =
        accounts::create_local(conn, &new.username, &new.display_name, Some(user)).await?;
    let channel = create_channel(conn, account, new).await?;
    playlists::create_watch_later(conn, account).await?;
    Ok(CreatedUser {
        user,
        account,
        channel,
    })
}

fn login_taken() -> Error {
    Error::conflict("User with this username or email already exists")
}

async fn insert_user(conn: &mut Conn<'_>, new: &NewUser) -> Result<UserId> {
    let now = conn.now();
    let mut query = insert(
        "users",
        vec![
            ("username", new.username.as_str().bind()),
            ("username_lower", new.username.to_lowercase().bind()),
            ("email", new.email.as_str().bind()),
            ("email_lower", new.email.to_lowercase().bind()),
            ("email_verified", new.email_verified.bind()),
            ("password_hash", new.password_hash.as_deref().bind()),
            ("role", new.role.bind()),
            ("video_quota", new.video_quota.bind()),
            ("video_quota_daily", new.video_quota_daily.bind()),
            ("admin_flags", new.admin_flags.bind()),
            ("nsfw_policy", new.nsfw_policy.bind()),
            ("p2p_enabled", new.p2p_enabled.bind()),
            ("videos_history_enabled", new.videos_history_enabled.bind()),
            ("auto_play_video", new.auto_play_video.bind()),
            ("auto_play_next_video", false.bind()),
            ("auto_play_next_video_playlist", true.bind()),
            ("theme", "instance-default".bind()),
            ("feed_token", conn.context().uuid().bind()),
            // A new user has no old version to compare with: every feature counts as read about.
            ("new_features_info_read", 1_i64.bind()),
            (
                "notification_settings",
                NotificationSettings::default().bind(),
            ),
            ("created_at", now.bind()),
            ("updated_at", now.bind()),
        ],
    );
    conn.insert(&mut query).await.map_err(|error| {
        if is_unique_violation(&error) {
            login_taken().with_source(error)
        } else {
            error
        }
    })
}

async fn create_channel(
    conn: &mut Conn<'_>,
    account: AccountId,
    new: &NewUser,
) -> Result<ChannelId> {
    let (name, display_name) = match &new.channel {
        InitialChannel::Named { name, display_name } => (name.clone(), display_name),
        InitialChannel::Default { display_name } => (
            default_channel_name(conn, &new.username).await?,
            display_name,
        ),
    };
    let channel = NewChannel {
        name,
        display_name: display_name.clone(),
        description: None,
        support: None,
        public_email: None,
    };
    channels::create(conn, account, &channel).await
}

async fn default_channel_name(conn: &mut Conn<'_>, username: &str) -> Result<String> {
    let base = format!("{username}_channel");
    for attempt in 0..NAME_ATTEMPTS {
        let name = match attempt {
            0 => base.clone(),
            number => format!("{base}-{number}"),
        };
        if !actors::is_name_taken(conn, &name).await? {
            return Ok(name);
        }
    }
    Err(Error::conflict(format!(
        "No name is left for the channel of {username}"
    )))
}
