//! The instance's description of itself.

use peertube_api::models::config as models;
use peertube_kernel::config::{BroadcastLevel, BroadcastMessage, Instance, InstanceFollowings};
use peertube_web::views::user::nsfw_policy;

pub(super) fn instance(instance: &Instance) -> models::ServerConfigInstance {
    let social = &instance.social;
    models::ServerConfigInstance {
        name: instance.name.clone(),
        short_description: instance.short_description.clone(),
        is_nsfw: instance.is_nsfw,
        default_nsfw_policy: nsfw_policy(instance.default_nsfw_policy),
        default_client_route: instance.default_client_route.clone(),
        server_country: instance.server_country.clone(),
        support: models::ServerConfigInstanceSupport {
            text: instance.support.text.clone(),
        },
        social: models::ServerConfigInstanceSocial {
            external_link: social.external_link.clone(),
            mastodon_link: social.mastodon_link.clone(),
            bluesky_link: social.bluesky_link.clone(),
            x_link: social.x_link.clone(),
        },
        customizations: models::ServerConfigInstanceCustomizations {
            javascript: instance.customizations.javascript.clone(),
            css: instance.customizations.css.clone(),
        },
        default_language: instance.default_language.clone(),
        // No operation stores pictures yet, and there is no web client whose own could stand in.
        avatars: Vec::new(),
        banners: Vec::new(),
        logo: Vec::new(),
    }
}

pub(super) fn followings(followings: &InstanceFollowings) -> models::ServerConfigFollowings {
    models::ServerConfigFollowings {
        instance: models::ServerConfigFollowingsInstance {
            auto_follow_index: models::ServerConfigFollowingsInstanceAutoFollowIndex {
                index_url: followings.auto_follow_index.index_url.clone(),
            },
        },
    }
}

pub(super) fn broadcast_message(
    message: &BroadcastMessage,
) -> models::ServerConfigBroadcastMessage {
    use models::ServerConfigBroadcastMessageLevel as Level;
    models::ServerConfigBroadcastMessage {
        enabled: message.enabled,
        message: message.message.clone(),
        level: match message.level {
            BroadcastLevel::Info => Level::Info,
            BroadcastLevel::Warning => Level::Warning,
            BroadcastLevel::Error => Level::Error,
        },
        dismissable: message.dismissable,
    }
}
