//! Changing users.

use peertube_kernel::ids::UserId;
use peertube_kernel::video::NsfwPolicy;
use peertube_kernel::{Error, Result, Role};
use sea_query::{Expr, ExprTrait as _};
use uuid::Uuid;

use super::NotificationSettings;
use crate::conn::Conn;
use crate::error::is_unique_violation;
use crate::query::{Assignment, update as update_rows};
use crate::value::Bind as _;

macro_rules! changes {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// What to change of a user; `None` leaves a value alone, an inner `None` clears it.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct UserChanges {
            $($(#[$doc])* pub $field: Option<$type>,)*
        }

        impl UserChanges {
            fn assignments(&self) -> Vec<Assignment> {
                let mut assignments: Vec<Assignment> = Vec::new();
                $(if let Some(value) = &self.$field {
                    assignments.push((stringify!($field), value.clone().bind()));
                })*
                assignments
            }
        }
    };
}

changes! {
    /// Address in use.
    email: String,
    /// Address that waits to be verified.
    pending_email: Option<String>,
    /// Whether the address was verified.
    email_verified: Option<bool>,
    /// Hash of the password in PHC form.
    password_hash: Option<String>,
    /// Role.
    role: Role,
    /// Bytes; -1 is unlimited.
    video_quota: i64,
    /// Bytes in 24 hours; -1 is unlimited.
    video_quota_daily: i64,
    /// Bits; 1 lets videos pass the automatic block.
    admin_flags: i64,
    /// Whether the user may not log in.
    blocked: bool,
    /// Why.
    blocked_reason: Option<String>,
    /// What to do with NSFW videos.
    nsfw_policy: NsfwPolicy,
    /// NSFW flags that are shown whatever the policy.
    nsfw_flags_displayed: i64,
    /// NSFW flags that are never shown.
    nsfw_flags_hidden: i64,
    /// NSFW flags that are shown after a question.
    nsfw_flags_warned: i64,
    /// NSFW flags that are shown blurred.
    nsfw_flags_blurred: i64,
    /// Whether the player may share with other viewers.
    p2p_enabled: bool,
    /// Whether watched videos are remembered.
    videos_history_enabled: bool,
    /// Whether videos start by themselves.
    auto_play_video: bool,
    /// Whether a recommended video follows.
    auto_play_next_video: bool,
    /// Whether the next one of a playlist follows.
    auto_play_next_video_playlist: bool,
    /// Languages to list; the inner `None` is all.
    video_languages: Option<Vec<String>>,
    /// Language of messages.
    language: Option<String>,
    /// Theme of the web client.
    theme: String,
    /// Whether the configuration warning was dismissed.
    no_instance_config_warning_modal: bool,
    /// Whether the welcome was dismissed.
    no_welcome_modal: bool,
    /// Whether the account warning was dismissed.
    no_account_setup_warning_modal: bool,
    /// Plugin that logs the user in.
    plugin_auth: Option<String>,
    /// Secret of two-factor logins.
    otp_secret: Option<String>,
    /// Token of the user's feeds.
    feed_token: Uuid,
    /// Bits of new features the user has read about.
    new_features_info_read: i64,
    /// How to be notified of what.
    notification_settings: NotificationSettings,
}

/// Changes a user; a conflict when the address is another user's.
pub async fn update(conn: &mut Conn<'_>, id: UserId, changes: &UserChanges) -> Result<()> {
    let mut assignments = changes.assignments();
    if assignments.is_empty() {
        return Ok(());
    }
    if let Some(email) = &changes.email {
        assignments.push(("email_lower", email.to_lowercase().bind()));
    }
    assignments.push(("updated_at", conn.now().bind()));
    let query = update_rows("users", assignments, Expr::col("id").eq(id.get()));
    match conn.execute(&query).await {
        Ok(0) => Err(Error::not_found("User not found")),
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error) => {
            Err(Error::conflict("User with this email already exists").with_source(error))
        }
        Err(error) => Err(error),
    }
}
