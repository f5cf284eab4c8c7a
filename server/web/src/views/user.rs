//! Users.

use peertube_api::models::channel::VideoChannel;
use peertube_api::models::user::{
    MyUser, NotificationSettings, NsfwPolicy, SpecialPlaylist, SpecialPlaylistType, User, UserRole,
    UserRoleLabel,
};
use peertube_kernel::config::Config;
use peertube_kernel::{Role, video};
use peertube_store::playlists::PlaylistRow;
use peertube_store::{channels, users};

use super::{account, channel, timestamp};
use crate::urls::Urls;

/// Themes that every client brings along.
pub const BUILT_IN_THEMES: [&str; 2] = ["peertube-core-light-beige", "peertube-core-dark-brown"];
/// The theme that the instance chooses.
pub const INSTANCE_THEME: &str = "instance-default";
/// The theme of a client that nobody configured.
pub const DEFAULT_THEME: &str = "default";

/// Whether users may choose this theme.
pub fn is_theme(name: &str) -> bool {
    [INSTANCE_THEME, DEFAULT_THEME].contains(&name) || BUILT_IN_THEMES.contains(&name)
}

/// A role on the wire.
pub fn role(role: Role) -> UserRole {
    match role {
        Role::Administrator => UserRole::Administrator,
        Role::Moderator => UserRole::Moderator,
        Role::User => UserRole::User,
    }
}

/// A role that a client sent.
pub fn role_sent(role: UserRole) -> Role {
    match role {
        UserRole::Administrator => Role::Administrator,
        UserRole::Moderator => Role::Moderator,
        UserRole::User => Role::User,
    }
}

/// A policy on the wire.
pub fn nsfw_policy(policy: video::NsfwPolicy) -> NsfwPolicy {
    match policy {
        video::NsfwPolicy::DoNotList => NsfwPolicy::DoNotList,
        video::NsfwPolicy::Warn => NsfwPolicy::Warn,
        video::NsfwPolicy::Blur => NsfwPolicy::Blur,
        video::NsfwPolicy::Display => NsfwPolicy::Display,
    }
}

/// A policy that a client sent.
pub fn nsfw_policy_sent(policy: NsfwPolicy) -> video::NsfwPolicy {
    match policy {
        NsfwPolicy::DoNotList => video::NsfwPolicy::DoNotList,
        NsfwPolicy::Warn => video::NsfwPolicy::Warn,
        NsfwPolicy::Blur => video::NsfwPolicy::Blur,
        NsfwPolicy::Display => video::NsfwPolicy::Display,
    }
}

/// A user for those who manage users, without figures, channels and notification settings.
pub fn user(urls: &Urls, config: &Config, row: &users::User) -> User {
    let user = &row.user;
    let flags = Flags::of(config, user);
    User {
        id: user.id.get(),
        username: user.username.clone(),
        email: user.email.clone(),
        theme: theme(&user.theme),
        pending_email: user.pending_email.clone(),
        email_verified: user.email_verified,
        nsfw_policy: nsfw_policy(user.nsfw_policy),
        nsfw_flags_displayed: flags.displayed,
        nsfw_flags_hidden: flags.hidden,
        nsfw_flags_warned: flags.warned,
        nsfw_flags_blurred: flags.blurred,
        p2p_enabled: user.p2p_enabled,
        videos_history_enabled: user.videos_history_enabled,
        auto_play_video: user.auto_play_video,
        auto_play_next_video: user.auto_play_next_video,
        auto_play_next_video_playlist: user.auto_play_next_video_playlist,
        video_languages: user.video_languages.clone(),
        language: user.language.clone(),
        role: UserRoleLabel {
            id: role(user.role),
            label: user.role.label().to_owned(),
        },
        video_quota: user.video_quota,
        video_quota_daily: user.video_quota_daily,
        total_video_file_size: None,
        video_quota_used: None,
        video_quota_used_daily: None,
        videos_count: None,
        abuses_count: None,
        abuses_accepted_count: None,
        abuses_created_count: None,
        video_comments_count: None,
        no_instance_config_warning_modal: user.no_instance_config_warning_modal,
        no_welcome_modal: user.no_welcome_modal,
        no_account_setup_warning_modal: user.no_account_setup_warning_modal,
        blocked: user.blocked,
        blocked_reason: user.blocked_reason.clone(),
        account: account::account(urls, &row.account),
        notification_settings: None,
        video_channels: Vec::new(),
        created_at: timestamp(user.created_at),
        plugin_auth: user.plugin_auth.clone(),
        last_login_date: user.last_login_at.map(timestamp),
        two_factor_enabled: user.otp_secret.is_some(),
        new_features_info_read: user.new_features_info_read,
        admin_flags: user.admin_flags,
    }
}

/// A user in the list of users.
pub fn listed(urls: &Urls, config: &Config, row: &users::UserUsage) -> User {
    User {
        video_quota_used: Some(row.video_quota_used),
        video_quota_used_daily: Some(row.video_quota_used_daily),
        total_video_file_size: Some(row.total_video_file_size),
        notification_settings: Some(notification_settings(&row.user.user.notification_settings)),
        ..user(urls, config, &row.user)
    }
}

/// The same user with its figures. There are neither comments nor reports yet, so none are counted.
pub fn with_stats(view: User, stats: &users::UserStats) -> User {
    User {
        videos_count: Some(stats.videos_count),
        video_quota_used: Some(stats.video_quota_used),
        video_quota_used_daily: Some(stats.video_quota_used_daily),
        total_video_file_size: Some(stats.total_video_file_size),
        abuses_count: Some(0),
        abuses_accepted_count: Some(0),
        abuses_created_count: Some(0),
        video_comments_count: Some(0),
        ..view
    }
}

/// Channels of a user.
pub fn channels(urls: &Urls, rows: &[channels::Channel]) -> Vec<VideoChannel> {
    rows.iter().map(|row| channel::of_user(urls, row)).collect()
}

/// The caller itself.
pub fn me(
    urls: &Urls,
    config: &Config,
    row: &users::User,
    channels: &[channels::Channel],
    watch_later: Option<&PlaylistRow>,
) -> MyUser {
    let view = user(urls, config, row);
    MyUser {
        id: view.id,
        username: view.username,
        email: view.email,
        theme: view.theme,
        pending_email: view.pending_email,
        email_verified: view.email_verified,
        nsfw_policy: view.nsfw_policy,
        nsfw_flags_displayed: view.nsfw_flags_displayed,
        nsfw_flags_hidden: view.nsfw_flags_hidden,
        nsfw_flags_warned: view.nsfw_flags_warned,
        nsfw_flags_blurred: view.nsfw_flags_blurred,
        p2p_enabled: view.p2p_enabled,
        videos_history_enabled: view.videos_history_enabled,
        auto_play_video: view.auto_play_video,
        auto_play_next_video: view.auto_play_next_video,
        auto_play_next_video_playlist: view.auto_play_next_video_playlist,
        video_languages: view.video_languages,
        language: view.language,
        role: view.role,
        video_quota: view.video_quota,
        video_quota_daily: view.video_quota_daily,
        total_video_file_size: None,
        video_quota_used: None,
        video_quota_used_daily: None,
        videos_count: None,
        abuses_count: None,
        abuses_accepted_count: None,
        abuses_created_count: None,
        video_comments_count: None,
        no_instance_config_warning_modal: view.no_instance_config_warning_modal,
        no_welcome_modal: view.no_welcome_modal,
        no_account_setup_warning_modal: view.no_account_setup_warning_modal,
        blocked: view.blocked,
        blocked_reason: view.blocked_reason,
        account: view.account,
        notification_settings: notification_settings(&row.user.notification_settings),
        video_channels: self::channels(urls, channels),
        created_at: view.created_at,
        plugin_auth: view.plugin_auth,
        last_login_date: view.last_login_date,
        two_factor_enabled: view.two_factor_enabled,
        new_features_info_read: view.new_features_info_read,
        admin_flags: view.admin_flags,
        // Nobody can work in the channel of another account yet.
        video_channel_collaborations: Vec::new(),
        special_playlists: watch_later.map(special_playlist).into_iter().collect(),
    }
}

fn special_playlist(row: &PlaylistRow) -> SpecialPlaylist {
    SpecialPlaylist {
        id: row.id.get(),
        name: row.display_name.clone(),
        r#type: SpecialPlaylistType::WatchLater,
    }
}

/// A theme that is no longer there gives way to the instance's.
fn theme(stored: &str) -> String {
    let known = if is_theme(stored) {
        stored
    } else {
        INSTANCE_THEME
    };
    known.to_owned()
}

/// Flags of a user, as far as the instance has them.
struct Flags {
    displayed: i64,
    hidden: i64,
    warned: i64,
    blurred: i64,
}

impl Flags {
    fn of(config: &Config, user: &users::UserRow) -> Self {
        let shown = |flags: i64| {
            if config.nsfw_flags_settings.enabled {
                flags
            } else {
                0
            }
        };
        Self {
            displayed: shown(user.nsfw_flags_displayed),
            hidden: shown(user.nsfw_flags_hidden),
            warned: shown(user.nsfw_flags_warned),
            blurred: shown(user.nsfw_flags_blurred),
        }
    }
}

fn notification_settings(row: &users::NotificationSettings) -> NotificationSettings {
    NotificationSettings {
        new_video_from_subscription: row.new_video_from_subscription,
        new_comment_on_my_video: row.new_comment_on_my_video,
        abuse_as_moderator: row.abuse_as_moderator,
        video_auto_blacklist_as_moderator: row.video_auto_blacklist_as_moderator,
        blacklist_on_my_video: row.blacklist_on_my_video,
        my_video_published: row.my_video_published,
        my_video_import_finished: row.my_video_import_finished,
        comment_mention: row.comment_mention,
        new_follow: row.new_follow,
        new_user_registration: row.new_user_registration,
        new_instance_follower: row.new_instance_follower,
        auto_instance_following: row.auto_instance_following,
        abuse_new_message: row.abuse_new_message,
        abuse_state_change: row.abuse_state_change,
        new_peer_tube_version: row.new_peer_tube_version,
        new_plugin_version: row.new_plugin_version,
        my_video_studio_edition_finished: row.my_video_studio_edition_finished,
        my_video_transcription_generated: row.my_video_transcription_generated,
        automatic_blocklist: row.automatic_blocklist,
    }
}
