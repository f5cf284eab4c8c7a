//! What the instance is, and how it stands to its users and to others.

use peertube_api::models::custom_config as models;
use peertube_kernel::config::{
    Admin, AutoBlacklist, Blocklist, BroadcastLevel, BroadcastMessage, Email, Followers,
    Followings, Instance, OnSwitch, Services, Signup, User, VideoChannels,
};
use peertube_web::views::user::nsfw_policy;

pub(super) fn instance(instance: &Instance) -> models::CustomConfigInstance {
    models::CustomConfigInstance {
        name: instance.name.clone(),
        short_description: instance.short_description.clone(),
        description: instance.description.clone(),
        terms: instance.terms.clone(),
        code_of_conduct: instance.code_of_conduct.clone(),
        creation_reason: instance.creation_reason.clone(),
        moderation_information: instance.moderation_information.clone(),
        administrator: instance.administrator.clone(),
        maintenance_lifetime: instance.maintenance_lifetime.clone(),
        business_model: instance.business_model.clone(),
        hardware_information: instance.hardware_information.clone(),
        default_language: instance.default_language.clone(),
        languages: instance.languages.clone(),
        categories: instance.categories.clone(),
        is_nsfw: instance.is_nsfw,
        default_nsfw_policy: nsfw_policy(instance.default_nsfw_policy),
        server_country: instance.server_country.clone(),
        support: models::CustomConfigInstanceSupport {
            text: instance.support.text.clone(),
        },
        social: models::CustomConfigInstanceSocial {
            bluesky_link: instance.social.bluesky_link.clone(),
            mastodon_link: instance.social.mastodon_link.clone(),
            x_link: instance.social.x_link.clone(),
            external_link: instance.social.external_link.clone(),
        },
        default_client_route: instance.default_client_route.clone(),
        customizations: models::CustomConfigInstanceCustomizations {
            css: instance.customizations.css.clone(),
            javascript: instance.customizations.javascript.clone(),
        },
    }
}

pub(super) fn services(services: &Services) -> models::CustomConfigServices {
    models::CustomConfigServices {
        twitter: models::CustomConfigServicesTwitter {
            username: services.twitter.username.clone(),
        },
    }
}

pub(super) fn admin(admin: &Admin) -> models::CustomConfigAdmin {
    models::CustomConfigAdmin {
        email: admin.email.clone(),
    }
}

pub(super) fn contact_form(contact_form: &OnSwitch) -> models::CustomConfigContactForm {
    models::CustomConfigContactForm {
        enabled: contact_form.enabled,
    }
}

pub(super) fn signup(signup: &Signup) -> models::CustomConfigSignup {
    models::CustomConfigSignup {
        enabled: signup.enabled,
        limit: signup.limit,
        requires_approval: signup.requires_approval,
        requires_email_verification: signup.requires_email_verification,
        minimum_age: signup.minimum_age,
    }
}

pub(super) fn user(user: &User) -> models::CustomConfigUser {
    models::CustomConfigUser {
        history: models::CustomConfigUserHistory {
            videos: models::CustomConfigUserHistoryVideos {
                enabled: user.history.videos.enabled,
            },
        },
        video_quota: user.video_quota.as_signed(),
        video_quota_daily: user.video_quota_daily.as_signed(),
        default_channel_name: user.default_channel_name.clone(),
    }
}

pub(super) fn video_channels(video_channels: &VideoChannels) -> models::CustomConfigVideoChannels {
    models::CustomConfigVideoChannels {
        max_per_user: video_channels.max_per_user,
    }
}

pub(super) fn auto_blacklist(auto_blacklist: &AutoBlacklist) -> models::CustomConfigAutoBlacklist {
    models::CustomConfigAutoBlacklist {
        videos: models::CustomConfigAutoBlacklistVideos {
            of_users: models::CustomConfigAutoBlacklistVideosOfUsers {
                enabled: auto_blacklist.videos.of_users.enabled,
            },
        },
    }
}

pub(super) fn blocklist(blocklist: &Blocklist) -> models::CustomConfigBlocklist {
    models::CustomConfigBlocklist {
        public_log: models::CustomConfigBlocklistPublicLog {
            enabled: blocklist.public_log.enabled,
        },
    }
}

pub(super) fn followers(followers: &Followers) -> models::CustomConfigFollowers {
    models::CustomConfigFollowers {
        instance: models::CustomConfigFollowersInstance {
            enabled: followers.instance.enabled,
            manual_approval: followers.instance.manual_approval,
        },
        channels: models::CustomConfigFollowersChannels {
            enabled: followers.channels.enabled,
        },
    }
}

pub(super) fn followings(followings: &Followings) -> models::CustomConfigFollowings {
    models::CustomConfigFollowings {
        instance: models::CustomConfigFollowingsInstance {
            auto_follow_back: models::CustomConfigFollowingsInstanceAutoFollowBack {
                enabled: followings.instance.auto_follow_back.enabled,
            },
            auto_follow_index: models::CustomConfigFollowingsInstanceAutoFollowIndex {
                enabled: followings.instance.auto_follow_index.enabled,
                index_url: followings.instance.auto_follow_index.index_url.clone(),
            },
        },
    }
}

pub(super) fn broadcast_message(
    broadcast_message: &BroadcastMessage,
) -> models::CustomConfigBroadcastMessage {
    models::CustomConfigBroadcastMessage {
        enabled: broadcast_message.enabled,
        message: broadcast_message.message.clone(),
        level: level(broadcast_message.level),
        dismissable: broadcast_message.dismissable,
    }
}

pub(super) fn email(email: &Email) -> models::CustomConfigEmail {
    models::CustomConfigEmail {
        body: models::CustomConfigEmailBody {
            signature: email.body.signature.clone(),
        },
        subject: models::CustomConfigEmailSubject {
            prefix: email.subject.prefix.clone(),
        },
    }
}

fn level(level: BroadcastLevel) -> models::CustomConfigBroadcastMessageLevel {
    use models::CustomConfigBroadcastMessageLevel as Level;
    match level {
        BroadcastLevel::Info => Level::Info,
        BroadcastLevel::Warning => Level::Warning,
        BroadcastLevel::Error => Level::Error,
    }
}
