//! What clients show and offer.

use peertube_api::models::custom_config as models;
use peertube_kernel::config::{
    BrowseScope, Client, Defaults, PlayerTheme, Search, Theme, Trending,
};

pub(super) fn client(client: &Client) -> models::CustomConfigClient {
    models::CustomConfigClient {
        header: models::CustomConfigClientHeader {
            hide_instance_name: client.header.hide_instance_name,
        },
        videos: models::CustomConfigClientVideos {
            miniature: models::CustomConfigClientVideosMiniature {
                prefer_author_display_name: client.videos.miniature.prefer_author_display_name,
            },
        },
        browse_videos: models::CustomConfigClientBrowseVideos {
            default_sort: client.browse_videos.default_sort.as_str().to_owned(),
            default_scope: scope(client.browse_videos.default_scope),
        },
        menu: models::CustomConfigClientMenu {
            login: models::CustomConfigClientMenuLogin {
                redirect_on_single_external_auth: client
                    .menu
                    .login
                    .redirect_on_single_external_auth,
            },
        },
    }
}

pub(super) fn theme(theme: &Theme) -> models::CustomConfigTheme {
    models::CustomConfigTheme {
        default: theme.default.clone(),
        customization: models::CustomConfigThemeCustomization {
            primary_color: theme.customization.primary_color.clone(),
            on_primary_color: theme.customization.on_primary_color.clone(),
            foreground_color: theme.customization.foreground_color.clone(),
            background_color: theme.customization.background_color.clone(),
            background_secondary_color: theme.customization.background_secondary_color.clone(),
            menu_foreground_color: theme.customization.menu_foreground_color.clone(),
            menu_background_color: theme.customization.menu_background_color.clone(),
            menu_border_radius: theme.customization.menu_border_radius.clone(),
            header_foreground_color: theme.customization.header_foreground_color.clone(),
            header_background_color: theme.customization.header_background_color.clone(),
            input_border_radius: theme.customization.input_border_radius.clone(),
        },
    }
}

pub(super) fn defaults(defaults: &Defaults) -> models::CustomConfigDefaults {
    models::CustomConfigDefaults {
        publish: models::CustomConfigDefaultsPublish {
            download_enabled: defaults.publish.download_enabled,
            comments_policy: defaults.publish.comments_policy.id(),
            privacy: defaults.publish.privacy.id(),
            licence: defaults.publish.licence,
        },
        live: models::CustomConfigDefaultsLive {
            save_replay: defaults.live.save_replay,
        },
        p2p: models::CustomConfigDefaultsP2p {
            webapp: models::CustomConfigDefaultsP2pWebapp {
                enabled: defaults.p2p.webapp.enabled,
            },
            embed: models::CustomConfigDefaultsP2pEmbed {
                enabled: defaults.p2p.embed.enabled,
            },
        },
        player: models::CustomConfigDefaultsPlayer {
            theme: player_theme(defaults.player.theme),
            auto_play: defaults.player.auto_play,
        },
    }
}

pub(super) fn search(search: &Search) -> models::CustomConfigSearch {
    models::CustomConfigSearch {
        remote_uri: models::CustomConfigSearchRemoteUri {
            users: search.remote_uri.users,
            anonymous: search.remote_uri.anonymous,
        },
        search_index: models::CustomConfigSearchSearchIndex {
            enabled: search.search_index.enabled,
            url: search.search_index.url.clone(),
            disable_local_search: search.search_index.disable_local_search,
            is_default_search: search.search_index.is_default_search,
        },
    }
}

pub(super) fn trending(trending: &Trending) -> models::CustomConfigTrending {
    models::CustomConfigTrending {
        videos: models::CustomConfigTrendingVideos {
            algorithms: models::CustomConfigTrendingVideosAlgorithms {
                enabled: trending.videos.algorithms.enabled.clone(),
                default: trending.videos.algorithms.default.clone(),
            },
        },
    }
}

fn scope(scope: BrowseScope) -> models::CustomConfigClientBrowseVideosDefaultScope {
    use models::CustomConfigClientBrowseVideosDefaultScope as Scope;
    match scope {
        BrowseScope::Federated => Scope::Federated,
        BrowseScope::Local => Scope::Local,
    }
}

fn player_theme(theme: PlayerTheme) -> models::CustomConfigDefaultsPlayerTheme {
    use models::CustomConfigDefaultsPlayerTheme as Theme;
    match theme {
        PlayerTheme::Lucide => Theme::Lucide,
        PlayerTheme::Galaxy => Theme::Galaxy,
    }
}
