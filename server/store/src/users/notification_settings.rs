//! How a user wants to be notified of what.

use serde::{Deserialize, Serialize};

use crate::value::json_column;

macro_rules! settings {
    ($($(#[$doc:meta])* $field:ident = $default:literal,)*) => {
        /// For each kind of event the sum of 1 (on the web) and 2 (by e-mail); 0 is not at all.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct NotificationSettings {
            $($(#[$doc])* pub $field: i64,)*
        }

        impl Default for NotificationSettings {
            fn default() -> Self {
                Self {
                    $($field: $default,)*
                }
            }
        }
    };
}

settings! {
    /// A new video of a channel the user follows.
    new_video_from_subscription = 1,
    /// A comment on one of the user's videos.
    new_comment_on_my_video = 1,
    /// A report, for moderators.
    abuse_as_moderator = 3,
    /// A video was blocked automatically, for moderators.
    video_auto_blacklist_as_moderator = 3,
    /// One of the user's videos was blocked or unblocked.
    blacklist_on_my_video = 3,
    /// One of the user's videos was published.
    my_video_published = 1,
    /// An import of the user ended.
    my_video_import_finished = 1,
    /// Somebody mentioned the user in a comment.
    comment_mention = 1,
    /// Somebody follows the user or a channel of the user.
    new_follow = 1,
    /// Somebody registered, for moderators.
    new_user_registration = 1,
    /// Another instance follows this one, for administrators.
    new_instance_follower = 1,
    /// This instance follows another one by itself, for administrators.
    auto_instance_following = 1,
    /// A message about a report.
    abuse_new_message = 3,
    /// A report was accepted or rejected.
    abuse_state_change = 3,
    /// There is a new version of the software, for administrators.
    new_peer_tube_version = 3,
    /// There is a new version of a plugin, for administrators.
    new_plugin_version = 1,
    /// The studio is done with one of the user's videos.
    my_video_studio_edition_finished = 1,
    /// One of the user's videos was transcribed.
    my_video_transcription_generated = 1,
    /// A subscribed blocklist changed mutes, for moderators.
    automatic_blocklist = 1,
}

json_column! {
    NotificationSettings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_wire() {
        let value = serde_json::to_value(NotificationSettings::default()).unwrap();
        assert_eq!(value["newPeerTubeVersion"], 3);
        assert_eq!(value.as_object().unwrap().len(), 19);
    }

    #[test]
    fn settings_that_are_not_stored_have_their_default() {
        let settings: NotificationSettings = serde_json::from_str(r#"{"newFollow": 0}"#).unwrap();
        assert_eq!(settings.new_follow, 0);
        assert_eq!(settings.abuse_as_moderator, 3);
    }
}
