//! Making users, whoever asks for it.

use peertube_kernel::config::Config;
use peertube_kernel::{Error, Result, Role};
use peertube_store::users::{self, CreatedUser, InitialChannel, NewUser};
use peertube_store::{Conn, actors};

use crate::Accounts;

/// What differs between users when they are made. Not `Debug`, for the password is in it.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) display_name: Option<String>,
    pub(crate) channel: InitialChannel,
    pub(crate) role: Role,
    pub(crate) video_quota: Option<i64>,
    pub(crate) video_quota_daily: Option<i64>,
    pub(crate) admin_flags: i64,
}

/// The channel of a user who did not ask for one.
pub(crate) fn default_channel(config: &Config, username: &str) -> InitialChannel {
    InitialChannel::Default {
        display_name: config.user.default_channel_name.replace("$1", username),
    }
}

impl Accounts {
    /// Refuses names and addresses that are somebody's, before a password is hashed for nothing.
    pub(crate) async fn check_free(&self, username: &str, email: &str) -> Result<()> {
        let mut conn = self.shared.db.read().await?;
        check_login(&mut conn, username, email).await?;
        check_actor(&mut conn, username).await
    }

    /// Refuses the name of a first channel that is the user's own, or is or was somebody else's.
    pub(crate) async fn check_channel(&self, username: &str, name: &str) -> Result<()> {
        if name == username {
            return Err(Error::bad_request(
                "The channel cannot have the same name as the user",
            ));
        }
        let mut conn = self.shared.db.read().await?;
        check_actor(&mut conn, name).await
    }

    /// Makes the user with account, channel and playlist.
    pub(crate) async fn create(&self, wanted: Wanted) -> Result<CreatedUser> {
        let config = &self.shared.config;
        let password_hash = self.shared.passwords.hash(wanted.password).await?;
        let quotas = &config.user;
        let new = NewUser {
            display_name: wanted
                .display_name
                .unwrap_or_else(|| wanted.username.clone()),
            username: wanted.username,
            email: wanted.email,
            email_verified: None,
            password_hash: Some(password_hash),
            role: wanted.role,
            video_quota: wanted
                .video_quota
                .unwrap_or_else(|| quotas.video_quota.as_signed()),
            video_quota_daily: wanted
                .video_quota_daily
                .unwrap_or_else(|| quotas.video_quota_daily.as_signed()),
            admin_flags: wanted.admin_flags,
            nsfw_policy: config.instance.default_nsfw_policy,
            p2p_enabled: config.defaults.p2p.webapp.enabled,
            videos_history_enabled: config.user.history.videos.enabled,
            auto_play_video: config.defaults.player.auto_play,
            channel: wanted.channel,
        };
        let new = &new;
        self.shared
            .db
            .write(|conn| Box::pin(users::create(conn, new)))
            .await
    }
}

async fn check_login(conn: &mut Conn<'_>, username: &str, email: &str) -> Result<()> {
    if users::is_login_taken(conn, &[username, email]).await? {
        return Err(Error::conflict(
            "User with this username or email already exists",
        ));
    }
    Ok(())
}

async fn check_actor(conn: &mut Conn<'_>, name: &str) -> Result<()> {
    if actors::is_name_taken(conn, name).await? {
        return Err(Error::conflict(format!(
            "The name {name} is or was used by an account or a channel of this instance"
        )));
    }
    Ok(())
}
