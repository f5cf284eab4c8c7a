//! What the server tells clients to show, and the defaults of what users publish.

use crate::video::{CommentsPolicy, Privacy};

use super::tree::sections;
use super::units::ByteSize;
use super::value::choice;

choice! {
    /// Whose videos the first page lists.
    BrowseScope { Federated = "federated", Local = "local", }
}

choice! {
    /// Look of the player.
    PlayerTheme { Lucide = "lucide", Galaxy = "galaxy", }
}

choice! {
    /// How the first page is sorted.
    BrowseSort {
        PublishedAt = "-publishedAt",
        OriginallyPublishedAt = "-originallyPublishedAt",
        Name = "name",
        Trending = "-trending",
        Hot = "-hot",
        Likes = "-likes",
        Views = "-views",
    }
}

sections! {
    /// The web client.
    Client {
        new_features_info: bool = true,
        header: ClientHeader,
        videos: ClientVideos,
        browse_videos: BrowseVideos,
        menu: ClientMenu,
        open_in_app: OpenInApp,
    }

    /// The header of the web client.
    ClientHeader {
        hide_instance_name: bool = false,
    }

    /// Videos in the web client.
    ClientVideos {
        miniature: Miniature,
        resumable_upload: ClientResumableUpload,
    }

    /// Videos in lists.
    Miniature {
        prefer_author_display_name: bool = false,
    }

    /// How clients upload.
    ClientResumableUpload {
        /// Largest chunk a client should send; null lets it choose.
        max_chunk_size: Option<ByteSize>,
    }

    /// The first page.
    BrowseVideos {
        default_sort: BrowseSort,
        default_scope: BrowseScope,
    }

    /// The menu.
    ClientMenu {
        login: MenuLogin,
    }

    /// Login in the menu.
    MenuLogin {
        redirect_on_single_external_auth: bool = false,
    }

    /// Links that open the app.
    OpenInApp {
        android: OpenInAndroid,
        ios: OpenInIos,
    }

    /// Links that open the app on Android.
    OpenInAndroid {
        intent: AndroidIntent,
    }

    /// Links that open the app on Android.
    AndroidIntent {
        enabled: bool = true,
        host: String = "joinpeertube.org",
        scheme: String = "peertube",
        fallback_url: String = "https://play.google.com/store/apps/details?id=org.framasoft.peertube",
    }

    /// Links that open the app on iOS.
    OpenInIos {
        enabled: bool = true,
        host: String = "joinpeertube.org",
        scheme: String = "peertube",
        fallback_url: String = "https://apps.apple.com/fr/app/peertube/id6737834858",
    }

    /// Defaults of what users publish.
    Defaults {
        publish: PublishDefaults,
        live: LiveDefaults,
        p2p: P2pDefaults,
        player: PlayerDefaults,
    }

    /// Defaults of new videos.
    PublishDefaults {
        download_enabled: bool = true,
        comments_policy: CommentsPolicy = CommentsPolicy::Enabled,
        privacy: Privacy = Privacy::Public,
        licence: Option<i64>,
    }

    /// Defaults of lives.
    LiveDefaults {
        save_replay: bool = false,
    }

    /// Whether viewers share.
    P2pDefaults {
        webapp: super::OnSwitch,
        embed: super::OnSwitch,
    }

    /// The player.
    PlayerDefaults {
        theme: PlayerTheme,
        auto_play: bool = true,
    }

    /// Colours and shapes.
    Theme {
        default: String = "default",
        customization: ThemeCustomization,
    }

    /// CSS values that replace those of the theme.
    ThemeCustomization {
        primary_color: Option<String>,
        on_primary_color: Option<String>,
        foreground_color: Option<String>,
        background_color: Option<String>,
        background_secondary_color: Option<String>,
        menu_foreground_color: Option<String>,
        menu_background_color: Option<String>,
        menu_border_radius: Option<String>,
        header_background_color: Option<String>,
        header_foreground_color: Option<String>,
        input_border_radius: Option<String>,
    }

    /// Search.
    Search {
        remote_uri: RemoteUri,
        search_index: SearchIndex,
    }

    /// Who may look up addresses of other instances.
    RemoteUri {
        users: bool = true,
        anonymous: bool = false,
    }

    /// Search by an index outside.
    SearchIndex {
        enabled: bool = false,
        url: String = "https://sepiasearch.org",
        disable_local_search: bool = false,
        is_default_search: bool = false,
    }

    /// What is on the way up.
    Trending {
        videos: TrendingVideos,
    }

    /// What is on the way up.
    TrendingVideos {
        /// Days over which views count.
        interval_days: u32 = 7,
        algorithms: TrendingAlgorithms,
    }

    /// Ways to count.
    TrendingAlgorithms {
        enabled: Vec<String> = ["hot", "most-viewed", "most-liked"],
        default: String = "hot",
    }

    /// Feeds.
    Feeds {
        videos: VideoFeeds,
        comments: CommentFeeds,
    }

    /// Items in feeds of videos.
    VideoFeeds {
        count: u32 = 20,
    }

    /// Items in feeds of comments.
    CommentFeeds {
        count: u32 = 20,
    }
}
