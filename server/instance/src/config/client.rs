//! What clients show, and the defaults of what users publish.

use peertube_api::models::config as models;
use peertube_kernel::config::{
    AndroidIntent, BrowseScope, BrowseVideos, Client, Defaults, OpenInApp, OpenInIos, Theme,
    ThemeCustomization,
};
use peertube_web::views::user::BUILT_IN_THEMES;

use super::bytes;

pub(super) fn client(client: &Client) -> models::ServerConfigClient {
    let videos = &client.videos;
    let redirect = client.menu.login.redirect_on_single_external_auth;
    models::ServerConfigClient {
        new_features_info: client.new_features_info,
        header: models::ServerConfigClientHeader {
            hide_instance_name: client.header.hide_instance_name,
        },
        videos: models::ServerConfigClientVideos {
            miniature: models::ServerConfigClientVideosMiniature {
                prefer_author_display_name: videos.miniature.prefer_author_display_name,
            },
            resumable_upload: models::ServerConfigClientVideosResumableUpload {
                max_chunk_size: videos
                    .resumable_upload
                    .max_chunk_size
                    .map_or(0, |size| bytes(size.bytes())),
            },
        },
        browse_videos: browse_videos(&client.browse_videos),
        menu: models::ServerConfigClientMenu {
            login: models::ServerConfigClientMenuLogin {
                redirect_on_single_external_auth: redirect,
            },
        },
        open_in_app: open_in_app(&client.open_in_app),
    }
}

fn browse_videos(browse: &BrowseVideos) -> models::ServerConfigClientBrowseVideos {
    use models::ServerConfigClientBrowseVideosDefaultScope as Scope;
    models::ServerConfigClientBrowseVideos {
        default_sort: browse.default_sort.as_str().to_owned(),
        default_scope: match browse.default_scope {
            BrowseScope::Federated => Scope::Federated,
            BrowseScope::Local => Scope::Local,
        },
    }
}

fn open_in_app(app: &OpenInApp) -> models::ServerConfigClientOpenInApp {
    let AndroidIntent {
        enabled,
        host,
        scheme,
        fallback_url,
    } = app.android.intent.clone();
    let android = models::ServerConfigClientOpenInAppAndroid {
        intent: models::ServerConfigClientOpenInAppAndroidIntent {
            enabled,
            host,
            scheme,
            fallback_url,
        },
    };
    let OpenInIos {
        enabled,
        host,
        scheme,
        fallback_url,
    } = app.ios.clone();
    let ios = models::ServerConfigClientOpenInAppIos {
        enabled,
        host,
        scheme,
        fallback_url,
    };
    models::ServerConfigClientOpenInApp { android, ios }
}

pub(super) fn defaults(defaults: &Defaults) -> models::ServerConfigDefaults {
    let publish = &defaults.publish;
    models::ServerConfigDefaults {
        publish: models::ServerConfigDefaultsPublish {
            download_enabled: publish.download_enabled,
            comments_policy: publish.comments_policy.id(),
            privacy: publish.privacy.id(),
            licence: publish.licence,
        },
        live: models::ServerConfigDefaultsLive {
            save_replay: defaults.live.save_replay,
        },
        p2p: models::ServerConfigDefaultsP2p {
            webapp: models::ServerConfigDefaultsP2pWebapp {
                enabled: defaults.p2p.webapp.enabled,
            },
            embed: models::ServerConfigDefaultsP2pEmbed {
                enabled: defaults.p2p.embed.enabled,
            },
        },
        player: models::ServerConfigDefaultsPlayer {
            theme: defaults.player.theme.as_str().to_owned(),
            auto_play: defaults.player.auto_play,
        },
    }
}

pub(super) fn theme(theme: &Theme) -> models::ServerConfigTheme {
    let built_in = BUILT_IN_THEMES.map(|name| models::BuiltInTheme {
        name: name.to_owned(),
    });
    let ThemeCustomization {
        primary_color,
        on_primary_color,
        foreground_color,
        background_color,
        background_secondary_color,
        menu_foreground_color,
        menu_background_color,
        menu_border_radius,
        header_background_color,
        header_foreground_color,
        input_border_radius,
    } = theme.customization.clone();
    models::ServerConfigTheme {
        registered: Vec::new(),
        built_in: built_in.into(),
        default: theme.default.clone(),
        customization: models::ServerConfigThemeCustomization {
            primary_color,
            on_primary_color,
            foreground_color,
            background_color,
            background_secondary_color,
            menu_foreground_color,
            menu_background_color,
            menu_border_radius,
            header_foreground_color,
            header_background_color,
            input_border_radius,
        },
    }
}
